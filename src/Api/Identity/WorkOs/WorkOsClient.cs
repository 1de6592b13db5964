using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.Identity.WorkOs;

/// <summary>Calls WorkOS: <c>POST /user_management/authenticate</c> with a code, as its reference describes it. What it is told and tells is secret and never logged.</summary>
internal sealed partial class WorkOsClient(IHttpClientFactory clients, IOptions<WorkOsOptions> options, ILogger<WorkOsClient> logger)
{
    /// <summary>Name of the HTTP client.</summary>
    public const string Client = "workos";

    /// <summary>Bytes of an answer, at most.</summary>
    public const int MaxBytes = 256 * 1024;

    private const int MaxReason = 60;

    private static readonly GrainError NotConfigured = new(GrainErrorKind.Validation, "workos.not-configured", "WorkOS is not set up here: WORKOS_CLIENT_ID and WORKOS_API_KEY are missing.");
    private static readonly GrainError Unavailable = new(GrainErrorKind.Unavailable, "workos.unavailable", "WorkOS does not answer as it should right now; try again in a moment.");

    /// <summary>Exchanges a code for tokens.</summary>
    /// <param name="code">What WorkOS' page came back with.</param>
    /// <param name="verifier">What proves that it is for whoever asked (PKCE).</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The tokens; or <c>workos.not-configured</c>, <c>workos.refused</c>, <c>workos.unavailable</c>.</returns>
    public async Task<GrainResult<WorkOsTokens>> ExchangeAsync(string code, string verifier, CancellationToken cancellationToken)
    {
        if (!options.Value.IsConfigured)
        {
            return NotConfigured;
        }

        try
        {
            using var client = clients.CreateClient(Client);
            var address = new Uri($"{options.Value.ApiUrl.TrimEnd('/')}/user_management/authenticate");
            using var answer = await client.PostAsJsonAsync(address, new ExchangeBody(options.Value.ClientId, options.Value.ApiKey, "authorization_code", code, verifier), cancellationToken);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => await answer.Content.ReadFromJsonAsync<WorkOsTokens>(cancellationToken) is { AccessToken.Length: > 0 } tokens ? tokens : Fail("its answer holds no access token"),
                // 401 is about the API key, and 429 about how often this server calls: neither is the client's fault.
                HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.UnprocessableEntity => Refused(await ReasonAsync(answer, cancellationToken)),
                var status => Fail($"it answers {(int)status}"),
            };
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Fail(exception is JsonException ? "its answer is not JSON of the documented shape" : exception.Message);
        }
    }

    private static GrainError Refused(string? reason) =>
        new(GrainErrorKind.Validation, "workos.refused", reason is null ? "WorkOS refused the code." : $"WorkOS refused the code: {reason}.");

    /// <summary>WorkOS' name for what is wrong; its sentence may hold the code.</summary>
    private static async Task<string?> ReasonAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            var problem = JsonSerializer.Deserialize<WorkOsProblem>(text);
            return (problem?.Error ?? problem?.Code) is { Length: > 0 and <= MaxReason } reason && reason.All(c => char.IsAsciiLetterLower(c) || c == '_') ? reason : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private GrainError Fail(string reason)
    {
        LogFailed(reason);
        return Unavailable;
    }

    [LoggerMessage(EventId = 79, Level = LogLevel.Warning, Message = "WorkOS exchanged no code: {Reason}. Check WORKOS_CLIENT_ID and WORKOS_API_KEY, and that this process may reach WORKOS_API_URL.")]
    private partial void LogFailed(string reason);

    private sealed record ExchangeBody(
        [property: JsonPropertyName("client_id")] string ClientId,
        [property: JsonPropertyName("client_secret")] string ClientSecret,
        [property: JsonPropertyName("grant_type")] string GrantType,
        [property: JsonPropertyName("code")] string Code,
        [property: JsonPropertyName("code_verifier")] string CodeVerifier);

    private sealed record WorkOsProblem([property: JsonPropertyName("error")] string? Error, [property: JsonPropertyName("code")] string? Code);
}

/// <summary>What WorkOS gives for a code; it tells more, which is in the token as well.</summary>
/// <param name="AccessToken">A token of WorkOS, which this server accepts as such.</param>
/// <param name="RefreshToken">For the next one, at WorkOS.</param>
internal sealed record WorkOsTokens([property: JsonPropertyName("access_token")] string? AccessToken, [property: JsonPropertyName("refresh_token")] string? RefreshToken);
