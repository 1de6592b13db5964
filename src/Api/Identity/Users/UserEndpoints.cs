using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity.Limits;
using MeetingIntel.Api.Timeline;
using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Identity.Users;

/// <summary>People over REST, at Convers.me's paths.</summary>
internal static class UserEndpoints
{
    private const int MaxSettings = 32 * 1024;
    private const int MaxPage = 100;

    private static readonly ApiProblem NoUser = new(StatusCodes.Status404NotFound, "user.not-found", "The organisation has no such member.");
    private static readonly ApiProblem NoPassword = new(StatusCodes.Status409Conflict, "user.no-password", "This account has no password here; somebody else vouches for it.");
    private static readonly ApiProblem WrongPassword = new(StatusCodes.Status400BadRequest, "user.wrong-password", "The current password is wrong.");

    /// <summary>Maps the paths.</summary>
    /// <param name="app">The application.</param>
    public static void MapUsers(this IEndpointRouteBuilder app)
    {
        app.MapPost("/users", RegisterAsync).OpenToEverybody("whoever registers is not known yet; each address may try so often, and Identity__SignUp=Invited asks for an invitation").WithTags("users").WithSummary("Registers a person").Produces<UserResponse>();

        var users = app.MapGroup("/users").WithTags("users").Requires(Permissions.Account);
        users.MapGet("", ListAsync).WithSummary("Lists the members of the organisation").Produces<UserResponse[]>();
        users.MapGet("/me", GetMeAsync).WithSummary("Reads oneself").Produces<UserResponse>();
        users.MapPut("/me", UpdateMeAsync).WithSummary("Changes oneself").Produces<UserResponse>();
        users.MapGet("/me/preferences", GetPreferencesAsync).WithSummary("Reads one's preferences").Produces<PreferencesResponse>();
        users.MapPut("/me/preferences", SetPreferencesAsync).WithSummary("Changes one's preferences").Produces<PreferencesResponse>();
        users.MapGet("/{user}", GetAsync).WithSummary("Reads a member of the organisation").Produces<UserResponse>();
        users.MapGet("/handle/{handle}", GetByHandleAsync).WithSummary("Reads a member of the organisation").Produces<UserResponse>();

        var settings = app.MapGroup("/settings").WithTags("users").Requires(Permissions.Account);
        settings.MapPost("/change-password", ChangePasswordAsync).WithSummary("Changes one's password; signs out everywhere else").Produces<MessageResponse>();
        settings.MapPut("/profile", UpdateMeAsync).WithSummary("Changes oneself").Produces<UserResponse>();
        settings.MapPut("/preferences", SetPreferencesAsync).WithSummary("Changes one's preferences").Produces<PreferencesResponse>();
    }

    private static async Task<IResult> RegisterAsync(RegisterRequest request, HttpContext context, RateLimits limits, Registration registration)
    {
        if (limits.Refuse(context) is { } tooMany)
        {
            return ApiProblem.From(tooMany);
        }

        var registered = await registration.RegisterAsync(context, request);
        return registered.Succeeded ? TypedResults.Ok(new UserResponse(registered.Value, manages: false)) : ApiProblem.From(registered.Error);
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

        var members = await organisations.ListMembersAsync(caller.OrgId, string.IsNullOrEmpty(query) ? null : query, (int)size, (int)after, cancellationToken);
        return TypedResults.Ok(members.Select(Response).ToArray());
    }

    private static async Task<IResult> GetAsync(string user, Caller caller, OrganisationStore organisations, CancellationToken cancellationToken) =>
        await organisations.FindMemberAsync(caller.OrgId, user, cancellationToken) is { } member ? TypedResults.Ok(Response(member)) : NoUser;

    private static Task<IResult> GetByHandleAsync(string handle, Caller caller, OrganisationStore organisations, CancellationToken cancellationToken) => GetAsync(handle, caller, organisations, cancellationToken);

    private static Task<IResult> GetMeAsync(Caller caller, OrganisationStore organisations, CancellationToken cancellationToken) => GetAsync(caller.Id, caller, organisations, cancellationToken);

