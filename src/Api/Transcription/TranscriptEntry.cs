using MeetingIntel.Storage.Transcription;

namespace MeetingIntel.Api.Transcription;

/// <summary>A line as Astro's clients read it.</summary>
/// <param name="Transcript">What was said.</param>
/// <param name="Text">The same.</param>
/// <param name="Speaker">Who said it.</param>
/// <param name="Confidence">0…1.</param>
/// <param name="IsFinal">Whether it stands: what is stored does.</param>
/// <param name="Timestamp">When it went on record, UTC.</param>
/// <param name="Sequence">Its place among the lines, from 0.</param>
/// <param name="Seq">Its place on the session's timeline.</param>
/// <param name="Id">Segment id.</param>
internal sealed record TranscriptEntry(
    string Transcript,
    string Text,
    string Speaker,
    double Confidence,
    bool IsFinal,
    DateTimeOffset Timestamp,
    int Sequence,
    long Seq,
    string Id)
{
    /// <summary>What Astro calls a speaker that nobody named.</summary>
    public const string UnknownSpeaker = "unknown";

    /// <summary>From what is stored.</summary>
    /// <param name="rows">In order, from the first one on.</param>
    public static IReadOnlyList<TranscriptEntry> From(IReadOnlyList<TranscriptRow> rows) =>
    [
        .. rows.Select((row, index) => new TranscriptEntry(
            row.Segment.Text,
            row.Segment.Text,
            row.Segment.Speaker ?? UnknownSpeaker,
            row.Segment.Confidence ?? 0,
            IsFinal: true,
            row.At,
            index,
            row.Seq,
            row.Segment.Id)),
    ];
}
