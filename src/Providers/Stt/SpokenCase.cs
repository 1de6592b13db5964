namespace MeetingIntel.Providers.Stt;

/// <summary>Gives the words of a recogniser that knows no capitals theirs: the first letter, "I", days and months.</summary>
internal static class SpokenCase
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
        "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december", "english",
    };

    /// <summary>Words that "may" is a month behind.</summary>
    private static readonly HashSet<string> BeforeMay = new(StringComparer.Ordinal) { "in", "of", "until", "till", "since", "early", "late", "last" };

    /// <summary>Gives a word its capital.</summary>
    /// <param name="word">Lower case.</param>
    /// <param name="previous">The word before, in any case; <see langword="null"/> at the beginning.</param>
    internal static string Of(string word, string? previous)
    {
        var stem = word.IndexOf('\'', StringComparison.Ordinal) is > 0 and var apostrophe ? word[..apostrophe] : word;
        var capital = previous is null || stem is "i" || Names.Contains(stem) || (stem is "may" && BeforeMay.Contains(previous.ToLowerInvariant()));
        return capital ? char.ToUpperInvariant(word[0]) + word[1..] : word;
    }

    /// <summary>Gives all words of a text their capitals.</summary>
    /// <param name="text">Lower case, words parted by single spaces.</param>
    /// <param name="continued">Whether it goes on with a sentence.</param>
    internal static string Of(string text, bool continued = false)
    {
        if (text.Length == 0)
        {
            return text;
        }

        var words = text.Split(' ');
        var previous = continued ? string.Empty : null;
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = previous = Of(words[i], previous);
        }

        return string.Join(' ', words);
    }
}
