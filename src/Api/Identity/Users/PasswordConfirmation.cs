using MeetingIntel.Api.Errors;
using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Identity.Users;

/// <summary>Asks people for their password before what can't be taken back: who has their token for a quarter of an hour must not keep what is theirs for good.</summary>
internal sealed class PasswordConfirmation(UserStore users, LoginStore logins, PasswordAttempts attempts)
{
    private static readonly ApiProblem Required = ApiProblem.Invalid("current_password", "'current_password' is required: this can't be taken back.");

    /// <summary>What they gave is not their password, or not any more.</summary>
    public static ApiProblem Wrong { get; } = new(StatusCodes.Status400BadRequest, "user.wrong-password", "The current password is wrong.");

    /// <summary>Asks.</summary>
    /// <param name="context">The request.</param>
    /// <param name="userId">Whom.</param>
    /// <param name="password">What they gave.</param>
    /// <returns><see langword="null"/>: it is right, or they have none here, as others vouch for them.</returns>
    public async Task<ApiProblem?> CheckAsync(HttpContext context, string userId, string? password)
    {
        if (await users.FindSecretAsync(userId, context.RequestAborted) is not { } secret)
        {
            return null;
        }

        return string.IsNullOrEmpty(password) ? Required : await CheckAsync(context, secret, password);
    }

    /// <summary>Looks at a password of somebody who has one.</summary>
    /// <param name="context">The request.</param>
    /// <param name="secret">Whose, and what is kept of it.</param>
    /// <param name="password">What they gave.</param>
    /// <returns><see langword="null"/>: it is right.</returns>
    public async Task<ApiProblem?> CheckAsync(HttpContext context, UserSecret secret, string password)
    {
        var tried = await attempts.TryAsync(context, secret.User.Email!, _ => Task.FromResult<UserSecret?>(secret), password);
        return !tried.Succeeded ? ApiProblem.From(tried.Error) : tried.Value.Match.Matches ? null : Wrong;
    }

    /// <summary>Asks whoever wants to sign in with another address. Not Convers.me's clients, which have nothing to ask their people with.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Whom.</param>
    /// <param name="email">The other address; it may be the same.</param>
    /// <param name="password">What they gave.</param>
    /// <returns>As above.</returns>
    public async Task<ApiProblem?> CheckMoveAsync(HttpContext context, Caller caller, string email, string? password)
    {
        var isMove = await users.FindAsync(caller.Id, context.RequestAborted) is { } user && !string.Equals(user.Email, email, StringComparison.OrdinalIgnoreCase);
        var mayBeOld = string.IsNullOrEmpty(password)
            && caller.LoginId is { } login
            && await logins.FindAsync(login, caller.OrgId, context.RequestAborted) is { RenewsByBearer: true };
        return !isMove || mayBeOld ? null : await CheckAsync(context, caller.Id, password);
    }
}
