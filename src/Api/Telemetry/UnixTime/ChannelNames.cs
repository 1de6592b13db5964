namespace MeetingIntel.Api.Telemetry.UnixTime;

/// <summary>
/// Finds names of channels by what somebody remembers of them: names are made of words with dots, underscores and digits between, so what counts is how many groups of three letters of the question
/// stand in a name, and how many of the name's stand in the question (Dice's coefficient of trigrams).
/// </summary>
internal static class ChannelNames
{
    /// <summary>The best ones.</summary>
    /// <param name="names">All names.</param>
    /// <param name="question">Words.</param>
    /// <param name="count">At most so many.</param>
    /// <returns>The best first; none that has nothing in common with the question.</returns>
    public static IReadOnlyList<FoundChannelResponse> Best(IEnumerable<string> names, string question, int count)
    {
        var asked = Trigrams(question);
        return
        [
            .. names.Select(name => new FoundChannelResponse(name, Math.Round(Likeness(asked, Trigrams(name)), 4)))
                .Where(found => found.Score > 0)
                .OrderByDescending(found => found.Score)
                .ThenBy(found => found.Channel, StringComparer.Ordinal)
                .Take(count),
        ];
    }

    private static double Likeness(HashSet<string> one, HashSet<string> other) =>
        one.Count + other.Count == 0 ? 0 : 2.0 * one.Count(other.Contains) / (one.Count + other.Count);

    /// <summary>Of each word with blanks around it, so that how it begins counts more than what is in its middle.</summary>
    private static HashSet<string> Trigrams(string text)
    {
        var trigrams = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in Words(text))
        {
            var padded = $" {word} ";
            for (var i = 0; i + 3 <= padded.Length; i++)
            {
                trigrams.Add(padded.Substring(i, 3));
            }
        }

        return trigrams;
    }

    private static IEnumerable<string> Words(string text) =>
        new string([.. text.Select(letter => char.IsLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
