using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Timeline;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Sessions;

namespace MeetingIntel.Api.Sessions;

/// <summary>Handlers that read sessions.</summary>
internal static class SessionQueries
{
    /// <summary>Header that carries the cursor of the next page.</summary>
    public const string NextCursorHeader = "X-Next-Cursor";

    /// <summary>Both systems' list: a bare array, newest first.</summary>
    public static async Task<IResult> ListAsync([AsParameters] SessionListQuery query, Caller caller, ISessionReads reads, HttpResponse response, CancellationToken cancellationToken)
    {
        if (query.Read(out var filter, out var limit) is { } problem)
        {
            return problem;
        }

        if (limit is not { } count)
        {
            return TypedResults.Ok(EachAsync(filter, SessionOrder.NewestFirst, caller, reads, cancellationToken).Select(SessionResponse.From));
        }

        var cursor = string.IsNullOrEmpty(query.Cursor) ? null : query.Cursor;
        var page = await reads.ListAsync(caller.OrgId, filter, SessionOrder.NewestFirst, cursor, count, cancellationToken);
        if (!page.Succeeded)
        {
            return ApiProblem.From(page.Error);
        }

        if (page.Value.Next is { } next)
        {
            response.Headers[NextCursorHeader] = next;
        }

        return TypedResults.Ok(page.Value.Sessions.Select(SessionResponse.From));
    }

    /// <summary>Astro: what is live.</summary>
    public static Task<IResult> ActiveAsync(Caller caller, ISessionReads reads, CancellationToken cancellationToken) =>
        CountedAsync(new SessionFilter(SessionStatus.Active), caller, reads, cancellationToken);

    /// <summary>Astro: all, the newest last.</summary>
    public static Task<IResult> AllAsync(Caller caller, ISessionReads reads, CancellationToken cancellationToken) =>
        CountedAsync(new SessionFilter(), caller, reads, cancellationToken);

    /// <summary>ASTRA's bare object with Astro's session inside.</summary>
    public static async Task<IResult> GetAsync(string sid, IGrainFactory grains, WholeSessions whole, CancellationToken cancellationToken)
    {
        var session = await grains.GetGrain<ISessionGrain>(sid).GetAsync();
        return session.Succeeded ? TypedResults.Ok(new SessionAnswer(session.Value, await whole.ReadAsync(session.Value, cancellationToken))) : ApiProblem.From(session.Error);
    }

    /// <summary>In order of their creation: Astro's scripts count them, and read the last one as the newest.</summary>
    private static async Task<IResult> CountedAsync(SessionFilter filter, Caller caller, ISessionReads reads, CancellationToken cancellationToken) =>
        TypedResults.Ok(new SessionListResponse(
            await EachAsync(filter, SessionOrder.OldestFirst, caller, reads, cancellationToken).Select(FullSessionResponse.FromSnapshot).ToListAsync(cancellationToken)));

    private static IAsyncEnumerable<SessionSnapshot> EachAsync(SessionFilter filter, SessionOrder order, Caller caller, ISessionReads reads, CancellationToken cancellationToken) =>
        AllPages.ReadAsync(cursor => reads.ListAsync(caller.OrgId, filter, order, cursor, SessionListQuery.MaxLimit, cancellationToken), page => (page.Sessions, page.Next));
}
