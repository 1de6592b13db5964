using MeetingIntel.Providers.Insights.Local.Questions;
using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Summaries;

/// <summary>The sentences of a meeting that may stand in its summary, and how often each term was said.</summary>
internal sealed class SummaryPool(SpeakerNames names)
{
    private const int ShortestSentence = 6;
    private const int LongestSentence = 24;
    private const int FewestTerms = 3;

    private readonly QuestionRules _questions = new(names);
    private readonly Dictionary<string, int> _terms = new(StringComparer.Ordinal);
    private readonly List<int> _frequencies = [];
    private readonly List<SummaryCandidate> _candidates = [];

    public IReadOnlyList<SummaryCandidate> Candidates => _candidates;

    /// <summary>How many words were said.</summary>
    public int Words { get; private set; }

    /// <summary>How many segments were heard.</summary>
    public int Segments { get; private set; }

    /// <summary>In how many sentences a term was said.</summary>
    public int Frequency(int term) => _frequencies[term];

    /// <summary>Takes in what the next segment says.</summary>
    public void Add(Utterance utterance)
    {
        Segments++;
        foreach (var piece in Pieces(utterance))
        {
            Words += piece.Words.Length;
            var terms = TermsOf(piece);
            if (piece.Words.Length < ShortestSentence || terms.Length < FewestTerms)
                continue;

            var asks = _questions.Asks(piece);
            _candidates.Add(new SummaryCandidate(
                piece.Source, utterance.Index, utterance.Speaker, piece.Words.Span[0].Start, piece.Words.Span[^1].End, asks ? '?' : '.', piece.Cased, piece.Words.Length, terms, SummaryCues.Of(piece, asks)));
        }
    }

    /// <summary>Sentences; where one runs on and on, parts of it; where there is no punctuation, neighbouring clauses together.</summary>
    private static IEnumerable<Clause> Pieces(Utterance utterance)
    {
        var group = new List<Clause>();
        foreach (var sentence in utterance.Sentences)
        {
            var whole = sentence.Whole;
            if (whole.Mark != '\0' && whole.Words.Length <= LongestSentence)
            {
                if (group.Count > 0)
                    yield return Join(group);

                yield return whole;
                continue;
            }

            foreach (var clause in sentence.Clauses)
            {
                if (group.Count > 0 && (group.Sum(part => part.Words.Length) + clause.Words.Length > LongestSentence || group[0].Mark != clause.Mark))
                    yield return Join(group);

                group.Add(clause);
            }
        }

        if (group.Count > 0)
            yield return Join(group);
    }

    private static Clause Join(List<Clause> group)
    {
        var joined = group.Count == 1
            ? group[0]
            : new Clause(group[0].Source, group.SelectMany(part => part.Words.ToArray()).ToArray(), group[0].Mark, group[0].Cased);
        group.Clear();
        return joined;
    }

    private int[] TermsOf(Clause clause)
    {
        var terms = new SortedSet<int>();
        foreach (var word in clause.Words.Span)
        {
            if (!WordLists.IsContent(word.Text))
                continue;

            var stem = Stemmer.Stem(word.Text);
            if (!_terms.TryGetValue(stem, out var term))
            {
                _terms[stem] = term = _frequencies.Count;
                _frequencies.Add(0);
            }

            if (terms.Add(term))
                _frequencies[term]++;
        }

        return [.. terms];
    }
}
