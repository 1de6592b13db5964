using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Corrections;

/// <summary>Somebody corrected what was said, or who said it.</summary>
/// <param name="Segment">
/// The whole segment as it stands now. Of its words those are left whose text still stands, in their order and with the times at which they were heard; of those that
/// were put in nobody knows when they were said. Its confidence is gone once its text is another: it was the transcriber's.
/// </param>
/// <param name="Seq">The event that said it.</param>
/// <param name="Version">2, and one more with each change, renames of its speaker included.</param>
/// <param name="WordsAdded">How many words more it has than before; below zero: fewer.</param>
/// <param name="By">Who corrected it: kind and id with a colon between; <see langword="null"/>: the server itself.</param>
/// <param name="Stale">What rests on it, and is worked out anew.</param>
[GenerateSerializer, Immutable, Alias("mi.event.transcript.corrected")]
public sealed record TranscriptCorrected(
    [property: Id(0)] TranscriptSegment Segment,
    [property: Id(1)] long Seq,
    [property: Id(2)] int Version,
    [property: Id(3)] int WordsAdded,
    [property: Id(4)] string? By,
    [property: Id(5)] StaleInsights Stale) : SessionEventData;

/// <summary>
/// Somebody who speaks got another name: in all segments until here, and in those of audio channels that were opened for the old name. Notes are changed by events of
/// their own.
/// </summary>
/// <param name="From">The old name.</param>
/// <param name="To">The new name.</param>
/// <param name="Segments">How many segments were said under the old one.</param>
/// <param name="By">Who changed it.</param>
/// <param name="Stale">What names them, and is worked out anew.</param>
[GenerateSerializer, Immutable, Alias("mi.event.speaker.renamed")]
public sealed record SpeakerRenamed(
    [property: Id(0)] string From, [property: Id(1)] string To, [property: Id(2)] int Segments, [property: Id(3)] string? By, [property: Id(4)] StaleInsights Stale) : SessionEventData;

/// <summary>Insights that rest on what has changed since. Until <c>insight.updated</c> comes they may be wrong; that says which still are as they were.</summary>
/// <param name="Ids">Ids of insights.</param>
/// <param name="Summary">Whether the summary is one of them.</param>
[GenerateSerializer, Immutable, Alias("mi.insights.stale")]
public sealed record StaleInsights([property: Id(0)] IReadOnlyList<string> Ids, [property: Id(1)] bool Summary)
{
    /// <summary>Nothing rests on it.</summary>
    public static StaleInsights None { get; } = new([], Summary: false);
}
