namespace MeetingIntel.Providers.Insights.Local.Text;

/// <summary>Brings the forms of an English word together ("price", "prices", "pricing"), roughly: for comparing, never for showing.</summary>
internal static class Stemmer
{
    private static readonly string[] Endings = ["ations", "ation", "ments", "ment", "ings", "ing", "ies", "ied", "edly", "ed", "ers", "es", "ly", "s", "y", "e"];

    /// <summary>The stem of a lower-case word.</summary>
    public static string Stem(string word)
    {
        foreach (var ending in Endings)
        {
            if (word.Length - ending.Length < 3 || !word.EndsWith(ending, StringComparison.Ordinal) || word.EndsWith("ss", StringComparison.Ordinal))
                continue;

            var stem = word[..^ending.Length];
            return IsDoubled(stem) ? stem[..^1] : stem;
        }

        return word;
    }

    private static bool IsDoubled(string stem) =>
        stem.Length > 3 && stem[^1] == stem[^2] && stem[^1] is 'b' or 'd' or 'g' or 'm' or 'n' or 'p' or 'r' or 't';
}
