using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Json;
using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Identity.Users;

/// <summary><c>DELETE /api/v1/me</c> of HelloSales: leaving for good.</summary>
internal static class DepartureEndpoint
{
    private static readonly ApiProblem NobodyReal = new(StatusCodes.Status409Conflict, "user.development", "The development identity is nobody who could leave.");

    /// <summary>Maps the path.</summary>
    /// <param name="app">The application.</param>
    public static void MapDeparture(this IEndpointRouteBuilder app) => app.MapDelete("/api/v1/me", RemoveAsync)
        .Requires(Permissions.Account)
        .LimitedByAddress()
        .WithTags("users")
        .WithSummary("Removes oneself; meetings stay with their organisation. Who has a password here gives it")
        .Accepts<DepartureRequest>(isOptional: true, "application/json")
        .Produces(StatusCodes.Status204NoContent);

    private static async Task<IResult> RemoveAsync(HttpContext context, Caller caller, PasswordConfirmation confirmation, UserStore users, DepartureStore departures, CredentialReader credentials)
    {
        if (caller.Kind == CallerKind.Development)
        {
            return NobodyReal;
        }

        var request = context.Request.HasJsonContentType() && context.Request.ContentLength is not 0 ? await JsonBody.ReadAsync<DepartureRequest>(context.Request) : null;
        if (await confirmation.CheckAsync(context, caller.Id, request?.CurrentPassword) is { } refusal)
        {
            return refusal;
        }

        var left = await users.ListMembershipsAsync(caller.Id, context.RequestAborted);
        if (await departures.RemoveAsync(caller.Id, caller.Actor, context.TraceIdentifier, context.RequestAborted) is { } error)
        {
            return ApiProblem.From(error);
        }

        credentials.Forget(caller.Id);
        foreach (var membership in left)
        {
            // The keys and links that they made there ended, too.
            credentials.ForgetOrganisation(membership.OrgId);
        }

        RefreshCookie.Clear(context);
        return TypedResults.NoContent();
    }
}

/// <summary>What leaving takes.</summary>
internal sealed record DepartureRequest : IClientInput
{
    /// <summary>The password; of people that others vouch for nothing.</summary>
    public string? CurrentPassword { get; init; }
}
