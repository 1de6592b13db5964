using System.Collections.Frozen;

namespace MeetingIntel.Providers.Insights.Local.Text;

/// <summary>Spreads contractions into the words that they stand for, so that a rule is written once.</summary>
internal static class Contractions
{
    private static readonly FrozenDictionary<string, string[]> Whole = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["won't"] = ["will", "not"], ["wont"] = ["will", "not"], ["can't"] = ["can", "not"], ["cant"] = ["can", "not"], ["cannot"] = ["can", "not"],
        ["shan't"] = ["shall", "not"], ["ain't"] = ["is", "not"], ["dont"] = ["do", "not"], ["didnt"] = ["did", "not"], ["doesnt"] = ["does", "not"],
        ["gonna"] = ["going", "to"], ["wanna"] = ["want", "to"], ["gotta"] = ["got", "to"], ["im"] = ["i", "am"], ["ive"] = ["i", "have"],
        ["lets"] = ["let's"], ["let's"] = ["let's"], ["thats"] = ["that", "is"], ["whats"] = ["what", "is"], ["lemme"] = ["let", "me"],
        ["o'clock"] = ["o'clock"], ["y'all"] = ["you", "all"], ["ok"] = ["okay"], ["yep"] = ["yes"], ["yeah"] = ["yes"], ["yup"] = ["yes"], ["'kay"] = ["okay"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly (string Ending, string Word)[] Endings =
        [("n't", "not"), ("'ll", "will"), ("'re", "are"), ("'m", "am"), ("'ve", "have"), ("'d", "would")];

    /// <summary>After these, <c>'s</c> is "is"; after other words it is possession and is dropped.</summary>
    private static readonly FrozenSet<string> Subjects =
        FrozenSet.Create(StringComparer.Ordinal, "it", "that", "this", "he", "she", "what", "who", "where", "when", "how", "there", "here", "everything", "everyone");

    /// <summary>The words of one lower-case word.</summary>
    public static string[] Spread(string word)
    {
        if (Whole.TryGetValue(word, out var known))
            return known;

        if (!word.Contains('\'', StringComparison.Ordinal))
            return [word];

        foreach (var (ending, meaning) in Endings)
        {
            if (word.Length > ending.Length && word.EndsWith(ending, StringComparison.Ordinal))
                return [word[..^ending.Length], meaning];
        }

        if (word.EndsWith("'s", StringComparison.Ordinal))
            return Subjects.Contains(word[..^2]) ? [word[..^2], "is"] : [word[..^2]];

        return [word];
    }
}
