using MeetingIntel.Corrections;
using MeetingIntel.Storage.Corrections;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Corrections;

/// <summary>What became of a segment.</summary>
/// <param name="Versions">The oldest first: what was heard.</param>
/// <param name="Next">What to pass as <c>after</c> for more; <see langword="null"/> when there is no more.</param>
internal sealed record SegmentHistoryResponse(IReadOnlyList<SegmentVersionResponse> Versions, long? Next);

/// <summary>A segment after one of its changes.</summary>
/// <param name="Seq">The event of the timeline that made it so.</param>
/// <param name="At">When, UTC.</param>
/// <param name="By">Who: kind and id with a colon between; <see langword="null"/>: the server itself, as with what was heard.</param>
/// <param name="ByName">What they were called then.</param>
/// <param name="Version">1, and one more with each change.</param>
/// <param name="Speaker">Who said it, as it was after that.</param>
/// <param name="Text">What was said, as it was after that.</param>
internal sealed record SegmentVersionResponse(long Seq, DateTimeOffset At, string? By, string? ByName, int Version, string? Speaker, string Text)
{
    /// <summary>From what is on record.</summary>
    /// <param name="version">The version.</param>
    public static SegmentVersionResponse From(SegmentVersion version) =>
        new(version.Seq, version.At, version.Actor, version.ActorName, version.Version, version.Speaker, version.Text);
}

/// <summary>Everybody who speaks.</summary>
/// <param name="Speakers">In the order in which they first do.</param>
internal sealed record SpeakersResponse(IReadOnlyList<SpeakerResponse> Speakers);

/// <summary>Somebody who speaks.</summary>
/// <param name="Name">The name.</param>
/// <param name="Segments">How many segments are theirs.</param>
/// <param name="Words">How many words.</param>
/// <param name="Seconds">How long they speak.</param>
internal sealed record SpeakerResponse(string Name, int Segments, long Words, double Seconds);

/// <summary>What a rename changed.</summary>
/// <param name="From">The old name.</param>
/// <param name="To">The new name.</param>
/// <param name="Segments">How many segments got it.</param>
/// <param name="Notes">How many notes got it.</param>
/// <param name="Merged">Somebody had the new name before: both are one now.</param>
internal sealed record RenameResponse(string From, string To, int Segments, int Notes, bool Merged);

/// <summary>A rename as an event: who made it is in the history, which members read.</summary>
/// <param name="From">The old name.</param>
/// <param name="To">The new name.</param>
/// <param name="Segments">How many segments got it.</param>
/// <param name="Stale">What is worked out anew.</param>
internal sealed record SpeakerRename(string From, string To, int Segments, StaleInsights Stale);

/// <summary>A correction as an event: the segment as it stands then.</summary>
/// <param name="Id">Segment id.</param>
/// <param name="Seq">The event that said it.</param>
/// <param name="SessionId">The session.</param>
/// <param name="Channel">The audio channel it was heard on.</param>
/// <param name="Speaker">Who speaks.</param>
/// <param name="Start">Seconds on the channel's own audio clock.</param>
/// <param name="End">Seconds on the channel's own audio clock.</param>
/// <param name="Text">What was said.</param>
/// <param name="Words">Those of its words that were heard, with their times.</param>
/// <param name="Confidence">0…1, while its text is what was heard.</param>
/// <param name="Provider">Who transcribed it.</param>
/// <param name="Model">The provider's model.</param>
/// <param name="Version">2, and one more with each change.</param>
/// <param name="Stale">What is worked out anew.</param>
internal sealed record CorrectedSegment(
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
    int Version,
    StaleInsights Stale)
{
    /// <summary>From an event.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="corrected">The event.</param>
    public static CorrectedSegment From(string sessionId, TranscriptCorrected corrected)
    {
        var segment = corrected.Segment;
        return new(
            segment.Id, corrected.Seq, sessionId, segment.Channel, segment.Speaker, segment.Start, segment.End, segment.Text, segment.Words, segment.Confidence, segment.Provider, segment.Model,
            corrected.Version, corrected.Stale);
    }
}
