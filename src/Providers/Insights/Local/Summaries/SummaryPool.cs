using MeetingIntel.Providers.Insights.Local.Questions;
using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Summaries;

/// <summary>The sentences of a meeting that may stand in its summary, and how often each term was said.</summary>
internal sealed class SummaryPool(SpeakerNames names)
{
    private const int ShortestSentence = 6;
    private const int LongestSentence = 24;
    private const int FewestTerms = 2;

    private readonly QuestionRules _questions = new(names);
    private readonly Dictionary<string, int> _terms = new(StringComparer.Ordinal);
    private readonly List<int> _frequencies = [];
    private readonly List<SummaryCandidate> _candidates = [];
    private readonly Dictionary<Finding, SummaryCandidate> _findings = [];

    public IReadOnlyList<SummaryCandidate> Candidates => _candidates;

    /// <summary>How many words were said.</summary>
    public int Words { get; private set; }

    /// <summary>How many sentences were said, the short ones too.</summary>
    public int Sentences { get; private set; }

    /// <summary>How many segments were heard.</summary>
    public int Segments { get; private set; }

    /// <summary>In how many sentences a term was said.</summary>
    public int Frequency(int term) => _frequencies[term];

    /// <summary>The sentence that last said when those who meet do so again; <see langword="null"/> while nobody did.</summary>
    public SummaryCandidate? NextMeeting { get; private set; }

    /// <summary>The sentence that a decision or a task stands in.</summary>
    public SummaryCandidate Of(Finding finding)
    {
        if (!_findings.TryGetValue(finding, out var candidate))
            _findings[finding] = candidate = Candidate(finding.Clause, finding.Segment, finding.Speaker, TermsOf(finding.Clause, counts: false), asks: false) with { Finding = finding };

        return candidate;
    }

    /// <summary>The number of a term, if any sentence had it.</summary>
    /// <param name="stem">The term.</param>
    public int? Term(string stem) => _terms.TryGetValue(stem, out var term) ? term : null;

    /// <summary>Takes in what the next segment says.</summary>
    public void Add(Utterance utterance)
    {
        Segments++;
        foreach (var piece in Pieces(utterance))
        {
            Words += piece.Words.Length;
            Sentences++;
            var terms = TermsOf(piece, counts: true);
            if (SummaryCues.IsNextMeeting(piece) && !_questions.Asks(piece))
                NextMeeting = Candidate(piece, utterance.Index, utterance.Speaker, terms, asks: false);

            if (piece.Words.Length < ShortestSentence || terms.Length < FewestTerms)
                continue;

            var asks = _questions.Asks(piece);
            _candidates.Add(Candidate(piece, utterance.Index, utterance.Speaker, terms, asks));
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

    private static SummaryCandidate Candidate(Clause piece, int segment, string? speaker, int[] terms, bool asks) => new(
        piece.Source, segment, speaker, piece.Words.Span[0].Start, piece.Words.Span[^1].End, asks ? '?' : '.', piece.Cased, piece.Words.Length, terms, SummaryCues.Of(piece, asks))
    {
        Announces = SummaryCues.IsAnnouncement(piece),
    };

    private int[] TermsOf(Clause clause, bool counts)
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

            if (terms.Add(term) && counts)
                _frequencies[term]++;
        }

        return [.. terms];
    }
}
