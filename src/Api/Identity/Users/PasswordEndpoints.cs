using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity.Organisations;
using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Identity.Users;

/// <summary>
/// Other passwords, over REST, at Convers.me's paths. The server sends no mail: who has forgotten theirs gets a link from an administrator of the organisation.
/// </summary>
internal static class PasswordEndpoints
{
    private const string ResetPrefix = "mip_";

    private static readonly TimeSpan ResetLifetime = TimeSpan.FromHours(24);

    private static readonly ApiProblem NoPassword = new(StatusCodes.Status409Conflict, "user.no-password", "This account has no password here; somebody else vouches for it.");
    private static readonly ApiProblem NoMember = new(StatusCodes.Status404NotFound, "member.not-found", "The organisation has no such member.");
    private static readonly ApiProblem NoReset = new(StatusCodes.Status400BadRequest, "user.reset-refused", "There is no such reset, or it was used or has expired; ask an administrator for another.");

    private static readonly ApiProblem NotOursAlone = new(
        StatusCodes.Status409Conflict, "member.reset-refused", "Only people who have a password here and belong to no other organisation can be given a reset; for somebody who belongs to several, whoever runs this server can set another password.");

    /// <summary>Maps the paths.</summary>
    /// <param name="app">The application.</param>
    public static void MapPasswords(this IEndpointRouteBuilder app)
    {
        app.MapPost("/settings/change-password", ChangeAsync).Requires(Permissions.Account).LimitedByAddress().WithTags("users").WithSummary("Changes one's password; signs out everywhere else").Produces<MessageResponse>();
        app.MapPost("/api/v1/orgs/{org}/members/{user}/password-reset", MakeResetAsync).Requires(Permissions.ManageOrganisation).WithTags("organisations")
            .WithSummary("Makes a link with which a member who has forgotten their password sets another, once; it is in the answer and nowhere else").Produces<ResetResponse>();

        var resets = app.MapGroup("/users/reset-password").WithTags("users");
        resets.MapPost("/request", RequestReset).OpenToEverybody("tells and does nothing").WithSummary("Says how to get a reset; sends no mail, and does not tell whether the address is known").Produces<MessageResponse>();
        resets.MapPost("/confirm", UseResetAsync).OpenToEverybody("whoever has forgotten their password can't sign in; the reset is the proof, and each address may try so often").LimitedByAddress().WithSummary("Sets another password with a reset; signs out everywhere").Produces<MessageResponse>();
    }

    private static async Task<IResult> ChangeAsync(
        ChangePasswordRequest request, HttpContext context, Caller caller, UserStore users, Passwords passwords, PasswordConfirmation confirmation, CredentialReader credentials)
    {
        if (string.IsNullOrEmpty(request.CurrentPassword) || string.IsNullOrEmpty(request.NewPassword))
        {
            return ApiProblem.Invalid("current_password", "'current_password' and 'new_password' are required.");
        }

        if (await users.FindSecretAsync(caller.Id, context.RequestAborted) is not { } secret)
        {
            return NoPassword;
        }

        if (await confirmation.CheckAsync(context, secret, request.CurrentPassword) is { } refusal)
        {
            return refusal;
        }

        if (Passwords.Check(request.NewPassword, secret.User.Email, secret.User.Name, secret.User.Handle, request.CurrentPassword) is { } weak)
        {
            return UserErrors.Problem(weak);
        }

        var hash = await passwords.HashAsync(request.NewPassword, context.RequestAborted);
        if (!hash.Succeeded)
        {
            return ApiProblem.From(hash.Error);
        }

        if (!await users.ChangePasswordAsync(secret, hash.Value, caller.LoginId, caller.Note(context, "user.change-password", caller.Id), context.RequestAborted))
        {
            return PasswordConfirmation.Wrong;
        }

        credentials.Forget(caller.Id);
        return TypedResults.Ok(new MessageResponse("The password is changed; everywhere else you are signed out."));
    }

    private static MessageResponse RequestReset(ResetRequest request) =>
        new("This server sends no mail: ask an administrator of your organisation for a link with which you set another password.");

    private static async Task<IResult> MakeResetAsync(string org, string user, HttpContext context, Caller caller, OrganisationStore organisations, PasswordResetStore resets, TimeProvider time)
    {
        if (OrganisationEndpoints.Check(org, caller) is { } foreign)
        {
            return foreign;
        }

        if (await organisations.FindMemberAsync(caller.OrgId, user, context.RequestAborted) is not { } member)
        {
            return NoMember;
        }

        var token = RandomToken.Create(ResetPrefix);
        var note = caller.Note(context, "member.reset-password", member.User.Id);
        return await resets.MakeAsync(caller.OrgId, member.User.Id, RandomToken.Hash(token), caller.Id, ResetLifetime, note, context.RequestAborted)
            ? TypedResults.Ok(new ResetResponse(token, $"{context.Request.Scheme}://{context.Request.Host}/reset#token={token}", time.GetUtcNow() + ResetLifetime))
            : NotOursAlone;
    }

    private static async Task<IResult> UseResetAsync(
        ResetConfirmation request, HttpContext context, PasswordResetStore resets, UserStore users, Passwords passwords, PasswordAttempts attempts, CredentialReader credentials)
    {
        var stop = context.RequestAborted;
        var token = RandomToken.Hash(request.Token ?? "");
        if (await resets.FindAsync(token, stop) is not { } reset || await users.FindAsync(reset.UserId, stop) is not { } user)
        {
            return NoReset;
        }

        if (Passwords.Check(request.NewPassword, user.Email, user.Name, user.Handle) is { } weak)
        {
            return UserErrors.Problem(weak);
        }

        var hash = await passwords.HashAsync(request.NewPassword!, stop);
        if (!hash.Succeeded)
        {
            return ApiProblem.From(hash.Error);
        }

        var isUsed = await resets.UseAsync(reset, token, hash.Value, AuditNotes.OfUser(reset.OrgId, reset.UserId, context, "user.reset-password"), stop);
        if (!isUsed)
        {
            return NoReset;
        }

        credentials.Forget(reset.UserId);
        if (user.Email is { } email)
        {
            // What was wrong before says nothing of the new one: who was locked out is not, now.
            await attempts.ForgetAsync(email, CancellationToken.None);
        }

        return TypedResults.Ok(new MessageResponse("The password is set; sign in with it."));
    }
}
