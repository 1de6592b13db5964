using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Json;
using Microsoft.Extensions.Hosting;

namespace MeetingIntel.Api.Identity.Users;

/// <summary><c>POST /admin/initialize</c>: the first administrator, once.</summary>
internal static class InitializeEndpoint
{
    /// <summary>Whom Convers.me's page names; in Development only, as everybody can read it there.</summary>
    private static readonly RegisterRequest Known = new() { Name = "Admin User", Email = "admin@convers.me", Handle = "admin", Password = "admin1234" };

    /// <summary>Maps the path.</summary>
    /// <param name="app">The application.</param>
    public static void MapInitialize(this IEndpointRouteBuilder app) => app.MapPost("/admin/initialize", InitializeAsync)
        .OpenToEverybody("works only while nobody is known at all")
        .LimitedByAddress()
        .WithTags("users")
        .WithSummary("Registers the first administrator; works once, while there is nobody")
        .Accepts<InitializeRequest>(isOptional: true, "application/json")
        .Produces<InitializeResponse>();

    private static async Task<IResult> InitializeAsync(HttpContext context, Registration registration, OriginPolicy origins, IHostEnvironment environment)
    {
        // It takes nothing but a browser on a developer's machine: any page could send it there.
        if (!origins.Allows(context.Request))
        {
            return ApiProblem.From(AccessErrors.OriginNotAllowed);
        }

        var request = context.Request.HasJsonContentType() && context.Request.ContentLength is not 0 ? await JsonBody.ReadAsync<InitializeRequest>(context.Request) : null;
        var isKnown = request?.Email is null && request?.Password is null;
        if (isKnown && !environment.IsDevelopment())
        {
            return ApiProblem.Invalid("email", "'email' and 'password' of the first administrator are required.");
        }

        var admin = isKnown ? Known with { Name = request?.Name ?? Known.Name } : new RegisterRequest { Name = request!.Name ?? "Administrator", Email = request.Email, Password = request.Password };
        var result = await registration.InitializeAsync(context, admin, request?.Organization ?? "Organisation");
        return result.Succeeded
            ? TypedResults.Ok(new InitializeResponse(true, [$"Registered the administrator {admin.Email}."], [], "The server has its first administrator; sign in with POST /token."))
            : UserErrors.Problem(result.Error);
    }
}

/// <summary>Who the first administrator is.</summary>
internal sealed record InitializeRequest : IClientInput
{
    /// <summary>What people call them.</summary>
    public string? Name { get; init; }

    /// <summary>Where mail reaches them.</summary>
    public string? Email { get; init; }

    /// <summary>8 to 256 characters.</summary>
    public string? Password { get; init; }

    /// <summary>The name of their organisation.</summary>
    public string? Organization { get; init; }
}

/// <summary>What was done.</summary>
/// <param name="Success">Always true; else it is a problem.</param>
/// <param name="Actions">What.</param>
/// <param name="Errors">Always empty.</param>
/// <param name="Message">In a sentence.</param>
internal sealed record InitializeResponse(bool Success, IReadOnlyList<string> Actions, IReadOnlyList<string> Errors, string Message);
