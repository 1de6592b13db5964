namespace MeetingIntel.Providers.Insights.Local.Summaries;

/// <summary>
/// Chooses the sentences of the summary: first the few hundred that are the most densely about what the meeting is about, then, one by one,
/// the one that adds most to those chosen (coverage with diminishing returns, of the maximal-marginal-relevance class). A pass costs one
/// addition for each term of the meeting, and does not grow with the square of its length.
/// </summary>
internal static class SummaryWriter
{
    private const int PoolSize = 200;
    private const int FewestSentences = 3;
    private const int MostSentences = 8;

    /// <summary>So many words more allow one sentence more.</summary>
    private const int WordsPerSentence = 1500;

    /// <summary>Long sentences hold more of everything: their score is divided by their length to this power.</summary>
    private const double LengthPower = 0.6;

    /// <summary>Sentences of fewer words seldom make sense alone.</summary>
    private const double WholeSentence = 10;

    /// <summary>What is left of the weight of a term that is in the summary already.</summary>
    private const double Again = 0.35;

    /// <summary>Meetings say at their beginning what they are about, and at their end what came out.</summary>
    private const double AtEdge = 1.4;
    private const double EdgeShare = 0.05;

    /// <summary>The chosen sentences, in order of time; none while too little was said.</summary>
    public static IReadOnlyList<SummaryCandidate> Choose(SummaryPool pool)
    {
        var weights = new Dictionary<int, double>();
        var best = pool.Candidates
            .Select((candidate, index) => (Candidate: candidate, Index: index, Score: Score(pool, candidate, weights)))
            .OrderByDescending(item => item.Score)
            .ThenBy(item => item.Index)
            .Take(PoolSize)
            .ToList();

        var chosen = new List<(SummaryCandidate Candidate, int Index)>();
        var wanted = Math.Min(Math.Min(MostSentences, FewestSentences + (pool.Words / WordsPerSentence)), pool.Candidates.Count / 2);
        while (chosen.Count < wanted)
        {
            var next = best.MaxBy(item => Score(pool, item.Candidate, weights));
            best.Remove(next);
            chosen.Add((next.Candidate, next.Index));
            foreach (var term in next.Candidate.Terms)
                weights[term] = Weight(pool, term, weights) * Again;
        }

        return [.. chosen.OrderBy(item => item.Index).Select(item => item.Candidate)];
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
