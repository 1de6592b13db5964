using System.Text.Json.Serialization;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Json;

namespace MeetingIntel.Api.Identity.WorkOs;

/// <summary><c>POST /auth/workos/exchange</c> of HelloSales: the last step of signing in at WorkOS, for clients that can keep no secret.</summary>
internal static class WorkOsEndpoint
{
    private const int MaxText = 2000;

    private static readonly ApiProblem Incomplete = ApiProblem.Invalid("code", "'code' and 'code_verifier' are required, texts of at most 2000 characters.");

    /// <summary>Maps the path.</summary>
    /// <param name="app">The application.</param>
    public static void MapWorkOs(this IEndpointRouteBuilder app) => app.MapPost("/auth/workos/exchange", ExchangeAsync)
        .OpenToEverybody("whoever signs in is not known yet; each address may try so often")
        .LimitedByAddress()
        .WithTags("auth")
        .WithSummary("Exchanges a code of WorkOS for its tokens")
        .Produces<ExchangeResponse>();

    private static async Task<IResult> ExchangeAsync(ExchangeRequest request, HttpContext context, WorkOsClient workOs)
    {
        if (request.Code is not { Length: > 0 and <= MaxText } code || request.CodeVerifier is not { Length: > 0 and <= MaxText } verifier)
        {
            return Incomplete;
        }

        var tokens = await workOs.ExchangeAsync(code, verifier, context.RequestAborted);
        if (!tokens.Succeeded)
        {
            return ApiProblem.From(tokens.Error);
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new ExchangeResponse(tokens.Value));
    }
}

/// <summary>What the exchange takes.</summary>
internal sealed record ExchangeRequest : IClientInput
{
    /// <summary>What WorkOS' page came back with.</summary>
    public string? Code { get; init; }

    /// <summary>What proves that the code is for whoever asked for it (PKCE).</summary>
    public string? CodeVerifier { get; init; }

    /// <summary>Taken, as HelloSales' clients send it, and not needed: WorkOS does not ask for it again.</summary>
    public string? RedirectUri { get; init; }
}

/// <summary>WorkOS' tokens.</summary>
internal sealed record ExchangeResponse : IForEveryClient
{
    /// <summary>Makes the answer.</summary>
    /// <param name="tokens">The tokens.</param>
    public ExchangeResponse(WorkOsTokens tokens) => (AccessToken, RefreshToken) = (tokens.AccessToken!, tokens.RefreshToken);

    /// <summary>Goes into the header Authorization.</summary>
    public string AccessToken { get; }

    /// <summary>For the next one, at WorkOS.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RefreshToken { get; }
}
