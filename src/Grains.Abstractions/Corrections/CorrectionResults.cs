using MeetingIntel.Transcription;

namespace MeetingIntel.Corrections;

/// <summary>A segment as it stands.</summary>
/// <param name="Seq">The event that said it.</param>
/// <param name="At">When it went on record, UTC.</param>
/// <param name="Segment">What was said.</param>
/// <param name="Version">1, and one more with each change.</param>
[GenerateSerializer, Immutable, Alias("mi.segment.standing")]
public sealed record StandingSegment([property: Id(0)] long Seq, [property: Id(1)] DateTimeOffset At, [property: Id(2)] TranscriptSegment Segment, [property: Id(3)] int Version);

/// <summary>What came of a rename.</summary>
/// <param name="From">The old name.</param>
/// <param name="To">The new name.</param>
/// <param name="Segments">How many segments got it.</param>
/// <param name="Notes">How many notes got it.</param>
/// <param name="Merged">Somebody had the new name before: both are one now.</param>
[GenerateSerializer, Immutable, Alias("mi.speaker.renamed")]
public sealed record RenamedSpeaker(
    [property: Id(0)] string From, [property: Id(1)] string To, [property: Id(2)] int Segments, [property: Id(3)] int Notes, [property: Id(4)] bool Merged);
