using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Corrections;

/// <summary>
/// Which of the words that were heard stand in a corrected text, with their times: the longest row of words that both have, in their order. Punctuation around a word
/// and its capitals don't make it another. So when as many are kept as the text has, they are its words one by one.
/// </summary>
internal static class KeptWords
{
    /// <summary>Of a stretch in which more than this many pairs would have to be compared, no word is kept: somebody wrote it anew.</summary>
    private const int MaxPairs = 1_000_000;

    /// <summary>The words that are kept.</summary>
    /// <param name="heard">What was heard.</param>
    /// <param name="text">The text as it stands now.</param>
    public static IReadOnlyList<TranscriptWord> Of(IReadOnlyList<TranscriptWord> heard, string text)
    {
        var old = heard.Select(word => Bare(word.Text)).ToArray();
        var now = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Bare).ToArray();
        var shorter = Math.Min(old.Length, now.Length);
        var head = 0;
        while (head < shorter && Same(old[head], now[head]))
        {
            head++;
        }

        var tail = 0;
        while (tail < shorter - head && Same(old[^(tail + 1)], now[^(tail + 1)]))
        {
            tail++;
        }

        return [.. heard.Take(head), .. Common(old.AsSpan(head..^tail), now.AsSpan(head..^tail)).Select(index => heard[head + index]), .. heard.Skip(heard.Count - tail)];
    }

    /// <summary>Indexes in the old row of the longest row that both have.</summary>
    private static List<int> Common(ReadOnlySpan<string> old, ReadOnlySpan<string> now)
    {
        if ((long)old.Length * now.Length > MaxPairs)
        {
            return [];
        }

        // How long the longest row of what comes from here on is.
        var longest = new int[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = now.Length - 1; j >= 0; j--)
            {
                longest[i, j] = Same(old[i], now[j]) ? longest[i + 1, j + 1] + 1 : Math.Max(longest[i + 1, j], longest[i, j + 1]);
            }
        }

        var kept = new List<int>();
        for (var (i, j) = (0, 0); i < old.Length && j < now.Length;)
        {
            if (Same(old[i], now[j]))
            {
                kept.Add(i++);
                j++;
            }
            else if (longest[i + 1, j] >= longest[i, j + 1])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return kept;
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>Without punctuation around it; what is nothing else stays what it is.</summary>
    private static string Bare(string word)
    {
        var (start, end) = (0, word.Length);
        while (start < end && !char.IsLetterOrDigit(word[start]))
        {
            start++;
        }

        while (end > start && !char.IsLetterOrDigit(word[end - 1]))
        {
            end--;
        }

        return start == end ? word : word[start..end];
    }
}
