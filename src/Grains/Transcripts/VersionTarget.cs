using MeetingIntel.Grains.Transcription;
using MeetingIntel.Sessions;
using MeetingIntel.Transcription;
using MeetingIntel.Transcripts;

namespace MeetingIntel.Grains.Transcripts;

/// <summary>
/// Puts what kept audio came to into a version of the transcript. Nobody waits for an acknowledgement here, so texts are gathered: an event holds many of them, and a
/// crash costs hearing those once more.
/// </summary>
/// <param name="session">The session.</param>
/// <param name="version">The version.</param>
/// <param name="recording">The recording that is heard.</param>
/// <param name="channel">Its audio, and how far it was heard.</param>
internal sealed class VersionTarget(ISessionGrain session, int version, string recording, AudioChannel channel) : IOutcomeTarget
{
    private const int Gathered = 50;

    private readonly List<TranscriptSegment> _segments = [];
    private readonly List<TranscriptGap> _gaps = [];
    private long _from = channel.AckedOffset;
    private long _to = channel.AckedOffset;
    private double _toTime = channel.AckedTime;

    /// <inheritdoc/>
    public async Task<GrainResult<LiveChannel>> CommitOutcomeAsync(CommitOutcome outcome)
    {
        // One that is tried again is here already.
        if (outcome.ToOffset > _to)
        {
            _segments.AddRange(outcome.Segments);
            _gaps.AddRange(outcome.Gaps);
            (_to, _toTime) = (outcome.ToOffset, outcome.ToTime);
        }

        if ((outcome.Close || _segments.Count + _gaps.Count >= Gathered) && await FlushAsync() is { } refused)
        {
            return refused;
        }

        return new LiveChannel(channel with { AckedOffset = _to, AckedTime = _toTime, Open = !outcome.Close }, SessionEnded: false);
    }

    /// <inheritdoc/>
    public Task ShowAsync(PartialTranscript partial) => Task.CompletedTask;

    private async Task<GrainError?> FlushAsync()
    {
        if (_to == _from)
        {
            return null;
        }

        var added = await session.AddVersionSegmentsAsync(new TranscriptVersionSegments(version, recording, _from, _to, _toTime, [.. _segments], [.. _gaps]));
        if (!added.Succeeded)
        {
            return added.Error;
        }

        _from = _to;
        _segments.Clear();
        _gaps.Clear();
        return null;
    }
}
