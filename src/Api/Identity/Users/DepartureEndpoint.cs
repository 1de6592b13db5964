using MeetingIntel.Api.Errors;
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
        .WithTags("users")
        .WithSummary("Removes oneself; meetings stay with their organisation")
        .Produces(StatusCodes.Status204NoContent);

    private static async Task<IResult> RemoveAsync(HttpContext context, Caller caller, DepartureStore departures, CredentialReader credentials)
    {
        if (caller.Kind == CallerKind.Development)
        {
            return NobodyReal;
        }

        var error = await departures.RemoveAsync(caller.Id, caller.Actor, context.TraceIdentifier, context.RequestAborted);
        credentials.Forget();
        if (error is not null)
        {
            return ApiProblem.From(error);
        }

        RefreshCookie.Clear(context);
        return TypedResults.NoContent();
    }
}
