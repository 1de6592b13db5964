using MeetingIntel.Storage.Search;

namespace MeetingIntel.Bench.Search;

/// <summary>What people ask, by kinds.</summary>
internal sealed class Questions(Language language, Corpus corpus)
{
    /// <summary>The kinds, in the order of the report.</summary>
    public IReadOnlyDictionary<string, Func<(string OrgId, SearchQuestion Question)>> Kinds => new Dictionary<string, Func<(string, SearchQuestion)>>(StringComparer.Ordinal)
    {
        ["frequent word (5-50 %)"] = () => Large(Frequent()),
        ["middling word (0.1-2 %)"] = () => Large(Middling()),
        ["rare word"] = () => Large(Rare()),
        ["word that nobody said"] = () => Large($"{Rare()}xq"),
        ["two frequent words"] = () => Large($"{Frequent()} {Frequent()}"),
        ["frequent and middling word"] = () => Large($"{Frequent()} {Middling()}"),
        ["two middling words"] = () => Large($"{Middling()} {Middling()}"),
        ["three words of a sentence"] = () => Large(string.Join(' ', Said().Take(3))),
        ["phrase of a sentence"] = () => Large($"\"{string.Join(' ', Sentence().Split(' ').Skip(1).Take(3))}\""),
        ["phrase of two frequent words"] = () => Large($"\"{Frequent()} the {Frequent()}\""),
        ["rare or frequent, not another"] = () => Large($"{Rare()} or {Frequent()} -{Frequent()}"),
        ["word that is only begun"] = () => Large($"{Middling()[..4]}*"),
        ["frequent word, one speaker"] = () => Large(Frequent(), question => question with { Speaker = Speaker() }),
        ["middling word, one speaker"] = () => Large(Middling(), question => question with { Speaker = Speaker() }),
        ["frequent word, one week"] = () => Large(Frequent(), question => Within(question, days: 7)),
        ["rare word, one quarter"] = () => Large(Rare(), question => Within(question, days: 91)),
        ["frequent word, notes"] = () => Large(Frequent(), question => question with { Kinds = [SearchKind.Note] }),
        ["middling word, one tag"] = () => Large(Middling(), question => question with { Tag = $"tag{language.Next(0, 20)}" }),
        ["frequent word, one session"] = () => Large(Frequent(), question => question with { SessionId = Corpus.SessionId(language.Next(0, corpus.Sessions / 10) * 10) }),
        ["word of one month of the past"] = () => Large(Corpus.MonthWord(language.Next(0, Corpus.Months - 2))),
        ["middling organisation, any word"] = () => (Corpus.Middling, new SearchQuestion(language.Word(), [])),
        ["small organisation, any word"] = () => (Corpus.Small(language.Next(0, 100)), new SearchQuestion(language.Word(), [])),
    };

    private static (string OrgId, SearchQuestion Question) Large(string words, Func<SearchQuestion, SearchQuestion>? narrow = null) =>
        (Corpus.Large, narrow is null ? new(words, []) : narrow(new(words, [])));

    private SearchQuestion Within(SearchQuestion question, int days)
    {
        var from = new DateTimeOffset(Corpus.Began).AddDays(language.Next(0, (Corpus.Months * 30) - days));
        return question with { From = from, To = from.AddDays(days) };
    }

    private string Frequent() => language[language.Next(1, 13)];

    private string Middling() => language[language.Next(40, 800)];

    private string Rare() => language[language.Next(5_000, 50_000)];

    private string Speaker() => $"Speaker {language.Next(0, Corpus.Speakers)}";

    private string Sentence() => corpus.Samples[language.Next(0, corpus.Samples.Count)];

    private IEnumerable<string> Said() => Sentence().Split(' ').Where((_, i) => i % 2 == 1);
}
