using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Dates;

/// <summary>Keeps the dates that a meeting mentions.</summary>
internal sealed class DateLedger(DateFinder finder)
{
    private readonly List<MeetingDate> _dates = [];

    /// <summary>In order of time of mention.</summary>
    public IReadOnlyList<MeetingDate> Dates => _dates;

    /// <summary>Takes in what the next segment says.</summary>
    public void Add(Utterance utterance)
    {
        foreach (var clause in utterance.Sentences.SelectMany(sentence => sentence.Clauses))
        {
            // "next month, on the fifth" is one date: the day says more.
            var mentions = finder.Find(clause);
            var told = mentions.Any(mention => mention.Named && mention.Day is not null);
            foreach (var mention in mentions.Where(mention => mention.Named && (mention.Day is not null || !told)))
                Enter(clause, mention, utterance);
        }
    }

    private void Enter(Clause clause, DateMention mention, Utterance utterance)
    {
        var stems = clause.Stems();
        var said = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in mention.Words.Span)
        {
            stems.Remove(Stemmer.Stem(word.Text));
            if (!WordLists.Function.Contains(word.Text))
                said.Add(word.Text);
        }

        var date = new MeetingDate(clause, mention, utterance) { Stems = stems };
        var known = _dates.FindLast(known => IsSameDay(known.Mention, mention, said) && IsSameMatter(known.Stems, stems));
        if (known is null)
            _dates.Add(date);
        else
            known.RestOn(utterance.Index);
    }

    private static bool IsSameDay(DateMention known, DateMention mention, HashSet<string> said) =>
        known.Day == mention.Day && (mention.Day is not null || known.Words.ToArray().Any(word => said.Contains(word.Text)));

    /// <summary>A date alone ("on Friday, yes") adds nothing to the one that says what for.</summary>
    private static bool IsSameMatter(HashSet<string> known, HashSet<string> stems) => stems.Count <= 1 || Overlap.Of(known, stems) >= 0.5;
}
