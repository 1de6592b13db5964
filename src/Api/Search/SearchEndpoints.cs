using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
using MeetingIntel.Storage.Search;

namespace MeetingIntel.Api.Search;

/// <summary>Full-text search over REST: across the organisation's sessions, and within one.</summary>
internal static class SearchEndpoints
{
    /// <summary>Maps the paths.</summary>
    /// <param name="api">The group of the whole API.</param>
    public static void MapSearch(this IEndpointRouteBuilder api)
    {
        api.MapGet("/search", AcrossAsync).WithTags("search").Requires(Permissions.ListSessions).WithSummary("Searches what was said, noted and understood in all sessions, the newest first").Produces<SearchResponse>();
        // Whoever has a link to the session may search in it, and sees no other.
        api.MapGet("/sessions/{sid}/search", WithinAsync).WithTags("search").Requires(Permissions.ReadSessions).WithSummary("Searches what was said, noted and understood in one session, the newest first").Produces<SearchResponse>();
    }

    private static async Task<IResult> AcrossAsync([AsParameters] SessionChoice choice, [AsParameters] SearchQuery query, Caller caller, SessionAccess access, ISearchReads reads, CancellationToken cancellationToken) =>
        choice.Given is { } session && await access.CheckAsync(caller, session, SessionUse.Use, cancellationToken) is { } refusal
            ? ApiProblem.From(refusal)
            : await FindAsync(query, choice.Given, caller, reads, cancellationToken);

    private static Task<IResult> WithinAsync(string sid, [AsParameters] SearchQuery query, Caller caller, ISearchReads reads, CancellationToken cancellationToken) =>
        FindAsync(query, sid, caller, reads, cancellationToken);

    private static async Task<IResult> FindAsync(SearchQuery query, string? sessionId, Caller caller, ISearchReads reads, CancellationToken cancellationToken)
    {
        if (query.Read(sessionId, out var question, out var limit) is { } problem)
        {
            return problem;
        }

        var page = await reads.FindAsync(caller.OrgId, question, string.IsNullOrEmpty(query.Cursor) ? null : query.Cursor, limit, cancellationToken);
        return page.Succeeded
            ? TypedResults.Ok(new SearchResponse([.. page.Value.Hits.Select(SearchHitResponse.From)], page.Value.Next))
            : ApiProblem.From(page.Error);
    }
}
