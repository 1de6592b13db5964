namespace MeetingIntel.Corrections;

/// <summary>Corrects what was said; <see langword="null"/> leaves a field as it is. When it was said can't be corrected.</summary>
/// <param name="SegmentId">Which segment.</param>
/// <param name="Text">What was said; not empty.</param>
/// <param name="Speaker">Who said it; not empty.</param>
/// <param name="Expected">The version that was looked at when this was decided; <see langword="null"/>: whichever stands.</param>
[GenerateSerializer, Immutable, Alias("mi.segment.correct")]
public sealed record CorrectSegment([property: Id(0)] string SegmentId, [property: Id(1)] string? Text, [property: Id(2)] string? Speaker, [property: Id(3)] int? Expected);

/// <summary>Gives somebody who speaks in a session another name. One that somebody else has makes one of both.</summary>
/// <param name="From">The name that stands.</param>
/// <param name="To">The name from now on.</param>
[GenerateSerializer, Immutable, Alias("mi.speaker.rename")]
public sealed record RenameSpeaker([property: Id(0)] string From, [property: Id(1)] string To);
