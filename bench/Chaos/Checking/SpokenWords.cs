using System.Globalization;
using MeetingIntel.Bench.Speech;
using MeetingIntel.Transcription;

namespace MeetingIntel.Bench.Chaos.Checking;

/// <summary>
/// What was said on a channel and what is on record, as stretches of one word each. A sentence may be recorded in pieces, for example when its speaker was away for
/// long; then a word's pieces touch, and are one stretch. So nothing can be missing or be there twice without being seen.
/// </summary>
/// <param name="Word">The word.</param>
/// <param name="Start">Milliseconds on the channel's clock.</param>
/// <param name="End">Milliseconds on the channel's clock.</param>
internal readonly record struct SpokenWord(string Word, long Start, long End)
{
    private const int FrameMilliseconds = 1000 / Script.FrameRate;

    // Times on record are rounded.
    private const long Tolerance = 2;

    /// <summary>What was said in so many frames.</summary>
    public static List<SpokenWord> Said(Script script, long frames)
    {
        var words = new List<SpokenWord>();
        for (long frame = 0, begin = 0; frame < frames; frame = begin)
        {
            var sample = script.SampleOf(frame);
            while (begin < frames && script.SampleOf(begin) == sample)
            {
                begin++;
            }

            if (sample != 0)
            {
                words.Add(new SpokenWord(string.Create(CultureInfo.InvariantCulture, $"w{sample}"), frame * FrameMilliseconds, begin * FrameMilliseconds));
            }
        }

        return words;
    }

    /// <summary>What is on record.</summary>
    public static List<SpokenWord> Recorded(IEnumerable<TranscriptSegment> segments)
    {
        var words = new List<SpokenWord>();
        foreach (var word in segments.SelectMany(segment => segment.Words))
        {
            var (start, end) = ((long)Math.Round(word.Start * 1000), (long)Math.Round(word.End * 1000));
            if (words.Count > 0 && words[^1].Word == word.Text && Math.Abs(words[^1].End - start) <= Tolerance)
            {
                words[^1] = words[^1] with { End = end };
            }
            else
            {
                words.Add(new SpokenWord(word.Text, start, end));
            }
        }

        return words;
    }

    /// <summary>Whether this is the same stretch.</summary>
    public bool IsSame(SpokenWord other) => Word == other.Word && Math.Abs(Start - other.Start) <= Tolerance && Math.Abs(End - other.End) <= Tolerance;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Word} ({Start}-{End} ms)");
}
