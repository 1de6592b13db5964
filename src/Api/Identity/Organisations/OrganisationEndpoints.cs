using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity.Users;
using MeetingIntel.Api.Json;
using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Identity.Organisations;

/// <summary>Organisations and their members over REST. A token is for one organisation; of others that its owner belongs to only the name is shown.</summary>
internal static class OrganisationEndpoints
{
    private const int MaxMembers = 1000;

    private static readonly ApiProblem NotFound = new(StatusCodes.Status404NotFound, "org.not-found", "There is no such organisation.");
    private static readonly ApiProblem BadName = ApiProblem.Invalid("name", "'name' has 1 to 200 characters, none of them control characters.", "org.bad-name");
    private static readonly ApiProblem BadRole = ApiProblem.Invalid("role", "'role' must be admin or member.");

    /// <summary>Maps the paths.</summary>
    /// <param name="app">The application.</param>
    public static void MapOrganisations(this IEndpointRouteBuilder app)
    {
        var orgs = app.MapGroup("/api/v1/orgs").WithTags("organisations");
        orgs.MapGet("", ListAsync).Requires(Permissions.Account).WithSummary("Lists the organisations that one belongs to").Produces<OrganisationResponse[]>();
        orgs.MapPost("", FoundAsync).Requires(Permissions.Account).WithSummary("Founds an organisation").Produces<OrganisationResponse>();
        orgs.MapGet("/me", MineAsync).Requires(Permissions.None).WithSummary("Reads the organisation that the token is for").Produces<CurrentOrganisationResponse>();
        orgs.MapGet("/me/memberships", MembershipAsync).Requires(Permissions.Account).WithSummary("Reads one's membership in it").Produces<MembershipResponse>();
        orgs.MapGet("/{org}", GetAsync).Requires(Permissions.Account).WithSummary("Reads an organisation that one belongs to").Produces<OrganisationResponse>();
        orgs.MapPatch("/{org}", RenameAsync).Requires(Permissions.ManageOrganisation).WithSummary("Renames an organisation").Produces<OrganisationResponse>();
        orgs.MapGet("/{org}/members", MembersAsync).Requires(Permissions.Account).WithSummary("Lists the members").Produces<MemberResponse[]>();
        orgs.MapPatch("/{org}/members/{user}", SetRoleAsync).Requires(Permissions.ManageOrganisation).WithSummary("Changes what a member is").Produces<MemberResponse>();
        orgs.MapDelete("/{org}/members/me", LeaveAsync).Requires(Permissions.Account).WithSummary("Ends one's own membership").Produces<MessageResponse>();
        orgs.MapDelete("/{org}/members/{user}", RemoveAsync).Requires(Permissions.ManageOrganisation).WithSummary("Ends a membership").Produces<MessageResponse>();
        orgs.MapInvitations();
    }

    /// <summary>Whether a route names the organisation that the caller's token is for.</summary>
    /// <param name="org">What the route names.</param>
    /// <param name="caller">The caller.</param>
    /// <returns><see langword="null"/>, or that there is no such organisation.</returns>
    public static ApiProblem? Check(string org, Caller caller) => string.Equals(org, caller.OrgId, StringComparison.Ordinal) ? null : NotFound;

    private static async Task<IResult> ListAsync(Caller caller, UserStore users, CancellationToken cancellationToken) =>
        TypedResults.Ok((await users.ListMembershipsAsync(caller.Id, cancellationToken)).Select(OrganisationResponse.From).ToArray());

    private static async Task<IResult> FoundAsync(OrganisationRequest request, HttpContext context, Caller caller, UserStore users)
    {
        if (caller.Vouching is not null)
        {
            return ApiProblem.From(AccessErrors.ExternalOnly);
        }

        if (!Registration.IsName(request.Name))
        {
            return BadName;
        }

        var entrance = new Entrance(Ids.NewOrg(), Roles.Admin, request.Name!.Trim(), InvitationHash: null);
        return await users.EnterAsync(caller.Id, entrance, caller.Note(context, "org.found", entrance.OrgId) with { OrgId = entrance.OrgId }, context.RequestAborted) is { } error
            ? ApiProblem.From(error)
            : TypedResults.Ok(new OrganisationResponse(entrance.OrgId, entrance.OrgName!, Roles.Admin));
    }

    private static async Task<IResult> MineAsync(Caller caller, OrganisationStore organisations, CancellationToken cancellationToken) =>
        TypedResults.Ok(new CurrentOrganisationResponse(caller.OrgId, caller.OrgId, await organisations.FindNameAsync(caller.OrgId, cancellationToken)));

    private static async Task<IResult> MembershipAsync(Caller caller, UserStore users, CancellationToken cancellationToken) =>
        (await users.ListMembershipsAsync(caller.Id, cancellationToken)).FirstOrDefault(known => known.OrgId == caller.OrgId) is { } membership
            ? TypedResults.Ok(new MembershipResponse(caller.Id, membership.OrgId, membership.Role, Permissions: null, membership.CreatedAt))
            : NotFound;

    private static async Task<IResult> GetAsync(string org, Caller caller, UserStore users, CancellationToken cancellationToken) =>
        (await users.ListMembershipsAsync(caller.Id, cancellationToken)).FirstOrDefault(known => known.OrgId == org) is { } membership
            ? TypedResults.Ok(OrganisationResponse.From(membership))
            : NotFound;

