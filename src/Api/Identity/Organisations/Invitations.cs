using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Identity.Organisations;

/// <summary>How invitations are accepted: by who has the address that they are for, once.</summary>
internal sealed class Invitations(OrganisationStore organisations, UserStore users, CredentialReader credentials)
{
    /// <summary>It does not hold.</summary>
    public static GrainError NotFound { get; } = new(GrainErrorKind.NotFound, "invitation.not-found", "There is no such invitation, or it was used, revoked or has expired.");

    private static readonly GrainError OtherAddress = new(GrainErrorKind.Forbidden, "invitation.other-address", "The invitation is for another e-mail address.");

    /// <summary>What an invitation opens for somebody.</summary>
    /// <param name="token">What they came with.</param>
    /// <param name="email">Their address.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Which it is and where to; or <c>invitation.not-found</c>, <c>invitation.other-address</c>.</returns>
    public async Task<GrainResult<Invited>> FindAsync(string? token, string? email, CancellationToken cancellationToken)
    {
        var hash = RandomToken.Hash(token ?? "");
        return string.IsNullOrEmpty(token) || await organisations.FindInvitationAsync(hash, cancellationToken) is not var (invitation, _) ? NotFound
            : !string.Equals(invitation.Email, email, StringComparison.OrdinalIgnoreCase) ? OtherAddress
            : new Invited(invitation.Id, new Entrance(invitation.OrgId, invitation.Role, OrgName: null, hash));
    }

    /// <summary>Accepts one for somebody who is known.</summary>
    /// <param name="context">The request.</param>
    /// <param name="user">Who.</param>
    /// <param name="token">What they came with.</param>
    /// <returns>What they are then, and where; or why not.</returns>
    public async Task<GrainResult<MembershipRow>> AcceptAsync(HttpContext context, UserRow user, string? token)
    {
        var stop = context.RequestAborted;
        var invited = await FindAsync(token, user.Email, stop);
        if (!invited.Succeeded)
        {
            return invited.Error;
        }

        var (id, entrance) = invited.Value;
        var note = AuditNotes.OfUser(entrance.OrgId, user.Id, context, "invitation.accept") with { Target = id };
        if (await users.EnterAsync(user.Id, entrance, note, stop) is { } error)
        {
            return error;
        }

        // Somebody who was there before may be more now.
        credentials.Forget(user.Id);
        return (await users.ListMembershipsAsync(user.Id, stop)).FirstOrDefault(membership => membership.OrgId == entrance.OrgId) is { } joined ? joined : NotFound;
    }
}

/// <summary>An invitation that holds for somebody.</summary>
/// <param name="Id">Which.</param>
/// <param name="Entrance">Where to.</param>
internal sealed record Invited(string Id, Entrance Entrance);
