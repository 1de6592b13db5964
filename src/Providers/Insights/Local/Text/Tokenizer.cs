using System.Globalization;

namespace MeetingIntel.Providers.Insights.Local.Text;

/// <summary>Finds the words of a text.</summary>
internal static class Tokenizer
{
    /// <summary>The words between two places of a text, without fillers ("um") and without what is said twice in a row ("the the", "we will we will").</summary>
    public static List<Word> Read(string text, int start, int end)
    {
        var words = new List<Word>();
        for (var i = start; i < end;)
        {
            if (!IsWordPart(text[i]))
            {
                i++;
                continue;
            }

            var from = i;
            while (i < end && (IsWordPart(text[i]) || (i + 1 < end && i > from && Joins(text, i))))
                i++;

            var word = Normalise(text[from..i]);
            if (!WordLists.Filler.Contains(word))
                Spread(word, from, i, words);
        }

        DropPhrases(words);
        DropStutter(words);
        return words;
    }

    /// <summary>Leaves out "you know" and "I mean" where they only fill a pause.</summary>
    private static void DropPhrases(List<Word> words)
    {
        for (var i = words.Count - 2; i >= 0; i--)
        {
            if ((words[i].Text, words[i + 1].Text) is not (("you", "know") or ("i", "mean")) || words[i].Start == words[i + 1].Start)
                continue;

            var before = i > 0 ? words[i - 1].Text : "";
            var after = i + 2 < words.Count ? words[i + 2].Text : "";
            var meant = before is "do" or "did" or "if" or "that" or "as" or "how" or "what" or "let" or "should" or "because" or "when" or "which" or "to" or "not" or "can"
                || after is "what" or "how" or "if" or "that" or "why" or "when" or "where" or "who" or "the" or "about" or "it" or "by" or "whether" or "";
            if (!meant)
                words.RemoveRange(i, 2);
        }
    }

    private static string Normalise(string raw) => raw.ToLowerInvariant().Replace('’', '\'');

    private static bool IsWordPart(char c) =>
        char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>Apostrophes and hyphens inside a word, points, commas and slashes inside a number.</summary>
    private static bool Joins(string text, int i) => text[i] switch
    {
        '\'' or '’' or '-' or '_' or '&' => IsWordPart(text[i + 1]),
        '.' or ',' or '/' => char.IsDigit(text[i - 1]) && char.IsDigit(text[i + 1]),
        _ => false,
    };

    private static void Spread(string word, int start, int end, List<Word> words)
    {
        foreach (var part in Contractions.Spread(word))
            words.Add(new Word(part, start, end));
    }

    private static void DropStutter(List<Word> words)
    {
        for (var length = 3; length >= 1; length--)
        {
            for (var i = 0; i + (2 * length) <= words.Count;)
            {
                if (Repeats(words, i, length))
                    words.RemoveRange(i, length);
                else
                    i++;
            }
        }
    }

    private static bool Repeats(List<Word> words, int at, int length)
    {
        for (var i = 0; i < length; i++)
        {
            var (first, second) = (words[at + i].Text, words[at + length + i].Text);
            if (!string.Equals(first, second, StringComparison.Ordinal) || char.IsDigit(first[0]))
                return false;
        }

        // "I'll" holds two words in one place: half of it can't go.
        return words[at + length - 1].Start != words[at + length].Start;
    }
}
