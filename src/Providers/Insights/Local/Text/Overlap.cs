namespace MeetingIntel.Providers.Insights.Local.Text;

/// <summary>How much two sets of stems have in common.</summary>
internal static class Overlap
{
    private const double Same = 0.75;

    /// <summary>The common part as a share of the smaller set: 0…1.</summary>
    public static double Of(HashSet<string> first, HashSet<string> second) =>
        first.Count == 0 || second.Count == 0 ? 0 : (double)Common(first, second) / Math.Min(first.Count, second.Count);

    /// <summary>Whether the two say the same thing.</summary>
    public static bool IsSame(HashSet<string> first, HashSet<string> second) =>
        Of(first, second) >= Same && (Common(first, second) >= 2 || first.SetEquals(second));

    private static int Common(HashSet<string> first, HashSet<string> second)
    {
        var (small, large) = first.Count <= second.Count ? (first, second) : (second, first);
        var common = 0;
        foreach (var stem in small)
        {
            if (large.Contains(stem))
                common++;
        }

        return common;
    }
}