    private static async Task<IResult> RenameAsync(string org, OrganisationRequest request, HttpContext context, Caller caller, OrganisationStore organisations)
    {
        if (Check(org, caller) is { } foreign)
        {
            return foreign;
        }

        if (!Registration.IsName(request.Name))
        {
            return BadName;
        }

        return await organisations.RenameAsync(caller.OrgId, request.Name!.Trim(), caller.Id, caller.Note(context, "org.rename", caller.OrgId), context.RequestAborted)
            ? TypedResults.Ok(new OrganisationResponse(caller.OrgId, request.Name.Trim(), caller.Role ?? Roles.Admin))
            : ApiProblem.From(AccessErrors.Revoked);
    }

    private static async Task<IResult> MembersAsync(string org, Caller caller, OrganisationStore organisations, CancellationToken cancellationToken) => Check(org, caller) is { } foreign
        ? foreign
        : TypedResults.Ok((await organisations.ListMembersAsync(caller.OrgId, search: null, MaxMembers, offset: 0, cancellationToken)).Select(MemberResponse.From).ToArray());

    private static async Task<IResult> SetRoleAsync(string org, string user, MemberRequest request, HttpContext context, Caller caller, OrganisationStore organisations, CredentialReader credentials)
    {
        if (Check(org, caller) is { } foreign)
        {
            return foreign;
        }

        if (!Roles.Has(request.Role))
        {
            return BadRole;
        }

        if (await organisations.SetRoleAsync(caller.OrgId, user, request.Role, caller.Id, caller.Note(context, "member.set-role", user), context.RequestAborted) is { } error)
        {
            return ApiProblem.From(error);
        }

        credentials.ForgetOrganisation(caller.OrgId);
        return TypedResults.Ok(MemberResponse.From((await organisations.FindMemberAsync(caller.OrgId, user, context.RequestAborted))!));
    }

    private static Task<IResult> LeaveAsync(string org, HttpContext context, Caller caller, OrganisationStore organisations, CredentialReader credentials) =>
        EndAsync(org, caller.Id, "member.leave", context, caller, organisations, credentials);

    private static Task<IResult> RemoveAsync(string org, string user, HttpContext context, Caller caller, OrganisationStore organisations, CredentialReader credentials) =>
        EndAsync(org, user, "member.remove", context, caller, organisations, credentials);

    private static async Task<IResult> EndAsync(
        string org, string user, string action, HttpContext context, Caller caller, OrganisationStore organisations, CredentialReader credentials)
    {
        if (Check(org, caller) is { } foreign)
        {
            return foreign;
        }

        if (await organisations.RemoveAsync(caller.OrgId, user, caller.Id, caller.Note(context, action, user), context.RequestAborted) is { } error)
        {
            return ApiProblem.From(error);
        }

        credentials.ForgetOrganisation(caller.OrgId);
        return TypedResults.Ok(new MessageResponse("The membership has ended."));
    }
}

/// <summary>What an organisation is called.</summary>
internal sealed record OrganisationRequest : IClientInput
{
    /// <summary>1 to 200 characters.</summary>
    public string? Name { get; init; }
}

/// <summary>What a member shall be.</summary>
internal sealed record MemberRequest : IClientInput
{
    /// <summary><c>admin</c> or <c>member</c>.</summary>
    public string? Role { get; init; }
}

/// <summary>An organisation that one belongs to.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="Role">What one is there.</param>
internal sealed record OrganisationResponse(string Id, string Name, string Role) : IForEveryClient
{
    /// <summary>The same under another name.</summary>
    public string OrgId => Id;

    /// <summary>From a membership.</summary>
    /// <param name="row">The membership.</param>
    public static OrganisationResponse From(MembershipRow row) => new(row.OrgId, row.OrgName, row.Role);
}

/// <summary>The organisation that a token is for, as HelloSales' clients read it.</summary>
/// <param name="OrganizationId">The id.</param>
/// <param name="WorkosOrgId">The same.</param>
/// <param name="Name">The name.</param>
internal sealed record CurrentOrganisationResponse(string OrganizationId, string WorkosOrgId, string? Name);

/// <summary>A membership, as HelloSales' clients read it.</summary>
/// <param name="UserId">Who.</param>
/// <param name="OrganizationId">Where.</param>
/// <param name="Role">What.</param>
/// <param name="Permissions">Always null: roles say it all.</param>
/// <param name="CreatedAt">Since when.</param>
internal sealed record MembershipResponse(string UserId, string OrganizationId, string Role, IReadOnlyDictionary<string, bool>? Permissions, DateTimeOffset CreatedAt);

/// <summary>A member.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Name">What people call them.</param>
/// <param name="Email">Where mail reaches them.</param>
/// <param name="Handle">A short name.</param>
/// <param name="Role"><c>admin</c> or <c>member</c>.</param>
/// <param name="CreatedAt">Since when.</param>
internal sealed record MemberResponse(string UserId, string Name, string? Email, string? Handle, string Role, DateTimeOffset CreatedAt)
{
    /// <summary>From a row.</summary>
    /// <param name="row">The row.</param>
    public static MemberResponse From(MemberRow row) => new(row.User.Id, row.User.Name, row.User.Email, row.User.Handle, row.Role, row.Since);
}
