namespace MeetingIntel.Providers.Insights.Local.Summaries;

/// <summary>
/// Chooses the sentences of the summary: first the few hundred that are the most densely about what the meeting is about, then, one by one,
/// the one that adds most to those chosen (coverage with diminishing returns, of the maximal-marginal-relevance class). The cost of a pass
/// is one addition per term of the meeting and does not grow with the square of its length.
/// </summary>
internal static class SummaryWriter
{
    public static int PoolSize = 300, MostSentences = 8;
    public static double Alpha = 0.7, Again = 0.35, Pow = 1.0, Edge = 1.1;
    public static int WordsPer = 1500, Base = 3;

    /// <summary>The chosen sentences, in order of time; none while too little was said.</summary>
    public static IReadOnlyList<SummaryCandidate> Choose(SummaryPool pool)
    {
        var weights = new Dictionary<int, double>();
        var best = pool.Candidates
            .Select((candidate, index) => (candidate, index, score: Score(pool, candidate, weights)))
            .OrderByDescending(item => item.score)
            .ThenBy(item => item.index)
            .Take(PoolSize)
            .ToList();

        var chosen = new List<(SummaryCandidate Candidate, int Index)>();
        var wanted = Math.Min(MostSentences, Base + (pool.Words / WordsPer));
        while (chosen.Count < wanted && best.Count > 0)
        {
            var next = best.MaxBy(item => Score(pool, item.candidate, weights));
            best.Remove(next);
            chosen.Add((next.candidate, next.index));
            foreach (var term in next.candidate.Terms)
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
        var edge = place < 0.05 || place > 0.95 ? Edge : 1;
        return sum * candidate.Cue * edge / Math.Pow(candidate.Words, Alpha);
    }

    private static double Weight(SummaryPool pool, int term, Dictionary<int, double> weights) =>
        weights.TryGetValue(term, out var weight) ? weight : Math.Pow(Math.Log(1 + pool.Frequency(term)), Pow);
}
