using System.Collections.Frozen;
using System.Text.RegularExpressions;
using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Actions;

/// <summary>Tells whether a commitment is to do what was just said to be needed, in other words: "we have to ask the customer" – "I will call the customer".</summary>
internal static partial class SameDeed
{
    /// <summary>The common part as a share of the smaller set.</summary>
    private const double Enough = 0.6;

    /// <summary>Verbs for which one may stand for another, when the rest is the same.</summary>
    private static readonly FrozenDictionary<string, string> Kinds = new[]
    {
        "ask call phone ring email mail contact write speak talk reach ping message",
        "fix repair solve resolve correct patch",
        "find get book reserve organise organize arrange rent",
        "prepare draft create make produce compile",
        "send forward share deliver submit mail",
        "check test verify review confirm",
        "buy order purchase",
        "update change adapt revise edit",
        "hire recruit",
        "schedule plan set arrange",
    }
    .SelectMany(kind => kind.Split(' ').Select(verb => (Verb: Stemmer.Stem(verb), Kind: Stemmer.Stem(kind.Split(' ')[0]))))
    .DistinctBy(pair => pair.Verb)
    .ToFrozenDictionary(pair => pair.Verb, pair => pair.Kind, StringComparer.Ordinal);

    /// <summary>Words that say in which order, not what.</summary>
    private static readonly FrozenSet<string> Order = "first then next last later soon again back quickly still maybe".Split(' ').Select(Stemmer.Stem).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether the commitment meets the need.</summary>
    /// <param name="need">What the need is about.</param>
    /// <param name="commitment">What somebody takes on.</param>
    public static bool Is(HashSet<string> need, ActionItem commitment)
    {
        var (needed, taken) = (Kindred(need), Kindred(commitment.Stems));
        var common = taken.Count(needed.Contains);
        return (common >= 2 && Overlap.Of(needed, taken) >= Enough) || (common > 0 && common == taken.Count && Pronoun().IsMatch(commitment.Clause.Normal));
    }

    private static HashSet<string> Kindred(HashSet<string> stems) =>
        stems.Where(stem => !Order.Contains(stem)).Select(stem => Kinds.GetValueOrDefault(stem, stem)).ToHashSet(StringComparer.Ordinal);

    /// <summary>"I will book it": the object is what was spoken of.</summary>
    [GeneratedRegex(@"\b\w+ (?:it|that|this|them|one|those|these|him|her)\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex Pronoun();
}
