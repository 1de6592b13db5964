using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Live;
using MeetingIntel.Api.Transcription.Uploads;
using MeetingIntel.Sessions;
using MeetingIntel.SttTasks;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.SttTasks.Uploads;

/// <summary>Hears what comes of one task's audio, and shows it to those who watch the session.</summary>
/// <param name="task">The task.</param>
/// <param name="channels">The channels that its audio is on.</param>
/// <param name="session">Its session.</param>
/// <param name="settled">Is cancelled when somebody else says what came of the task.</param>
internal sealed class SttUploadProgress(SttTask task, IReadOnlySet<string> channels, ISessionGrain session, CancellationTokenSource settled) : UploadProgress
{
    private readonly List<TranscriptSegment> _segments = [];

    /// <summary>All that was said so far; <see langword="null"/> while that is nothing.</summary>
    public string? Text => _segments.Count == 0 ? null : string.Join(' ', _segments.OrderBy(segment => segment.Start).Select(segment => segment.Text));

    /// <summary>Why a part of the audio was not heard, if so: of one that the provider can't hear at all, for example.</summary>
    public string? Gap { get; private set; }

    /// <inheritdoc/>
    public override void Session(string sessionId)
    {
    }

    /// <inheritdoc/>
    public override void Stage(string stage, double done)
    {
    }

    /// <inheritdoc/>
    public override async ValueTask SeeAsync(FeedMessage message, double start)
    {
        // What ends before is the rest of an upload that was given up.
        switch ((message as EventMessage)?.Event.Data)
        {
            case TranscriptSegmentAdded { Segment: var segment } when channels.Contains(segment.Channel) && segment.End > start:
                _segments.Add(segment);
                await ShowAsync(segment.Text);
                break;

            case TranscriptGap { Reason: not TranscriptGap.BrokenOff } gap when channels.Contains(gap.Channel) && gap.End > start:
                Gap = gap.Reason;
                break;

            case SttTaskDone { Task.Id: var id } when string.Equals(id, task.Id, StringComparison.Ordinal):
            case SttTaskFailed { Task.Id: var failed } when string.Equals(failed, task.Id, StringComparison.Ordinal):
                await settled.CancelAsync();
                break;
        }
    }

    private async Task ShowAsync(string text)
    {
        try
        {
            await session.SignalAsync(new SttTaskHeard(task.Id, task.AudioChunkId, _segments.Count == 1 ? text : $" {text}", Text!));
        }
        catch (Exception failure) when (ExceptionProblems.Passing(failure) is not null)
        {
            // The words are on record; this was only to show them early.
        }
    }
}
