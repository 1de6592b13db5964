using System.Text.Json.Serialization;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Json;
using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Identity.Sharing;

/// <summary>Share links over REST: whoever has one reads one session, until it expires or is revoked.</summary>
internal static class ShareLinkEndpoints
{
    private const int DefaultHours = 7 * 24;
    private const int MaxHours = 365 * 24;

    private static readonly ApiProblem NotFound = new(StatusCodes.Status404NotFound, "share-link.not-found", "The session has no such share link.");

    /// <summary>Maps the paths.</summary>
    /// <param name="api">The group of the whole API.</param>
    public static void MapShareLinks(this IEndpointRouteBuilder api)
    {
        var links = api.MapGroup("/sessions/{sid}/share-links").WithTags("sessions").Requires(Permissions.ShareSessions, SessionUse.Manage);
        links.MapGet("", ListAsync).WithSummary("Lists a session's share links").Produces<ShareLinkResponse[]>();
        links.MapPost("", CreateAsync).WithSummary("Makes a share link; what opens it is in the answer and nowhere else").Accepts<ShareLinkRequest>(isOptional: true, "application/json").Produces<ShareLinkResponse>();
        links.MapDelete("/{link}", RevokeAsync).WithSummary("Revokes a share link").Produces<ShareLinkResponse>();
    }

    private static async Task<IResult> ListAsync(string sid, Caller caller, ShareLinkStore links, CancellationToken cancellationToken) =>
        TypedResults.Ok((await links.ListAsync(caller.OrgId, sid, cancellationToken)).Select(row => new ShareLinkResponse(row)).ToArray());

    private static async Task<IResult> CreateAsync(string sid, ShareLinkRequest? request, HttpContext context, Caller caller, ShareLinkStore links, TimeProvider time)
    {
        var hours = request?.ExpiresInHours ?? DefaultHours;
        if (hours is < 1 or > MaxHours)
        {
            return ApiProblem.Invalid("expires_in_hours", "'expires_in_hours' must be a number from 1 to 8760.");
        }

        var token = RandomToken.Create(CredentialReader.SharePrefix);
        var now = time.GetUtcNow();
        var row = new ShareLinkRow(Ids.NewShareLink(), caller.OrgId, sid, caller.Id, now, now.AddHours(hours), null, null);
        return await links.AddAsync(row, RandomToken.Hash(token), caller.Note(context, "share-link.create", row.Id, sid), context.RequestAborted) is { } kept
            ? TypedResults.Ok(new ShareLinkResponse(kept) { Token = token, Url = $"{context.Request.Scheme}://{context.Request.Host}/s/{sid}#share={token}" })
            : ApiProblem.From(AccessErrors.Revoked);
    }

    private static async Task<IResult> RevokeAsync(string sid, string link, HttpContext context, Caller caller, ShareLinkStore links, CredentialReader credentials)
    {
        var row = await links.RevokeAsync(caller.OrgId, sid, link, caller.Note(context, "share-link.revoke", link, sid), context.RequestAborted);
        if (row is null)
        {
            return NotFound;
        }

        credentials.Forget(row.Id);
        return TypedResults.Ok(new ShareLinkResponse(row));
    }
}

/// <summary>What a share link shall be.</summary>
internal sealed record ShareLinkRequest : IClientInput
{
    /// <summary>When it ends: 1 to 8760 hours, a week unless said otherwise.</summary>
    public int? ExpiresInHours { get; init; }
}

/// <summary>A share link.</summary>
internal sealed record ShareLinkResponse
{
    /// <summary>Makes the answer.</summary>
    /// <param name="row">The link.</param>
    public ShareLinkResponse(ShareLinkRow row)
    {
        (Id, SessionId, CreatedBy, CreatedAt) = (row.Id, row.SessionId, row.CreatedBy, row.CreatedAt);
        (ExpiresAt, RevokedAt, LastUsedAt) = (row.ExpiresAt, row.RevokedAt, row.LastUsedAt);
    }

    /// <summary>The id; not what opens it.</summary>
    public string Id { get; }

    /// <summary>The session that it shows.</summary>
    public string SessionId { get; }

    /// <summary>Who made it.</summary>
    public string CreatedBy { get; }

    /// <summary>When.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>When it was revoked.</summary>
    public DateTimeOffset? RevokedAt { get; }

    /// <summary>When it was used last, to the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; }

    /// <summary>What opens it: in the answer to whoever made it, and never again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Token { get; init; }

    /// <summary>A link to the page with it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Url { get; init; }
}
