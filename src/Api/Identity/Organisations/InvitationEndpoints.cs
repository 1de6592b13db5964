using System.Text.Json.Serialization;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity.Users;
using MeetingIntel.Api.Json;
using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Identity.Organisations;

/// <summary>Invitations over REST. What accepts one is shown once, to whoever invites; the server sends no mail.</summary>
internal static class InvitationEndpoints
{
    private const string Prefix = "mii_";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);
    private static readonly ApiProblem NotFound = ApiProblem.From(Invitations.NotFound);

    /// <summary>Maps an organisation's own paths.</summary>
    /// <param name="orgs">The group of organisations.</param>
    public static void MapInvitations(this IEndpointRouteBuilder orgs)
    {
        orgs.MapGet("/{org}/invitations", ListAsync).Requires(Permissions.ManageOrganisation).WithSummary("Lists invitations").Produces<InvitationResponse[]>();
        orgs.MapPost("/{org}/invitations", InviteAsync).Requires(Permissions.ManageOrganisation).WithSummary("Invites somebody; what accepts the invitation is in the answer and nowhere else").Produces<InvitationResponse>();
        orgs.MapDelete("/{org}/invitations/{invitation}", RevokeAsync).Requires(Permissions.ManageOrganisation).WithSummary("Takes an invitation back").Produces<InvitationResponse>();
    }

    /// <summary>Maps the paths of whoever is invited.</summary>
    /// <param name="app">The application.</param>
    public static void MapInvited(this IEndpointRouteBuilder app)
    {
        var invitations = app.MapGroup("/api/v1/invitations").WithTags("organisations");
        invitations.MapPost("/look", LookAsync).OpenToEverybody("whoever is invited may not be known yet; the invitation is the proof").LimitedByAddress().WithSummary("Says what an invitation is for").Produces<InvitedResponse>();
        invitations.MapPost("/accept", AcceptAsync).Requires(Permissions.Account).WithSummary("Accepts an invitation").Produces<OrganisationResponse>();
    }

    private static async Task<IResult> ListAsync(string org, Caller caller, OrganisationStore organisations, TimeProvider time, CancellationToken cancellationToken) =>
        OrganisationEndpoints.Check(org, caller) is { } foreign
            ? foreign
            : TypedResults.Ok((await organisations.ListInvitationsAsync(caller.OrgId, cancellationToken)).Select(row => new InvitationResponse(row, time.GetUtcNow())).ToArray());

    private static async Task<IResult> InviteAsync(string org, InvitationRequest request, HttpContext context, Caller caller, OrganisationStore organisations, TimeProvider time)
    {
        if (OrganisationEndpoints.Check(org, caller) is { } foreign)
        {
            return foreign;
        }

        if (!Registration.IsEmail(request.Email))
        {
            return ApiProblem.Invalid("email", "'email' must be an e-mail address.", "user.bad-email");
        }

        if (!Roles.Has(request.Role ?? Roles.Member))
        {
            return ApiProblem.Invalid("role", "'role' must be admin or member.");
        }

        var token = RandomToken.Create(Prefix);
        var now = time.GetUtcNow();
        var row = new InvitationRow(Ids.NewInvitation(), caller.OrgId, request.Email!, request.Role ?? Roles.Member, caller.Id, now, now + Lifetime, null, null);
        return await organisations.InviteAsync(row, RandomToken.Hash(token), caller.Note(context, "invitation.create", row.Id), context.RequestAborted) is { } kept
            ? TypedResults.Ok(new InvitationResponse(kept, now) { Token = token, Url = $"{context.Request.Scheme}://{context.Request.Host}/invite#token={token}" })
            : ApiProblem.From(AccessErrors.Revoked);
    }

    private static async Task<IResult> RevokeAsync(string org, string invitation, HttpContext context, Caller caller, OrganisationStore organisations, TimeProvider time) =>
        OrganisationEndpoints.Check(org, caller) is { } foreign ? foreign
        : await organisations.RevokeInvitationAsync(caller.OrgId, invitation, caller.Note(context, "invitation.revoke", invitation), context.RequestAborted) is { } row
            ? TypedResults.Ok(new InvitationResponse(row, time.GetUtcNow()))
            : NotFound;

    private static async Task<IResult> LookAsync(InvitedRequest request, HttpContext context, OrganisationStore organisations)
    {
        return !string.IsNullOrEmpty(request.Token) && await organisations.FindInvitationAsync(RandomToken.Hash(request.Token), context.RequestAborted) is var (invitation, name)
            ? TypedResults.Ok(new InvitedResponse(new(invitation.OrgId, name), invitation.Email, invitation.Role, invitation.ExpiresAt))
            : NotFound;
    }

    private static async Task<IResult> AcceptAsync(InvitedRequest request, HttpContext context, Caller caller, Invitations invitations, UserStore users)
    {
        if (caller.Vouching is not null)
        {
            return ApiProblem.From(AccessErrors.ExternalOnly);
        }

        if (await users.FindAsync(caller.Id, context.RequestAborted) is not { } user)
        {
            return ApiProblem.From(AccessErrors.Revoked);
        }

        var joined = await invitations.AcceptAsync(context, user, request.Token);
        return joined.Succeeded ? TypedResults.Ok(OrganisationResponse.From(joined.Value)) : ApiProblem.From(joined.Error);
    }
}

/// <summary>Who is to be invited.</summary>
internal sealed record InvitationRequest : IClientInput
{
    /// <summary>The address: only who has it can accept.</summary>
    public string? Email { get; init; }

    /// <summary><c>admin</c> or <c>member</c>; a member unless said otherwise.</summary>
    public string? Role { get; init; }
}

/// <summary>What accepts an invitation.</summary>
internal sealed record InvitedRequest : IClientInput
{
    /// <summary>As it was in the link.</summary>
    public string? Token { get; init; }
}

/// <summary>What an invitation is for.</summary>
/// <param name="Organization">Where one would belong.</param>
/// <param name="Email">Who is meant.</param>
/// <param name="Role">What one would be.</param>
/// <param name="ExpiresAt">Until when.</param>
internal sealed record InvitedResponse(TokenResponse.Place Organization, string Email, string Role, DateTimeOffset ExpiresAt);

/// <summary>An invitation.</summary>
internal sealed record InvitationResponse
{
    /// <summary>Makes the answer.</summary>
    /// <param name="row">The invitation.</param>
    /// <param name="now">To say whether it has expired.</param>
    public InvitationResponse(InvitationRow row, DateTimeOffset now)
    {
        (Id, Email, Role, InvitedBy, CreatedAt, ExpiresAt) = (row.Id, row.Email, row.Role, row.InvitedBy, row.CreatedAt, row.ExpiresAt);
        Status = row.AcceptedAt is not null ? "accepted" : row.RevokedAt is not null ? "revoked" : row.ExpiresAt <= now ? "expired" : "open";
    }

    /// <summary>The id.</summary>
    public string Id { get; }

    /// <summary>Who is meant.</summary>
    public string Email { get; }

    /// <summary>What they would be.</summary>
    public string Role { get; }

    /// <summary>Who asks them.</summary>
    public string InvitedBy { get; }

    /// <summary>When.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>Until when.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary><c>open</c>, <c>accepted</c>, <c>revoked</c> or <c>expired</c>.</summary>
    public string Status { get; }

    /// <summary>What accepts it: in the answer to whoever made it, and never again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Token { get; init; }

    /// <summary>A link with it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Url { get; init; }
}
