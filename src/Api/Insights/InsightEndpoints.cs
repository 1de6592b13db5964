using MeetingIntel.Api.Identity;
using MeetingIntel.Insights;
using MeetingIntel.Storage.Insights;

namespace MeetingIntel.Api.Insights;

/// <summary>What is understood of a session, over REST.</summary>
internal static class InsightEndpoints
{
    /// <summary>Maps the paths.</summary>
    /// <param name="api">The group of the whole API.</param>
    public static void MapInsights(this IEndpointRouteBuilder api) =>
        api.MapGet("/sessions/{sid}/insights", GetAsync)
            .WithTags("insights")
            .WithSummary("Reads the summary, topics, action items, questions, decisions and dates")
            .Produces<InsightsResponse>()
            .Requires(Permissions.ReadSessions);

    private static async Task<IResult> GetAsync(string sid, Caller caller, IInsightReads reads, CancellationToken cancellationToken)
    {
        var stored = await reads.GetAsync(caller.OrgId, sid, cancellationToken);
        return TypedResults.Ok(new InsightsResponse(stored.Insights.Summary, stored.Insights.Insights, stored.ThroughSeq, stored.Final));
    }
}

/// <summary>All that is understood.</summary>
/// <param name="Summary">The running summary; <see langword="null"/> while too little was said.</param>
/// <param name="Insights">In order of time.</param>
/// <param name="ThroughSeq">The newest event that this rests on.</param>
/// <param name="Final">Whether the session has ended and all that was said is in.</param>
internal sealed record InsightsResponse(MeetingSummary? Summary, IReadOnlyList<Insight> Insights, long ThroughSeq, bool Final);
