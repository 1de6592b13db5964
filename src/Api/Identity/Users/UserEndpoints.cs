using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Timeline;
using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Identity.Users;

/// <summary>People over REST, at Convers.me's paths.</summary>
internal static class UserEndpoints
{
    private const int MaxPage = 100;

    /// <summary>The answer for somebody whom the caller's organisation does not know.</summary>
    public static readonly ApiProblem NoUser = new(StatusCodes.Status404NotFound, "user.not-found", "The organisation has no such member.");

    private static readonly ApiProblem PasswordElsewhere = new(
        StatusCodes.Status400BadRequest, "user.password-elsewhere", "A password is changed with POST /settings/change-password, which asks for the current one; nothing was changed.");

    /// <summary>Maps the paths.</summary>
    /// <param name="app">The application.</param>
    public static void MapUsers(this IEndpointRouteBuilder app)
    {
        app.MapPost("/users", RegisterAsync).OpenToEverybody("whoever registers is not known yet; each address may try so often, and Identity__SignUp=Invited asks for an invitation").LimitedByAddress().WithTags("users").WithSummary("Registers a person").Produces<UserResponse>();

        var users = app.MapGroup("/users").WithTags("users").Requires(Permissions.Account);
        users.MapGet("", ListAsync).WithSummary("Lists the members of the organisation").Produces<UserResponse[]>();
        users.MapGet("/me", GetMeAsync).WithSummary("Reads oneself").Produces<UserResponse>();
        users.MapPut("/me", UpdateMeAsync).LimitedByAddress().WithSummary("Changes oneself").Produces<UserResponse>();
        users.MapGet("/{user}", GetAsync).WithSummary("Reads a member of the organisation").Produces<UserResponse>();
        users.MapGet("/handle/{handle}", GetByHandleAsync).WithSummary("Reads a member of the organisation").Produces<UserResponse>();
    }

    private static async Task<IResult> RegisterAsync(RegisterRequest request, HttpContext context, Registration registration)
    {
        var registered = await registration.RegisterAsync(context, request);
        return registered.Succeeded ? TypedResults.Ok(Response(registered.Value)) : UserErrors.Problem(registered.Error);
    }

    private static async Task<IResult> ListAsync(
        Caller caller,
        OrganisationStore organisations,
        [Description("Only members with this in their name, handle or address.")] string? query,
        [Description("At most so many; 20 unless given."), Range(1, MaxPage)] string? limit,
        [Description("After so many; 0 unless given."), Range(0, int.MaxValue)] string? offset,
        CancellationToken cancellationToken)
    {
        if (QueryNumber.Read(limit, 1, MaxPage, 20) is not { } size || QueryNumber.Read(offset, 0, int.MaxValue, 0) is not { } after)
        {
            return ApiProblem.Invalid("limit", "'limit' must be a number from 1 to 100, 'offset' 0 or more.");
        }

        if (query?.Contains('\0', StringComparison.Ordinal) is true)
        {
            return ApiProblem.Invalid("query", "'query' must not hold the character U+0000.");
        }

        var members = await organisations.ListMembersAsync(caller.OrgId, string.IsNullOrEmpty(query) ? null : query, (int)size, (int)after, cancellationToken);
        return TypedResults.Ok(members.Select(Response).ToArray());
    }

    private static async Task<IResult> GetAsync(string user, Caller caller, OrganisationStore organisations, CancellationToken cancellationToken) =>
        await organisations.FindMemberAsync(caller.OrgId, user, cancellationToken) is { } member ? TypedResults.Ok(Response(member)) : NoUser;

    private static Task<IResult> GetByHandleAsync(string handle, Caller caller, OrganisationStore organisations, CancellationToken cancellationToken) => GetAsync(handle, caller, organisations, cancellationToken);

    private static Task<IResult> GetMeAsync(Caller caller, OrganisationStore organisations, CancellationToken cancellationToken) => GetAsync(caller.Id, caller, organisations, cancellationToken);

    /// <summary>Changes oneself.</summary>
    internal static async Task<IResult> UpdateMeAsync(
        UpdateUserRequest request, HttpContext context, Caller caller, PasswordConfirmation confirmation, UserStore users, OrganisationStore organisations, CredentialReader credentials)
    {
        if (Check(request) is { } wrong)
        {
            return wrong;
        }

        if (request.Email is { } email && await confirmation.CheckMoveAsync(context, caller, email, request.CurrentPassword) is { } refusal)
        {
            return refusal;
        }

        var error = await users.UpdateAsync(
            caller.Id, request.Name?.Trim(), request.Email, request.Handle, request.Bio, request.ProfileImage, caller.Note(context, "user.update", caller.Id), context.RequestAborted);
        if (error is not null)
        {
            return ApiProblem.From(error);
        }

        credentials.Forget(caller.Id);
        return await GetMeAsync(caller, organisations, context.RequestAborted);
    }

    private static ApiProblem? Check(UpdateUserRequest request) =>
        request.Password is not null ? PasswordElsewhere
        : request.Email is not null && !Registration.IsEmail(request.Email) ? UserErrors.Problem(UserErrors.BadEmail)
        : request.Name is not null && !Registration.IsName(request.Name) ? UserErrors.Problem(UserErrors.BadName)
        : request.Handle is not null && !Registration.IsHandle(request.Handle) ? UserErrors.Problem(UserErrors.BadHandle)
        : Registration.IsTooLong(request.Bio) || Registration.IsTooLong(request.ProfileImage) ? UserErrors.Problem(UserErrors.TooLong)
        : null;

    private static UserResponse Response(MemberRow member) => new(member.User, member.Role == Roles.Admin);
}
