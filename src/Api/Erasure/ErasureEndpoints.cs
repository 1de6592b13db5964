using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Sessions;
using MeetingIntel.Api.Timeline;
using MeetingIntel.Erasure;
using MeetingIntel.Storage.Erasure;

namespace MeetingIntel.Api.Erasure;

/// <summary>Sessions are erased for good over REST, and what remains of them is read: receipts.</summary>
internal static class ErasureEndpoints
{
    private const int MaxPage = 200;

    private static readonly ApiProblem NotFound = new(StatusCodes.Status404NotFound, "erasure.not-found", "There is no such erasure.");

    /// <summary>Maps the paths.</summary>
    /// <param name="api">The group of the whole API.</param>
    public static void MapErasure(this IEndpointRouteBuilder api)
    {
        api.MapDelete("/sessions/{sid}", EraseAsync).Requires(Permissions.EraseSessions, SessionUse.Manage).WithTags("sessions")
            .WithSummary("Erases a session with all that is in it, for good; the receipt says when nothing is left")
            .Produces<ErasureResponse>(StatusCodes.Status202Accepted);

        var erasures = api.MapGroup("/erasures").WithTags("sessions");
        erasures.MapGet("", ListAsync).Requires(Permissions.ManageOrganisation)
            .WithSummary("Lists receipts of erased sessions, the newest first; the next page's cursor is in the header X-Next-Cursor")
            .Produces<ErasureResponse[]>();
        erasures.MapGet("/{erasure}", GetAsync).Requires(Permissions.EraseSessions).WithSummary("Reads a receipt, by its id or that of the session").Produces<ErasureResponse>();
    }

    private static async Task<IResult> EraseAsync(string sid, Caller caller, SessionAccess access, IGrainFactory grains)
    {
        var receipt = await grains.GetGrain<IErasureGrain>(sid).EraseAsync(new EraseSession(caller.OrgId, ErasureReason.Request));
        access.Forget(sid);
        return receipt.Succeeded
            ? TypedResults.Accepted($"/api/erasures/{receipt.Value.Id}", ErasureResponse.From(receipt.Value))
            : ApiProblem.From(receipt.Error);
    }

    private static async Task<IResult> ListAsync(
        Caller caller,
        IErasureReads erasures,
        HttpResponse response,
        [Description("For the next page: the header X-Next-Cursor of the page before.")] string? cursor,
        [Description("At most so many; 50 unless given."), Range(1, MaxPage)] string? limit,
        CancellationToken cancellationToken)
    {
        if (QueryNumber.Read(limit, 1, MaxPage, 50) is not { } size)
        {
            return ApiProblem.Invalid("limit", "'limit' must be a number from 1 to 200.");
        }

        var page = await erasures.ListAsync(caller.OrgId, string.IsNullOrEmpty(cursor) ? null : cursor, (int)size, cancellationToken);
        if (!page.Succeeded)
        {
            return ApiProblem.From(page.Error);
        }

        if (page.Value.Next is { } next)
        {
            response.Headers[SessionQueries.NextCursorHeader] = next;
        }

        return TypedResults.Ok(page.Value.Receipts.Select(ErasureResponse.From).ToArray());
    }

    private static async Task<IResult> GetAsync(string erasure, Caller caller, IErasureReads erasures, CancellationToken cancellationToken) =>
        ItemIds.IsPlausible(erasure) && await erasures.FindAsync(caller.OrgId, erasure, cancellationToken) is { } receipt
            ? TypedResults.Ok(ErasureResponse.From(receipt))
            : NotFound;
}
