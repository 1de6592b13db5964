using MeetingIntel.Insights;
using MeetingIntel.Storage.Insights;

namespace MeetingIntel.Api.Insights;

/// <summary>All that is understood.</summary>
/// <param name="Summary">The running summary; <see langword="null"/> while too little was said.</param>
/// <param name="Insights">In order of time.</param>
/// <param name="ThroughSeq">The newest event that this rests on.</param>
/// <param name="Final">Whether the session has ended and all that was said is in.</param>
internal sealed record InsightsResponse(SummaryResponse? Summary, IReadOnlyList<InsightResponse> Insights, long ThroughSeq, bool Final)
{
    /// <summary>From what is on record.</summary>
    /// <param name="stored">All that is understood.</param>
    public static InsightsResponse From(StoredInsights stored)
    {
        var stale = stored.Stale.Ids.ToHashSet(StringComparer.Ordinal);
        return new(
            stored.Insights.Summary is { } summary ? new(summary.Text, summary.SegmentIds, summary.Source, stored.Stale.Summary) : null,
            [.. stored.Insights.Insights.Select(insight => InsightResponse.From(insight, stale.Contains(insight.Id)))],
            stored.ThroughSeq,
            stored.Final);
    }
}

/// <summary>The running summary on the wire.</summary>
/// <param name="Text">A few sentences, in order of time.</param>
/// <param name="SegmentIds">The segments it rests on.</param>
/// <param name="Source">Who wrote it.</param>
/// <param name="Stale">Whether something that it rests on was corrected since, and it is being worked out anew.</param>
internal sealed record SummaryResponse(string Text, IReadOnlyList<string> SegmentIds, string Source, bool Stale);

/// <summary>Something understood, on the wire.</summary>
/// <param name="Id">Insight id.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Text">In the words of the meeting, tidied; for a topic its name.</param>
/// <param name="Assignee">Who does it.</param>
/// <param name="Due">When, in the words of the meeting.</param>
/// <param name="DueOn">The calendar day that this means.</param>
/// <param name="Status"><c>open</c> or <c>settled</c>.</param>
/// <param name="Answer">What was answered.</param>
/// <param name="SegmentIds">The segments it rests on, in order of time.</param>
/// <param name="Source">Who understood it.</param>
/// <param name="Stale">Whether something that it rests on was corrected since, and it is being worked out anew.</param>
internal sealed record InsightResponse(
    string Id,
    InsightKind Kind,
    string Text,
    string? Assignee,
    string? Due,
    DateOnly? DueOn,
    InsightStatus Status,
    string? Answer,
    IReadOnlyList<string> SegmentIds,
    string Source,
    bool Stale)
{
    /// <summary>From an insight.</summary>
    /// <param name="insight">The insight.</param>
    /// <param name="stale">Whether it is being worked out anew.</param>
    public static InsightResponse From(Insight insight, bool stale) => new(
        insight.Id, insight.Kind, insight.Text, insight.Assignee, insight.Due, insight.DueOn, insight.Status, insight.Answer, insight.SegmentIds, insight.Source, stale);
}
