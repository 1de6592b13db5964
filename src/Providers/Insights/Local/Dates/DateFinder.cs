using System.Collections.Frozen;
using System.Text.RegularExpressions;
using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Dates;

/// <summary>Finds the dates to come that a clause mentions.</summary>
internal sealed class DateFinder(DateOnly today)
{
    /// <summary>Words before a date that make it past, or a habit.</summary>
    private static readonly FrozenSet<string> NotToCome = FrozenSet.Create(StringComparer.Ordinal, "last", "previous", "past", "every", "each", "since", "yesterday");

    private readonly MeetingCalendar _calendar = new(today);

    /// <summary>The dates, in order, none over another.</summary>
    public IReadOnlyList<DateMention> Find(Clause clause)
    {
        var found = new List<(Match Match, DateRule Rule)>();
        foreach (var rule in DateRules.All)
        {
            for (var match = rule.Pattern.Match(clause.Normal); match.Success; match = match.NextMatch())
                found.Add((match, rule));
        }

        if (found.Count == 0)
            return [];

        var past = IsPast(clause);
        var mentions = new List<DateMention>();
        var end = -1;
        foreach (var (match, rule) in found.OrderBy(item => item.Match.Index).ThenByDescending(item => item.Match.Length))
        {
            if (match.Index <= end || (past && !rule.Future) || IsNotToCome(clause, match) || (!rule.Named && IsPossessive(clause, match)))
                continue;

            end = match.Index + match.Length;
            mentions.Add(new DateMention(clause.WordsOf(match), rule.Read(match, _calendar), rule.Named));
        }

        return mentions;
    }

    private static bool IsNotToCome(Clause clause, Match match)
    {
        var index = clause.IndexOf(match.Index);
        return index > 0 && NotToCome.Contains(clause.Words.Span[index - 1].Text);
    }

    /// <summary>"today's meeting"</summary>
    private static bool IsPossessive(Clause clause, Match match) => clause.WordsOf(match).Span[^1] is var word && word.End - word.Start > word.Text.Length;

    /// <summary>Whether the clause tells of what has happened: a form of the past, and nothing that points ahead.</summary>
    private static bool IsPast(Clause clause)
    {
        var past = false;
        var before = "";
        if (WordLists.Task.Contains(clause.Words.Span[0].Text))
            return false;

        foreach (var word in clause.Words.Span)
        {
            if (word.Text is "will" or "shall" or "going" or "can" or "should" or "must" or "need" or "needs" or "is" or "are" or "am" or "let's" or "please" or "could" or "would" or "have" or "has" or "to")
                return false;

            // "We signed", but not "the signed contract".
            past |= WordLists.IrregularPast.Contains(word.Text)
                || (word.Text.Length > 4 && word.Text.EndsWith("ed", StringComparison.Ordinal) && word.Text is not "agreed" and not "decided" and not "speed" and not "indeed" && before is not "the" and not "a" and not "an" and not "our" and not "your" and not "my" and not "their");
            before = word.Text;
        }

        return past;
    }
}
