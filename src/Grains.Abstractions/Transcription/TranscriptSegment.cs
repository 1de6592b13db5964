namespace MeetingIntel.Transcription;

/// <summary>A stretch of speech with its final text.</summary>
/// <param name="Id">Segment id, <c>seg_…</c>.</param>
/// <param name="Channel">The audio channel it was heard on; <c>external</c> for lines that came as text.</param>
/// <param name="Speaker">Who speaks, as the channel or the client says; <see langword="null"/> when unknown.</param>
/// <param name="Start">Seconds on the channel's own audio clock.</param>
/// <param name="End">Seconds on the channel's own audio clock.</param>
/// <param name="Text">What was said.</param>
/// <param name="Words">Word by word, in order; empty when the provider does not say.</param>
/// <param name="Confidence">0…1, of the whole; <see langword="null"/> when unknown.</param>
/// <param name="Provider">Who transcribed it, for example <c>pocketsphinx</c>.</param>
/// <param name="Model">The provider's model, for example <c>en-us</c>; <see langword="null"/> when there is none.</param>
[GenerateSerializer, Immutable, Alias("mi.segment")]
public sealed record TranscriptSegment(
    [property: Id(0)] string Id,
    [property: Id(1)] string Channel,
    [property: Id(2)] string? Speaker,
    [property: Id(3)] double Start,
    [property: Id(4)] double End,
    [property: Id(5)] string Text,
    [property: Id(6)] IReadOnlyList<TranscriptWord> Words,
    [property: Id(7)] double? Confidence,
    [property: Id(8)] string Provider,
    [property: Id(9)] string? Model)
{
    /// <summary>The provider of what was transcribed elsewhere, and added by a client.</summary>
    public const string OfClient = "client";
}

/// <summary>A word of a segment.</summary>
/// <param name="Text">The word.</param>
/// <param name="Start">Seconds on the channel's own audio clock.</param>
/// <param name="End">Seconds on the channel's own audio clock.</param>
/// <param name="Confidence">0…1.</param>
[GenerateSerializer, Immutable, Alias("mi.word")]
public sealed record TranscriptWord([property: Id(0)] string Text, [property: Id(1)] double Start, [property: Id(2)] double End, [property: Id(3)] double Confidence);
