using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Timeline;

/// <summary>A transcript segment on the wire.</summary>
/// <param name="Id">Segment id.</param>
/// <param name="Seq">Its place on the session's timeline.</param>
/// <param name="SessionId">The session.</param>
/// <param name="Channel">The audio channel it was heard on; <c>external</c> for lines that came as text.</param>
/// <param name="Speaker">Who speaks.</param>
/// <param name="Start">Seconds on the channel's own audio clock.</param>
/// <param name="End">Seconds on the channel's own audio clock.</param>
/// <param name="Text">What was said.</param>
/// <param name="Words">Word by word.</param>
/// <param name="Confidence">0…1.</param>
/// <param name="Provider">Who transcribed it.</param>
/// <param name="Model">The provider's model.</param>
/// <param name="At">When it was put on record, UTC.</param>
/// <param name="Version">1, and one more with each correction; the ETag, without its quotes.</param>
internal sealed record SegmentResponse(
    string Id,
    long Seq,
    string SessionId,
    string Channel,
    string? Speaker,
    double Start,
    double End,
    string Text,
    IReadOnlyList<TranscriptWord> Words,
    double? Confidence,
    string Provider,
    string? Model,
    DateTimeOffset At,
    int Version)
{
    /// <summary>From a segment and its place.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="seq">Its place.</param>
    /// <param name="at">When it was put on record.</param>
    /// <param name="segment">What was said.</param>
    /// <param name="version">Its version.</param>
    public static SegmentResponse From(string sessionId, long seq, DateTimeOffset at, TranscriptSegment segment, int version) => new(
        segment.Id,
        seq,
        sessionId,
        segment.Channel,
        segment.Speaker,
        segment.Start,
        segment.End,
        segment.Text,
        segment.Words,
        segment.Confidence,
        segment.Provider,
        segment.Model,
        at,
        version);
}
