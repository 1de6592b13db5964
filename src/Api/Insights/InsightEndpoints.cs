using MeetingIntel.Api.Identity;
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
        return TypedResults.Ok(InsightsResponse.From(stored));
    }
}
