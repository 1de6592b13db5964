using MeetingIntel.Insights;
using MeetingIntel.Storage.Insights;

namespace MeetingIntel.Grains.Insights;

/// <summary>What changed from one understanding to the next: pure.</summary>
internal static class InsightDelta
{
    /// <summary>The change from what is on record to what is understood now.</summary>
    /// <param name="recorded">What is on record.</param>
    /// <param name="now">What is understood now.</param>
    /// <param name="throughSeq">The newest event that was read.</param>
    /// <param name="final">Whether the session has ended.</param>
    /// <param name="correctedSeq">The newest correction that was read; 0: none.</param>
    /// <returns>The change; <see langword="null"/> when there is none. A final pass counts as one, unless that of just this is on record, and so does the first after a correction.</returns>
    public static InsightsUpdated? Between(StoredInsights recorded, InsightSet now, long throughSeq, bool final, long correctedSeq = 0)
    {
        var isNewEnd = final && !(recorded.Final && recorded.ThroughSeq >= throughSeq);
        var isCorrected = recorded.ThroughSeq < correctedSeq;
        var known = recorded.Insights;
        var old = known.Insights.ToDictionary(insight => insight.Id, StringComparer.Ordinal);
        var standing = now.Insights.Select(insight => insight.Id).ToHashSet(StringComparer.Ordinal);
        var changed = now.Insights.Where(insight => !old.TryGetValue(insight.Id, out var before) || !Same(before, insight)).ToList();
        var removed = known.Insights.Select(insight => insight.Id).Where(id => !standing.Contains(id)).ToList();
        // Of what was corrected no summary may be left where there would be none: then it is an empty one.
        var summary = Same(known.Summary, now.Summary) ? null : now.Summary ?? (isCorrected ? known.Summary! with { Text = "", SegmentIds = [] } : null);
        return summary is null && changed.Count == 0 && removed.Count == 0 && !isNewEnd && !isCorrected
            ? null
            : new InsightsUpdated(throughSeq, final, summary, changed, removed, now.Insights.Count);
    }

    private static bool Same(Insight one, Insight other) =>
        one with { SegmentIds = other.SegmentIds } == other && one.SegmentIds.SequenceEqual(other.SegmentIds, StringComparer.Ordinal);

    private static bool Same(MeetingSummary? one, MeetingSummary? other) =>
        one is null || other is null
            ? one == other
            : one.Text == other.Text && one.Source == other.Source && one.SegmentIds.SequenceEqual(other.SegmentIds, StringComparer.Ordinal);
}
