using System.Text.Json;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Json;
using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Identity.Credentials;

/// <summary>Astro's paths for the tokens with which a meeting's client acts at Salesforce and Slack. They go in, and are never shown in full again.</summary>
internal static class OAuthTokenEndpoints
{
    private const int MaxTokens = 32 * 1024;
    private const int ShownCharacters = 10;
    private const string Salesforce = "salesforce";
    private const string Slack = "slack";

    private static readonly ApiProblem NoSession = new(StatusCodes.Status400BadRequest, "request.invalid", "'session_id' is required.");
    private static readonly ApiProblem NoTokens = new(StatusCodes.Status400BadRequest, "request.invalid", "'salesforce_tokens' and 'slack_tokens' are required: objects of at most 32 KiB.");
    private static readonly ApiProblem NotFound = new(StatusCodes.Status404NotFound, "oauth-tokens.not-found", "No tokens are stored for this session.");

    /// <summary>Maps the paths.</summary>
    /// <param name="api">The group of the whole API.</param>
    public static void MapOAuthTokens(this IEndpointRouteBuilder api)
    {
        var auth = api.MapGroup("/auth").WithTags("auth").Requires(Permissions.WriteSessions, SessionUse.Reserve);
        auth.MapPost("/tokens", StoreAsync).WithSummary("Keeps a user's tokens for a session").Produces<TokensStoredResponse>();
        auth.MapGet("/tokens/{sid}", GetAsync).WithSummary("Says which tokens are kept, masked").Produces<StoredTokensResponse>();
        auth.MapDelete("/tokens/{sid}", RemoveAsync).WithSummary("Forgets a session's tokens").Produces<TokensStoredResponse>();
        auth.MapGet("/validate/{sid}", ValidateAsync).WithSummary("Says whether a session's tokens are there").Produces<TokensValidResponse>();
    }

    private static async Task<IResult> StoreAsync(StoreTokensRequest request, HttpContext context, Caller caller, SessionAccess access, OAuthTokenStore store)
    {
        if (string.IsNullOrEmpty(request.SessionId))
        {
            return NoSession;
        }

        if (!TryTake(request.SalesforceTokens, out var salesforce) || !TryTake(request.SlackTokens, out var slack))
        {
            return NoTokens;
        }

        if (await access.CheckAsync(caller, request.SessionId, SessionUse.Reserve, context.RequestAborted) is { } refusal)
        {
            return ApiProblem.From(refusal);
        }

        var tokens = new Dictionary<string, byte[]>(StringComparer.Ordinal) { [Salesforce] = salesforce, [Slack] = slack };
        var note = caller.Note(context, "oauth-tokens.set", target: null, request.SessionId);
        return await ChangeAsync(request.SessionId, caller, access, others => store.SetAsync(caller.OrgId, request.SessionId, caller.Id, tokens, others, note, context.RequestAborted), context.RequestAborted)
            ? TypedResults.Ok(new TokensStoredResponse("The tokens are stored.", request.SessionId))
            : ApiProblem.From(AccessErrors.NotOwner);
    }

    private static async Task<IResult> GetAsync(string sid, Caller caller, SessionAccess access, OAuthTokenStore store, CancellationToken cancellationToken)
    {
        var opened = await OpenAsync(sid, caller, access, store, cancellationToken);
        if (!opened.Succeeded)
        {
            return ApiProblem.From(opened.Error);
        }

        var (salesforce, slack) = opened.Value;
        return salesforce is { } first && slack is { } second
            ? TypedResults.Ok(new StoredTokensResponse(
                new(Mask(first), first.Text("instance_url"), HasTokens: true), new(Mask(second), TeamOf(second), HasTokens: true)))
            : NotFound;
    }

    private static async Task<IResult> RemoveAsync(string sid, HttpContext context, Caller caller, SessionAccess access, OAuthTokenStore store)
    {
        var note = caller.Note(context, "oauth-tokens.remove", target: null, sid);
        return await ChangeAsync(sid, caller, access, others => store.RemoveAsync(caller.OrgId, sid, caller.Id, others, note, context.RequestAborted), context.RequestAborted)
            ? TypedResults.Ok(new TokensStoredResponse("The tokens are forgotten.", sid))
            : ApiProblem.From(AccessErrors.NotOwner);
    }

    private static async Task<IResult> ValidateAsync(string sid, Caller caller, SessionAccess access, OAuthTokenStore store, CancellationToken cancellationToken)
    {
        var opened = await OpenAsync(sid, caller, access, store, cancellationToken);
        if (!opened.Succeeded)
        {
            return ApiProblem.From(opened.Error);
        }

        var (salesforce, slack) = opened.Value;
        return TypedResults.Ok(new TokensValidResponse(
            sid,
            new(salesforce is not null, salesforce is { } first ? first.Text("instance_url") : null),
            new(slack is not null, slack is { } second ? TeamOf(second) : null)));
    }

