using MeetingIntel.Grains.Sessions;
using MeetingIntel.Notes;
using MeetingIntel.Sessions;
using MeetingIntel.SttTasks;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.SttTasks;

/// <summary>What a command does to a task: pure, no I/O.</summary>
internal static class SttTaskRules
{
    /// <summary>What a task says that nobody spoke of in time.</summary>
    public const string TimedOut = "Nobody said in time what came of it.";

    /// <summary>How the notes are marked that nobody wrote.</summary>
    private const string AutoTranscription = "auto-transcription";

    /// <summary>A new task.</summary>
    public static SttTask Create(AddSttTask command, DateTimeOffset now) => new(
        command.TaskId, command.Task.AudioChunkId, command.Task.DurationSeconds, SttTaskStatus.Pending, null, null, now, now, command.Task.Model);

    /// <summary>A task as an outcome would leave it.</summary>
    public static SttTask Apply(SttTask task, SettleSttTask command, DateTimeOffset now) =>
        task with { Status = command.Status, Transcript = command.Transcript, Error = command.Error, UpdatedAt = now };

    /// <summary>What came of a task, and the words that were said, where there are any.</summary>
    /// <param name="session">The session.</param>
    /// <param name="task">As it stands.</param>
    /// <param name="settled">As the outcome would leave it.</param>
    public static Decision Settle(SessionSnapshot session, SttTask task, SttTask settled)
    {
        if (task.Status != SttTaskStatus.Pending)
        {
            // A client that got no answer says it again.
            return settled with { UpdatedAt = task.UpdatedAt } == task ? Decision.Nothing : SttTaskErrors.Settled(task);
        }

        return settled.Status switch
        {
            SttTaskStatus.Done when string.IsNullOrWhiteSpace(settled.Transcript) => new SessionEventData[] { new SttTaskDone(settled) },
            // What is heard here comes to the timeline over an audio channel, with the times of its words.
            SttTaskStatus.Done when IsHeardHere(task) => new SessionEventData[] { new SttTaskDone(settled) },
            SttTaskStatus.Done => new SessionEventData[] { new SttTaskDone(settled), new TranscriptSegmentAdded(Segment(session, settled)) },
            SttTaskStatus.Failed => new SessionEventData[] { new SttTaskFailed(settled) },
            _ => SttTaskErrors.Pending,
        };
    }

    /// <summary>The note that ASTRA makes of audio that came with its task.</summary>
    /// <param name="settled">The task, as the outcome leaves it.</param>
    /// <returns>The note; <see langword="null"/> when nothing was said, or somebody else transcribed.</returns>
    public static AddNote? NoteOf(SttTask settled) =>
        IsHeardHere(settled) && settled is { Status: SttTaskStatus.Done, Transcript: var text } && !string.IsNullOrWhiteSpace(text)
            ? new(Ids.NewNote(), settled.UpdatedAt, text.Trim(), Speaker: null, NoteType.Observation, [AutoTranscription], TelemetrySnapshot: null)
            : null;

    /// <summary>Only a task that comes with its audio says what transcribes it.</summary>
    private static bool IsHeardHere(SttTask task) => task.Model is not null;

    /// <summary>The audio was recorded right before somebody registered it.</summary>
    private static TranscriptSegment Segment(SessionSnapshot session, SttTask task)
    {
        var end = Math.Max(0, (task.CreatedAt - (session.StartedAt ?? session.CreatedAt)).TotalSeconds);
        var start = Math.Max(0, end - (task.DurationSeconds ?? 0));
        return new("seg_" + task.Id, SessionRules.ExternalChannel, Speaker: null, start, end, task.Transcript!.Trim(), [], null, TranscriptSegment.OfClient, task.Model);
    }
}