    private static async Task<IResult> UpdateMeAsync(UpdateUserRequest request, HttpContext context, Caller caller, UserStore users, OrganisationStore organisations, CredentialReader credentials)
    {
        if (request.Email is not null && !Registration.IsEmail(request.Email))
        {
            return ApiProblem.Invalid("email", "'email' must be an e-mail address.", "user.bad-email");
        }

        if (request.Name is not null && !Registration.IsName(request.Name))
        {
            return ApiProblem.Invalid("name", "'name' has 1 to 200 characters, none of them control characters.", "user.bad-name");
        }

        if (request.Handle is not null && !Registration.IsHandle(request.Handle))
        {
            return ApiProblem.Invalid("handle", "'handle' has 3 to 30 letters, digits, dots, dashes or underscores.", "user.bad-handle");
        }

        if (request.Bio is { Length: > 2000 } || request.ProfileImage is { Length: > 2000 })
        {
            return ApiProblem.Invalid("bio", "'bio' and 'profile_image' have at most 2000 characters.", "user.too-long");
        }

        var error = await users.UpdateAsync(
            caller.Id, request.Name?.Trim(), request.Email, request.Handle, request.Bio, request.ProfileImage, caller.Note(context, "user.update", caller.Id), context.RequestAborted);
        credentials.Forget();
        return error is null ? await GetMeAsync(caller, organisations, context.RequestAborted) : ApiProblem.From(error);
    }

    private static async Task<IResult> GetPreferencesAsync(Caller caller, PreferenceStore preferences, CancellationToken cancellationToken) =>
        TypedResults.Ok(new PreferencesResponse(await preferences.GetAsync(caller.Id, cancellationToken)));

    private static async Task<IResult> SetPreferencesAsync(PreferencesRequest request, Caller caller, PreferenceStore preferences, CancellationToken cancellationToken)
    {
        if (request.Theme is not (null or "light" or "dark" or "system"))
        {
            return ApiProblem.Invalid("theme", "'theme' must be light, dark or system.");
        }

        if (request.TimeZone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            return ApiProblem.Invalid("time_zone", "'time_zone' must be a name of the IANA time zone database.");
        }

        if (request.Language is { } language && (language.Length is < 2 or > 35 || !language.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')))
        {
            return ApiProblem.Invalid("language", "'language' must be a BCP 47 tag, such as en or de-AT.");
        }

        if (request.AdditionalSettings is { ValueKind: not JsonValueKind.Null } settings && (settings.ValueKind != JsonValueKind.Object || settings.GetRawText().Length > MaxSettings))
        {
            return ApiProblem.Invalid("additional_settings", "'additional_settings' must be an object of at most 32 KiB.");
        }

        var additional = request.AdditionalSettings is { ValueKind: JsonValueKind.Object } given ? given.GetRawText() : null;
        return TypedResults.Ok(new PreferencesResponse(
            await preferences.SetAsync(caller.Id, request.Theme, request.EmailNotifications, request.TimeZone, request.Language, additional, cancellationToken)));
    }

    private static async Task<IResult> ChangePasswordAsync(ChangePasswordRequest request, HttpContext context, Caller caller, RateLimits limits, UserStore users, Passwords passwords, CredentialReader credentials)
    {
        if (limits.Refuse(context) is { } tooMany)
        {
            return ApiProblem.From(tooMany);
        }

        if (string.IsNullOrEmpty(request.CurrentPassword) || string.IsNullOrEmpty(request.NewPassword))
        {
            return ApiProblem.Invalid("current_password", "'current_password' and 'new_password' are required.");
        }

        if (await users.FindSecretAsync(caller.Id, context.RequestAborted) is not { } secret)
        {
            return NoPassword;
        }

        var match = await passwords.MatchAsync(secret, request.CurrentPassword, context.RequestAborted);
        if (!match.Succeeded)
        {
            return ApiProblem.From(match.Error);
        }

        if (!match.Value.Matches)
        {
            return WrongPassword;
        }

        if (Passwords.Check(request.NewPassword, secret.User.Email, secret.User.Name, secret.User.Handle, request.CurrentPassword) is { } weak)
        {
            return ApiProblem.From(weak);
        }

        var hash = await passwords.HashAsync(request.NewPassword, context.RequestAborted);
        if (!hash.Succeeded)
        {
            return ApiProblem.From(hash.Error);
        }

        await users.ChangePasswordAsync(caller.Id, hash.Value, caller.LoginId, caller.Note(context, "user.change-password", caller.Id), context.RequestAborted);
        credentials.Forget();
        return TypedResults.Ok(new MessageResponse("The password is changed; everywhere else you are signed out."));
    }

    private static UserResponse Response(MemberRow member) => new(member.User, member.Role == Roles.Admin);
}