    /// <summary>Opens what is kept, for its session's owner; under a name that is no session (yet), for whoever brought it.</summary>
    private static async Task<GrainResult<VendorTokens>> OpenAsync(string sid, Caller caller, SessionAccess access, OAuthTokenStore store, CancellationToken cancellationToken)
    {
        var kept = await store.OpenAsync(caller.OrgId, sid, cancellationToken);
        if (kept.Values.Any(tokens => !string.Equals(tokens.UserId, caller.Id, StringComparison.Ordinal)) && !await ManagesAsync(sid, caller, access, cancellationToken))
        {
            return AccessErrors.NotOwner;
        }

        return new VendorTokens(Find(Salesforce), Find(Slack));

        JsonElement? Find(string vendor) => kept.TryGetValue(vendor, out var tokens) && tokens.Json is { } json ? JsonSerializer.Deserialize<JsonElement>(json) : null;
    }

    /// <summary>Changes what is kept, unless it is somebody else's: the statement itself says whose it is. Others' is changed by those only who manage the session.</summary>
    private static async Task<bool> ChangeAsync(string sid, Caller caller, SessionAccess access, Func<bool, Task<bool>> change, CancellationToken cancellationToken) =>
        await change(false) || (await ManagesAsync(sid, caller, access, cancellationToken) && await change(true));

    private static async ValueTask<bool> ManagesAsync(string sid, Caller caller, SessionAccess access, CancellationToken cancellationToken) =>
        caller.Permissions.HasFlag(Permissions.ManageAllSessions) || await access.CheckAsync(caller, sid, SessionUse.Manage, cancellationToken) is null;

    private static bool TryTake(JsonElement? given, out byte[] json)
    {
        json = [];
        if (given is not { ValueKind: JsonValueKind.Object } value || !value.IsStorable())
        {
            return false;
        }

        json = JsonSerializer.SerializeToUtf8Bytes(value);
        return json.Length <= MaxTokens;
    }

    private static string? TeamOf(JsonElement tokens) => tokens.TryGetProperty("team", out var team) && team.ValueKind == JsonValueKind.Object ? team.Text("name") : null;

    /// <summary>The first characters, as Astro shows them; of a short token nothing.</summary>
    private static string? Mask(JsonElement tokens) => tokens.Text("access_token") switch
    {
        null => null,
        { Length: > 3 * ShownCharacters } token => $"{token[..ShownCharacters]}...",
        _ => "...",
    };

    private sealed record VendorTokens(JsonElement? Salesforce, JsonElement? Slack);
}

/// <summary>Tokens to keep.</summary>
internal sealed record StoreTokensRequest : IClientInput
{
    /// <summary>The session.</summary>
    public string? SessionId { get; init; }

    /// <summary>As Salesforce gave them.</summary>
    public JsonElement? SalesforceTokens { get; init; }

    /// <summary>As Slack gave them.</summary>
    public JsonElement? SlackTokens { get; init; }
}

/// <summary>What was done.</summary>
/// <param name="Message">In a sentence.</param>
/// <param name="SessionId">The session.</param>
internal sealed record TokensStoredResponse(string Message, string SessionId)
{
    /// <summary>Always <c>success</c>.</summary>
    public string Status => "success";
}

/// <summary>Which tokens are kept.</summary>
/// <param name="SalesforceTokens">Of Salesforce.</param>
/// <param name="SlackTokens">Of Slack.</param>
internal sealed record StoredTokensResponse(StoredTokensResponse.OfSalesforce SalesforceTokens, StoredTokensResponse.OfSlack SlackTokens)
{
    /// <summary>Always <c>success</c>.</summary>
    public string Status => "success";

    /// <summary>Of Salesforce.</summary>
    /// <param name="AccessToken">Its first characters.</param>
    /// <param name="InstanceUrl">Where it is good.</param>
    /// <param name="HasTokens">Always true.</param>
    internal sealed record OfSalesforce(string? AccessToken, string? InstanceUrl, bool HasTokens);

    /// <summary>Of Slack.</summary>
    /// <param name="AccessToken">Its first characters.</param>
    /// <param name="TeamName">Where it is good.</param>
    /// <param name="HasTokens">Always true.</param>
    internal sealed record OfSlack(string? AccessToken, string? TeamName, bool HasTokens);
}

/// <summary>Whether tokens are there; the vendors are not asked.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Salesforce">Of Salesforce.</param>
/// <param name="Slack">Of Slack.</param>
internal sealed record TokensValidResponse(string SessionId, TokensValidResponse.OfSalesforce Salesforce, TokensValidResponse.OfSlack Slack)
{
    /// <summary>Always <c>success</c>.</summary>
    public string Status => "success";

    /// <summary>Whether both are there.</summary>
    public bool AllAuthenticated => Salesforce.Authenticated && Slack.Authenticated;

    /// <summary>Of Salesforce.</summary>
    /// <param name="Authenticated">Whether they are there.</param>
    /// <param name="InstanceUrl">Where they are good.</param>
    internal sealed record OfSalesforce(bool Authenticated, string? InstanceUrl);

    /// <summary>Of Slack.</summary>
    /// <param name="Authenticated">Whether they are there.</param>
    /// <param name="TeamName">Where they are good.</param>
    internal sealed record OfSlack(bool Authenticated, string? TeamName);
}
