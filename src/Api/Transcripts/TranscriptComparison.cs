using MeetingIntel.Recordings;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Transcripts;

/// <summary>Two versions of a transcript side by side: pure, no I/O. What they have in common is counted once, and its pages cost little then.</summary>
internal sealed class TranscriptComparison
{
    private readonly (int Left, int Right) _numbers;
    private readonly List<Stretch> _stretches = [];
    private int _leftWords;
    private int _rightWords;
    private int _same;
    private int _changed;

    private TranscriptComparison((int Left, int Right) numbers) => _numbers = numbers;

    /// <summary>Words of both.</summary>
    public int Words => _leftWords + _rightWords;

    /// <summary>Compares what both could hear: where audio was kept.</summary>
    /// <param name="left">A version's number and segments.</param>
    /// <param name="right">Another one's.</param>
    /// <param name="kept">The audio that was kept.</param>
    public static TranscriptComparison Of((int Number, IReadOnlyList<TranscriptSegment> Segments) left, (int Number, IReadOnlyList<TranscriptSegment> Segments) right, IReadOnlyList<Recording> kept)
    {
        var comparison = new TranscriptComparison((left.Number, right.Number));
        foreach (var channel in kept.Select(recording => recording.Channel).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var heard = kept.Where(recording => recording.Channel == channel).ToList();
            foreach (var (one, other) in WordAlignment.Cut(WordsOf(left.Segments, channel, heard), WordsOf(right.Segments, channel, heard)))
            {
                comparison.Add(new Stretch(channel, one, other));
            }
        }

        return comparison;
    }

    /// <summary>A page of it.</summary>
    /// <param name="after">Rows before the page.</param>
    /// <param name="limit">Rows in the page.</param>
    public ComparisonResponse Page(int after, int limit)
    {
        List<ComparedRow> page = [.. _stretches.Skip(after).Take(limit).Select(Row)];
        var (onlyLeft, onlyRight) = (_leftWords - _same - _changed, _rightWords - _same - _changed);
        return new ComparisonResponse(
            _numbers.Left, _numbers.Right, _leftWords, _rightWords, _same, _changed, onlyLeft, onlyRight,
            _leftWords == 0 ? null : Math.Round((_changed + onlyLeft + onlyRight) / (double)_leftWords, 4),
            page,
            _stretches.Count > after + page.Count ? after + page.Count : null);
    }

    private void Add(Stretch stretch)
    {
        var aligned = WordAlignment.Align(stretch.Left, stretch.Right);
        _leftWords += stretch.Left.Count;
        _rightWords += stretch.Right.Count;
        _same += aligned.Same;
        _changed += aligned.Changed;
        _stretches.Add(stretch);
    }

    /// <summary>Aligned once more: to keep how all were aligned takes more than that.</summary>
    private static ComparedRow Row(Stretch stretch)
    {
        var (channel, left, right) = stretch;
        var aligned = WordAlignment.Align(left, right);
        var both = left.Concat(right).ToList();
        return new ComparedRow(
            channel,
            Math.Round(both.Min(word => word.Start), 3),
            Math.Round(both.Max(word => word.End), 3),
            [.. left.Select((word, index) => new ComparedWord(word.Text, aligned.Left[index]))],
            [.. right.Select((word, index) => new ComparedWord(word.Text, aligned.Right[index]))]);
    }

    private static TimedWord[] WordsOf(IReadOnlyList<TranscriptSegment> segments, string channel, List<Recording> kept) =>
    [
        .. segments
            .Where(segment => segment.Channel == channel)
            .SelectMany(WordsOf)
            .Where(word => kept.Exists(recording => recording.Start <= word.Start && word.Start < recording.End))
            .OrderBy(word => word.Start),
    ];

    /// <summary>
    /// What counts is the text, which people may have corrected. Where it is not known of each of its words when it was said, they share their segment's time.
    /// </summary>
    private static IEnumerable<TimedWord> WordsOf(TranscriptSegment segment)
    {
        var texts = segment.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (segment.Words.Count == texts.Length)
        {
            return segment.Words.Select((word, index) => new TimedWord(texts[index], word.Start, word.End));
        }

        var step = (segment.End - segment.Start) / Math.Max(1, texts.Length);
        return texts.Select((text, index) => new TimedWord(text, segment.Start + (index * step), segment.Start + ((index + 1) * step)));
    }

    private readonly record struct Stretch(string Channel, ArraySegment<TimedWord> Left, ArraySegment<TimedWord> Right);
}
