using MeetingIntel.Api.Identity.Organisations;
using MeetingIntel.Api.Identity.Tokens;
using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Identity.Users;

/// <summary>Signing in, staying so, and signing out.</summary>
internal sealed class SignIns(
    UserStore users, ExternalPeopleStore people, LoginStore logins, PasswordAttempts attempts, Invitations invitations, AccessTokens tokens, CredentialReader credentials,
    TimeProvider time)
{
    /// <summary>What a refresh token begins with.</summary>
    public const string RefreshPrefix = "mir_";

    /// <summary>After so long everybody signs in again.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>Convers.me's clients know no refresh token: with the one that is about to expire they get another, for so long after they signed in.</summary>
    private static readonly TimeSpan WithoutRefreshToken = TimeSpan.FromHours(12);

    private const string SignIn = "user.sign-in";

    private static readonly GrainError BadCredentials = new(GrainErrorKind.Unauthorised, "auth.bad-credentials", "The e-mail address or the password is wrong.");
    private static readonly GrainError RefreshRefused = new(GrainErrorKind.Unauthorised, "auth.refresh-refused", "This login is over; sign in again.");
    private static readonly GrainError NotAMember = new(GrainErrorKind.NotFound, "org.not-found", "There is no such organisation.");
    private static readonly GrainError NoOrganisation = new(GrainErrorKind.Forbidden, "auth.no-organisation", "You belong to no organisation; somebody has to invite you.");

    /// <summary>Signs in with a password.</summary>
    /// <param name="context">The request.</param>
    /// <param name="email">The address.</param>
    /// <param name="password">The password.</param>
    /// <param name="orgId">For which organisation; <see langword="null"/>: the one of the invitation, or the first.</param>
    /// <param name="invitation">An invitation to accept as soon as it is known who comes: for those who belong to no organisation, and so can't sign in without.</param>
    /// <param name="renewsByBearer">Whether it may be a client that knows no refresh token: see <see cref="RenewAsync"/>.</param>
    /// <returns>Tokens; or <c>auth.bad-credentials</c>, which tells nothing of whether there is such a person, <c>auth.locked</c>, <c>auth.busy</c>.</returns>
    public async Task<GrainResult<SignedIn>> SignInAsync(HttpContext context, string email, string password, string? orgId, string? invitation, bool renewsByBearer)
    {
        var stop = context.RequestAborted;
        var tried = await attempts.TryAsync(context, email, token => FindAsync(email.Trim(), token), password);
        if (!tried.Succeeded)
        {
            return tried.Error;
        }

        var (secret, match) = tried.Value;
        if (!match.Matches)
        {
            return BadCredentials;
        }

        if (match.Rehashed is { } rehashed)
        {
            await users.RehashAsync(secret!.User.Id, secret.PasswordHash, rehashed, stop);
        }

        if (string.IsNullOrEmpty(invitation))
        {
            return await BeginAsync(context, secret!, orgId, renewsByBearer);
        }

        var joined = await invitations.AcceptAsync(context, secret!.User, invitation);
        return joined.Succeeded ? await BeginAsync(context, secret, orgId ?? joined.Value.OrgId, renewsByBearer) : joined.Error;
    }

    /// <summary>
    /// Gives the next tokens for a refresh token. One that comes again, later than a lost answer would make it or after its successor was used, was copied, by whoever:
    /// its login ends.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="refreshToken">The refresh token.</param>
    /// <param name="orgId">For which organisation from now on; <see langword="null"/>: the same as before.</param>
    public async Task<GrainResult<SignedIn>> RefreshAsync(HttpContext context, string refreshToken, string? orgId)
    {
        // What is begun is done, also for a client that goes away now: it comes again.
        var refresh = RandomToken.Create(RefreshPrefix);
        var rotation = await logins.RotateAsync(RandomToken.Hash(refreshToken), RandomToken.Hash(refresh), orgId, context.TraceIdentifier, CancellationToken.None);
        switch (rotation)
        {
            case { Outcome: RotationOutcome.Rotated, Login: { } login }:
                var stop = context.RequestAborted;
                var membership = (await users.ListMembershipsAsync(login.UserId, stop)).FirstOrDefault(known => known.OrgId == login.OrgId);
                return membership is null || await users.FindAsync(login.UserId, stop) is not { } user
                    ? NoOrganisation
                    : await AnswerAsync(login.Id, user, membership, refresh, login.ExpiresAt, stop);
            case { Outcome: RotationOutcome.NoPlace }:
                return orgId is null ? NoOrganisation : NotAMember;
            case { Outcome: RotationOutcome.Reused, Login: { } copied }:
                await logins.EndAsync(copied, everywhere: false, AuditNotes.OfUser(copied.OrgId, copied.UserId, context, "user.refresh-reused"), CancellationToken.None);
                credentials.Forget(copied.UserId);
                return RefreshRefused;
            default:
                return RefreshRefused;
        }
    }

    /// <summary>
    /// Gives another access token for one that is still good, and no refresh token. Only where a client signed in that may know nothing better: not for our page, nor once
    /// the refresh token was used.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Whose.</param>
    /// <param name="orgId">For which organisation; <see langword="null"/>: the same as before.</param>
    public async Task<GrainResult<SignedIn>> RenewAsync(HttpContext context, Caller caller, string? orgId)
    {
        var stop = context.RequestAborted;
        if (caller.LoginId is not { } loginId
            || await logins.FindAsync(loginId, caller.OrgId, stop) is not { RenewsByBearer: true } login
            || login.CreatedAt + WithoutRefreshToken <= time.GetUtcNow())
        {
            return RefreshRefused;
        }

        if ((await users.ListMembershipsAsync(caller.Id, stop)).FirstOrDefault(known => known.OrgId == (orgId ?? caller.OrgId)) is not { } membership)
        {
            return NotAMember;
        }

        if (await users.FindAsync(caller.Id, stop) is not { } user)
        {
            return RefreshRefused;
        }

        var entering = membership.OrgId == caller.OrgId ? null : AuditNotes.OfUser(membership.OrgId, caller.Id, context, SignIn);
        await logins.NoteRenewalAsync(loginId, caller.Note(context, "user.renew-by-bearer", caller.Id), entering, stop);
        return await AnswerAsync(loginId, user, membership, refresh: null, login.ExpiresAt, stop);
    }

    /// <summary>Ends a login, or all of its owner's.</summary>
    /// <param name="context">The request.</param>
    /// <param name="login">The login.</param>
    /// <param name="everywhere">All of them.</param>
    public async Task EndAsync(HttpContext context, LoginMark login, bool everywhere)
    {
        await logins.EndAsync(login, everywhere, AuditNotes.OfUser(login.OrgId, login.UserId, context, everywhere ? "user.sign-out-everywhere" : "user.sign-out"), context.RequestAborted);
        credentials.Forget(login.UserId);
    }

    /// <summary>Ends all that somebody has whom others vouch for: they have no login here, so the tokens that they were given until now count no more.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who.</param>
    /// <param name="vouching">What their token says of itself.</param>
    public async Task EndAsync(HttpContext context, Caller caller, Vouching vouching)
    {
        await people.EndAsync(caller.Id, vouching.IssuedAt, caller.Note(context, "user.sign-out", caller.Id), context.RequestAborted);
        credentials.Forget(caller.Id);
    }

    /// <summary>Signs somebody in who has just proven who they are; unless they changed, while it took its time, what they have proven it with.</summary>
    private async Task<GrainResult<SignedIn>> BeginAsync(HttpContext context, UserSecret secret, string? orgId, bool renewsByBearer)
    {
        var user = secret.User;
        var memberships = await users.ListMembershipsAsync(user.Id, context.RequestAborted);
        if (memberships.Count == 0)
        {
            return NoOrganisation;
        }

        if ((orgId is null ? memberships[0] : memberships.FirstOrDefault(known => known.OrgId == orgId)) is not { } membership)
        {
            return NotAMember;
        }

        var (loginId, refresh) = (Ids.NewLogin(), RandomToken.Create(RefreshPrefix));
        var note = AuditNotes.OfUser(membership.OrgId, user.Id, context, SignIn);
        return await logins.BeginAsync(loginId, secret, membership.OrgId, RandomToken.Hash(refresh), Lifetime, renewsByBearer, note, context.RequestAborted)
            ? await AnswerAsync(loginId, user, membership, refresh, time.GetUtcNow() + Lifetime, context.RequestAborted)
            : BadCredentials;
    }

    private async Task<GrainResult<SignedIn>> AnswerAsync(
        string loginId, UserRow user, MembershipRow membership, string? refresh, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var login = new LoginRow(user.Id, user.Name, membership.OrgId, membership.Role, time.GetUtcNow(), until);
        return new SignedIn(await tokens.CreateAsync(loginId, login, cancellationToken), refresh, until, user, membership);
    }

    /// <summary>A database may know more letters that differ in case alone than we count as the same name: each spelling would have a lock of its own.</summary>
    private async Task<UserSecret?> FindAsync(string email, CancellationToken cancellationToken)
    {
        var found = await users.FindByEmailAsync(email, cancellationToken);
        return string.Equals(found?.User.Email, email, StringComparison.OrdinalIgnoreCase) ? found : null;
    }
}

/// <summary>Somebody who is signed in.</summary>
/// <param name="AccessToken">Good for <see cref="AccessTokens.Lifetime"/>.</param>
/// <param name="RefreshToken">Gives the next one, once; <see langword="null"/>: the one before still does.</param>
/// <param name="Until">When they have to sign in again.</param>
/// <param name="User">Who.</param>
/// <param name="Membership">For which organisation.</param>
internal sealed record SignedIn(string AccessToken, string? RefreshToken, DateTimeOffset Until, UserRow User, MembershipRow Membership);
