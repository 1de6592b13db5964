using System.Buffers;

namespace MeetingIntel.Api.Transcripts;

/// <summary>A word at its place in time.</summary>
/// <param name="Text">As it was said.</param>
/// <param name="Start">Seconds.</param>
/// <param name="End">Seconds.</param>
internal readonly record struct TimedWord(string Text, double Start, double End)
{
    /// <summary>What counts when words are compared: neither case nor punctuation.</summary>
    public string Key { get; } = Text.AsSpan().ContainsAnyExcept(Plain)
        ? string.Concat(Text.Where(character => char.IsLetterOrDigit(character) || character is '\'')).ToLowerInvariant()
        : Text;

    /// <summary>Most words are nothing else, and need no copy.</summary>
    private static readonly SearchValues<char> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789'");
}

/// <summary>What aligning two stretches came to.</summary>
/// <param name="Left">Whether each word of the left one differs.</param>
/// <param name="Right">Whether each word of the right one differs.</param>
/// <param name="Same">Words that both have.</param>
/// <param name="Changed">Words in the place of another one.</param>
internal readonly record struct Alignment(bool[] Left, bool[] Right, int Same, int Changed);

/// <summary>
/// The classical alignment of words, with the fewest changes (Levenshtein). Its cost is the product of the lengths, so long transcripts are cut at pauses that both
/// have first, and where people never pause after so many words: ten hours are as many small tables, not one of billions.
/// </summary>
internal static class WordAlignment
{
    /// <summary>Most words of one side in a stretch.</summary>
    public const int MaxWords = 200;

    // Between words of a sentence there is less.
    private const double Pause = 0.5;

    /// <summary>Cuts two transcripts of the same audio into stretches.</summary>
    /// <param name="left">In order of time.</param>
    /// <param name="right">In order of time.</param>
    public static IEnumerable<(ArraySegment<TimedWord> Left, ArraySegment<TimedWord> Right)> Cut(TimedWord[] left, TimedWord[] right)
    {
        int l = 0, r = 0, fromLeft = 0, fromRight = 0;
        var end = double.NegativeInfinity;
        while (l < left.Length || r < right.Length)
        {
            var nextIsLeft = r == right.Length || (l < left.Length && left[l].Start <= right[r].Start);
            var next = nextIsLeft ? left[l] : right[r];
            var any = l > fromLeft || r > fromRight;
            if (any && (next.Start - end >= Pause || l - fromLeft >= MaxWords || r - fromRight >= MaxWords))
            {
                yield return (new(left, fromLeft, l - fromLeft), new(right, fromRight, r - fromRight));
                (fromLeft, fromRight) = (l, r);
            }

            end = Math.Max(end, next.End);
            _ = nextIsLeft ? l++ : r++;
        }

        if (l > fromLeft || r > fromRight)
        {
            yield return (new(left, fromLeft, l - fromLeft), new(right, fromRight, r - fromRight));
        }
    }

    /// <summary>Aligns two stretches.</summary>
    /// <param name="left">At most about <see cref="MaxWords"/>.</param>
    /// <param name="right">At most about <see cref="MaxWords"/>.</param>
    public static Alignment Align(ReadOnlySpan<TimedWord> left, ReadOnlySpan<TimedWord> right)
    {
        var cost = new int[left.Length + 1, right.Length + 1];
        for (var l = 0; l <= left.Length; l++)
        {
            for (var r = 0; r <= right.Length; r++)
            {
                cost[l, r] = l == 0 ? r : r == 0 ? l : Math.Min(
                    cost[l - 1, r - 1] + (left[l - 1].Key == right[r - 1].Key ? 0 : 1),
                    Math.Min(cost[l - 1, r], cost[l, r - 1]) + 1);
            }
        }

        var (differsLeft, differsRight) = (new bool[left.Length], new bool[right.Length]);
        var (same, changed) = (0, 0);
        for (int l = left.Length, r = right.Length; l > 0 || r > 0;)
        {
            var equal = l > 0 && r > 0 && left[l - 1].Key == right[r - 1].Key;
            if (l > 0 && r > 0 && cost[l, r] == cost[l - 1, r - 1] + (equal ? 0 : 1))
            {
                (l, r) = (l - 1, r - 1);
                (same, changed) = equal ? (same + 1, changed) : (same, changed + 1);
                differsLeft[l] = differsRight[r] = !equal;
            }
            else if (l > 0 && cost[l, r] == cost[l - 1, r] + 1)
            {
                differsLeft[--l] = true;
            }
            else
            {
                differsRight[--r] = true;
            }
        }

        return new Alignment(differsLeft, differsRight, same, changed);
    }
}
