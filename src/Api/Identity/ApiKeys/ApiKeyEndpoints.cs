using System.Text.Json.Serialization;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Json;
using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Identity.ApiKeys;

/// <summary>API keys over REST: for capture clients, telemetry sources and other programs.</summary>
internal static class ApiKeyEndpoints
{
    private const int MaxDays = 3650;
    private const int ShownCharacters = 12;

    private static readonly ApiProblem NotFound = new(StatusCodes.Status404NotFound, "api-key.not-found", "The organisation has no such API key.");

    /// <summary>Maps the paths.</summary>
    /// <param name="app">The application.</param>
    public static void MapApiKeys(this IEndpointRouteBuilder app)
    {
        var keys = app.MapGroup("/api/v1/api-keys").WithTags("organisations").Requires(Permissions.ManageOrganisation);
        keys.MapGet("", ListAsync).WithSummary("Lists API keys").Produces<ApiKeyResponse[]>();
        keys.MapPost("", CreateAsync).WithSummary("Makes an API key; the key itself is in the answer and nowhere else").Produces<ApiKeyResponse>();
        keys.MapDelete("/{key}", RevokeAsync).WithSummary("Revokes an API key").Produces<ApiKeyResponse>();
    }

    private static async Task<IResult> ListAsync(Caller caller, ApiKeyStore keys, CancellationToken cancellationToken) =>
        TypedResults.Ok((await keys.ListAsync(caller.OrgId, cancellationToken)).Select(row => new ApiKeyResponse(row)).ToArray());

    private static async Task<IResult> CreateAsync(ApiKeyRequest request, HttpContext context, Caller caller, ApiKeyStore keys, TimeProvider time)
    {
        if (!Users.Registration.IsName(request.Name))
        {
            return ApiProblem.Invalid("name", "'name' has 1 to 200 characters, none of them control characters.");
        }

        if (request.Scopes is not { Count: > 0 } scopes || scopes.Except(Scopes.OfKeys, StringComparer.Ordinal).Any())
        {
            return ApiProblem.Invalid("scopes", $"'scopes' must be one or more of {string.Join(", ", Scopes.OfKeys)}.");
        }

        if (request.ExpiresInDays is < 1 or > MaxDays)
        {
            return ApiProblem.Invalid("expires_in_days", "'expires_in_days' must be a number from 1 to 3650.");
        }

        var key = RandomToken.Create(CredentialReader.ApiKeyPrefix);
        var now = time.GetUtcNow();
        var expiresAt = request.ExpiresInDays is { } days ? now.AddDays(days) : (DateTimeOffset?)null;
        var row = new ApiKeyRow(
            Ids.NewApiKey(), caller.OrgId, request.Name!.Trim(), key[..ShownCharacters], [.. scopes.Distinct(StringComparer.Ordinal)], caller.Id, now, expiresAt, null, null);
        return await keys.AddAsync(row, RandomToken.Hash(key), caller.Note(context, "api-key.create", row.Id), context.RequestAborted) is { } kept
            ? TypedResults.Ok(new ApiKeyResponse(kept) { Key = key })
            : ApiProblem.From(AccessErrors.Revoked);
    }

    private static async Task<IResult> RevokeAsync(string key, HttpContext context, Caller caller, ApiKeyStore keys, CredentialReader credentials)
    {
        var row = await keys.RevokeAsync(caller.OrgId, key, caller.Note(context, "api-key.revoke", key), context.RequestAborted);
        if (row is null)
        {
            return NotFound;
        }

        credentials.Forget(row.Id);
        return TypedResults.Ok(new ApiKeyResponse(row));
    }
}

/// <summary>What an API key shall be.</summary>
internal sealed record ApiKeyRequest : IClientInput
{
    /// <summary>What people call it.</summary>
    public string? Name { get; init; }

    /// <summary>What it is good for.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>When it ends; without, when it is revoked.</summary>
    public int? ExpiresInDays { get; init; }
}

/// <summary>An API key.</summary>
internal sealed record ApiKeyResponse
{
    /// <summary>Makes the answer.</summary>
    /// <param name="row">The key.</param>
    public ApiKeyResponse(ApiKeyRow row)
    {
        (Id, Name, Prefix, Scopes, CreatedBy) = (row.Id, row.Name, row.Prefix, row.Scopes, row.CreatedBy);
        (CreatedAt, ExpiresAt, RevokedAt, LastUsedAt) = (row.CreatedAt, row.ExpiresAt, row.RevokedAt, row.LastUsedAt);
    }

    /// <summary>The id; not the key.</summary>
    public string Id { get; }

    /// <summary>What people call it.</summary>
    public string Name { get; }

    /// <summary>Its first characters.</summary>
    public string Prefix { get; }

    /// <summary>What it is good for.</summary>
    public IReadOnlyList<string> Scopes { get; }

    /// <summary>Who made it.</summary>
    public string CreatedBy { get; }

    /// <summary>When.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset? ExpiresAt { get; }

    /// <summary>When it was revoked.</summary>
    public DateTimeOffset? RevokedAt { get; }

    /// <summary>When it was used last, to the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; }

    /// <summary>The key itself: in the answer to whoever made it, and never again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }
}
