using MeetingIntel.Providers.Insights.Local.Actions;
using MeetingIntel.Providers.Insights.Local.Decisions;
using MeetingIntel.Providers.Insights.Local.Topics;

namespace MeetingIntel.Providers.Insights.Local.Summaries;

/// <summary>
/// Chooses the sentences of the summary: a share of them for what was decided, a share for who does what, one for when those who meet do so again; for the rest the few
/// hundred that are the most densely about what the meeting is about. Of each kind the one is taken, one by one, that adds most to those chosen (coverage with diminishing
/// returns, of the maximal-marginal-relevance class), so that they speak of different things. A pass costs one addition for each term of the meeting, and does not grow with
/// the square of its length.
/// </summary>
internal static class SummaryWriter
{
    private const int PoolSize = 200;
    private const int FewestSentences = 2;
    private const int MostSentences = 8;

    /// <summary>So many words more allow one sentence more.</summary>
    private const int WordsPerSentence = 50;

    /// <summary>Of so many sentences that were said at most one is in the summary.</summary>
    private const int SaidPerSentence = 3;

    /// <summary>One sentence of so many speaks of a decision, and one of so many of a task, if there are any.</summary>
    private const int OutcomeShare = 3;

    /// <summary>What was said to be decided, and a task with a day, come before others of their kind.</summary>
    private const double Definite = 1.5;

    /// <summary>Long sentences hold more of everything: their score is divided by their length to this power.</summary>
    private const double LengthPower = 0.6;

    /// <summary>Sentences of fewer words seldom make sense alone.</summary>
    private const double WholeSentence = 10;

    /// <summary>What is left of the weight of a term that is in the summary already.</summary>
    private const double Again = 0.35;

    private const double Announced = 0.8;

    /// <summary>From this cue on a sentence speaks for its topic by itself.</summary>
    private const double StandsAlone = 0.9;

    /// <summary>What the terms of a topic weigh more than others that are said as often.</summary>
    private const double OnTopic = 1.5;

    /// <summary>So many terms, and such a share of them, make two sentences say the same.</summary>
    private const int FewestCommon = 2;
    private const double SameShare = 0.75;

    /// <summary>Meetings say at their beginning what they are about, and at their end what came out.</summary>
    private const double AtEdge = 1.4;
    private const double EdgeShare = 0.05;

    /// <summary>The chosen sentences, in order of time; none while too little was said.</summary>
    /// <param name="pool">What was said.</param>
    /// <param name="topics">What was talked about.</param>
    /// <param name="decisions">What was decided.</param>
    /// <param name="tasks">Who does what, as far as it can be told in a sentence.</param>
    public static IReadOnlyList<SummaryCandidate> Choose(SummaryPool pool, IReadOnlyList<Phrase> topics, IEnumerable<Decision> decisions, IEnumerable<ActionItem> tasks)
    {
        var chosen = new List<SummaryCandidate>();
        var weights = new Dictionary<int, double>();
        foreach (var term in topics.SelectMany(topic => topic.Key.Split(' ')).Distinct(StringComparer.Ordinal).Select(pool.Term).OfType<int>())
            weights[term] = Weight(pool, term, weights) * OnTopic;

        var wanted = Math.Min(Math.Min(MostSentences, FewestSentences + (pool.Words / WordsPerSentence)), pool.Sentences / SaidPerSentence);
        var share = wanted / OutcomeShare;
        Take(share, [.. decisions.Select(decision => (pool.Of(decision), decision.Force is DecisionForce.Stated ? Definite : 1))]);
        var deeds = tasks.Select(task => (Candidate: pool.Of(task), Favour: task.Due is null ? 1 : Definite)).Where(deed => deed.Candidate.Terms.Length >= FewestCommon).ToList();
        Take(share, [.. deeds]);
        if (pool.NextMeeting is { } meeting && wanted > OutcomeShare)
            Take(1, [(meeting, 1)]);

        foreach (var topic in topics.TakeWhile(_ => chosen.Count < wanted))
        {
            var missing = topic.Key.Split(' ').Select(pool.Term).OfType<int>().Except(chosen.Where(taken => !taken.Announces).SelectMany(taken => taken.Terms)).ToArray();
            Take(1, [.. pool.Candidates.Where(candidate => candidate.Cue >= StandsAlone && !candidate.Announces && candidate.Terms.Intersect(missing).Any()).Select(candidate => (candidate, 1.0))]);
        }

        Take(wanted - chosen.Count, [.. pool.Candidates
            .Select((candidate, index) => (Candidate: candidate, Index: index, Score: Score(pool, candidate, weights)))
            .OrderByDescending(item => item.Score)
            .ThenBy(item => item.Index)
            .Take(PoolSize)
            .Select(item => (item.Candidate, 1.0))]);
        return [.. chosen.Select(AsDeed).OrderBy(candidate => candidate.Segment).ThenBy(candidate => candidate.Start)];

        // What was chosen for its subject may still be a task.
        SummaryCandidate AsDeed(SummaryCandidate candidate) =>
            candidate.Finding is null ? deeds.Find(deed => deed.Candidate.Segment == candidate.Segment && deed.Candidate.Start >= candidate.Start && deed.Candidate.End == candidate.End).Candidate ?? candidate : candidate;

        void Take(int count, List<(SummaryCandidate Candidate, double Favour)> candidates)
        {
            for (; count > 0; count--)
            {
                candidates.RemoveAll(item => chosen.Exists(taken => Repeats(item.Candidate, taken)));
                if (candidates.Count == 0)
                    return;

                var next = candidates.MaxBy(item => item.Favour * Score(pool, item.Candidate, weights)).Candidate;
                chosen.Add(next);
                foreach (var term in next.Terms)
                    weights[term] = Weight(pool, term, weights) * (next.Announces ? Announced : Again);
            }
        }
    }

    /// <summary>Whether two stand in one place, or say the same.</summary>
    private static bool Repeats(SummaryCandidate candidate, SummaryCandidate taken)
    {
        if (candidate.Segment == taken.Segment && candidate.Start < taken.End && taken.Start < candidate.End)
            return true;

        var common = candidate.Terms.Intersect(taken.Terms).Count();
        return common >= FewestCommon && common >= SameShare * Math.Min(candidate.Terms.Length, taken.Terms.Length);
    }

    private static double Score(SummaryPool pool, SummaryCandidate candidate, Dictionary<int, double> weights)
    {
        var sum = 0.0;
        foreach (var term in candidate.Terms)
            sum += Weight(pool, term, weights);

        var place = (double)candidate.Segment / pool.Segments;
        var edge = place is < EdgeShare or > 1 - EdgeShare ? AtEdge : 1;
        return sum * candidate.Cue * edge * Math.Min(1, candidate.Words / WholeSentence) / Math.Pow(candidate.Words, LengthPower);
    }

    /// <summary>What is said once is hardly what the meeting is about.</summary>
    private static double Weight(SummaryPool pool, int term, Dictionary<int, double> weights) =>
        weights.TryGetValue(term, out var weight) ? weight : Math.Pow(Math.Log(0.6 + pool.Frequency(term)), 2);
}
