using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using Npgsql;

namespace MeetingIntel.Storage.Identity;

/// <summary>Organisations, who belongs to them and who is asked to.</summary>
public sealed class OrganisationStore
{
    private const string InvitationColumns = "id, org_id, email, role, invited_by, created_at, expires_at, accepted_at, revoked_at";

    private const string MemberColumns = "u.id, u.name, u.email, u.handle, u.bio, u.profile_image, u.created_at, u.updated_at, m.role, m.created_at";

    // An organisation whose last administrator leaves would have nobody left who can let another in. The rows of all of them are locked first, so that two can't leave
    // at once, and in one order, so that the two don't wait for each other. Whoever is just making a key or an invitation is waited for, and what they made is seen.
    private const string HoldMembers = "SELECT FROM memberships WHERE user_id = $1 OR role = 'admin' ORDER BY user_id FOR UPDATE";

    private const string KeepsAnAdmin = "(role <> 'admin' OR EXISTS (SELECT FROM memberships o WHERE o.role = 'admin' AND o.user_id <> $1))";

    private const string Org = "(SELECT org_id FROM changed)";

    // Whoever has just lost the role does not give it back to themselves through a front-end that has not heard of it. Leaving is everybody's own affair.
    private static readonly string StillAdmin = MadeByMember.StillMember("$3", "current_org()", "admin");

    private static readonly string SetRole = $"UPDATE memberships SET role = $2, role_said_at = $5 WHERE user_id = $1 AND ($2 = 'admin' OR {KeepsAnAdmin}) AND {StillAdmin} RETURNING user_id, org_id";

    private static readonly string Remove = $"DELETE FROM memberships WHERE user_id = $1 AND {KeepsAnAdmin} AND ($1 = $3 OR {StillAdmin}) RETURNING user_id, org_id";

    private const string HoldOrg = "SELECT FROM orgs FOR NO KEY UPDATE";

    private static readonly string Rename = $"UPDATE orgs SET name = $2 WHERE id = $1 AND {StillAdmin} RETURNING id";

    private static readonly string SetRetention = $"UPDATE orgs SET retention_days = $2::integer WHERE id = $1 AND {StillAdmin} RETURNING id";

    private static readonly GrainError LastAdmin = new(GrainErrorKind.Conflict, "org.last-admin", "An organisation needs an administrator; make somebody else one first.");
    private static readonly GrainError NoAdmin = new(GrainErrorKind.Unauthorised, "auth.revoked", "You are no administrator of the organisation any more.");
    private static readonly GrainError NoMember = new(GrainErrorKind.NotFound, "member.not-found", "The organisation has no such member.");

    private readonly Database _database;
    private readonly TenantDatabase _tenants;
    private readonly TimeProvider _time;

    internal OrganisationStore(Database database, TenantDatabase tenants, TimeProvider time)
    {
        _database = database;
        _tenants = tenants;
        _time = time;
    }

    /// <summary>An organisation's name.</summary>
    /// <param name="orgId">The organisation.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<string?> FindNameAsync(string orgId, CancellationToken cancellationToken) =>
        (await _tenants.QueryAsync(orgId, Statement.Of("SELECT name FROM orgs WHERE id = $1", orgId), row => row.GetString(0), cancellationToken)).SingleOrDefault();

    /// <summary>Gives an organisation another name.</summary>
    /// <param name="orgId">The organisation.</param>
    /// <param name="name">The name.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it was done: not by whoever is no administrator any more.</returns>
    public async Task<bool> RenameAsync(string orgId, string name, string by, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(note);
        return (await _tenants.WriteAsync(orgId, [Statement.Of(HoldOrg)], note.With(Rename, _time.GetUtcNow(), orgId, name, by), row => row.GetString(0), cancellationToken)).Count > 0;
    }

    /// <summary>Says for how long sessions are kept after their end.</summary>
    /// <param name="orgId">The organisation.</param>
    /// <param name="days">1 to 36500; <see langword="null"/>: for ever.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it was done: not by whoever is no administrator any more.</returns>
    public async Task<bool> SetRetentionAsync(string orgId, int? days, string by, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(note);
        return (await _tenants.WriteAsync(orgId, [Statement.Of(HoldOrg)], note.With(SetRetention, _time.GetUtcNow(), orgId, days, by), row => row.GetString(0), cancellationToken)).Count > 0;
    }

    /// <summary>Who belongs to an organisation, by name.</summary>
    /// <param name="orgId">The organisation.</param>
    /// <param name="search">A part of name, handle or address; <see langword="null"/>: everybody.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="offset">After so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<MemberRow>> ListMembersAsync(string orgId, string? search, int limit, int offset, CancellationToken cancellationToken) =>
        await _tenants.QueryAsync(
            orgId,
            Statement.Of(
                $"""
                SELECT {MemberColumns} FROM memberships m JOIN users u ON u.id = m.user_id
                WHERE $1::text IS NULL OR strpos(lower(concat_ws(' ', u.name, u.handle, u.email)), lower($1::text)) > 0
                ORDER BY lower(u.name), u.id LIMIT $2 OFFSET $3
                """,
                search, limit, offset),
            ReadMember,
            cancellationToken);

    /// <summary>A member of an organisation.</summary>
    /// <param name="orgId">The organisation.</param>
    /// <param name="idOrHandle">Who.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<MemberRow?> FindMemberAsync(string orgId, string idOrHandle, CancellationToken cancellationToken) =>
        (await _tenants.QueryAsync(
            orgId,
            Statement.Of($"SELECT {MemberColumns} FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.id = $1 OR lower(u.handle) = lower($1) ORDER BY u.id = $1 DESC LIMIT 1", idOrHandle),
            ReadMember,
            cancellationToken)).SingleOrDefault();

    /// <summary>
    /// Makes somebody something else; whom others vouch for, until they say something later. What only administrators may make ends with their being one: API keys,
    /// invitations, resets, links to others' sessions.
    /// </summary>
    /// <param name="orgId">The organisation.</param>
    /// <param name="userId">Who.</param>
    /// <param name="role"><c>admin</c> or <c>member</c>.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>; or that they are no member, or the last administrator, or that whoever does it is none any more.</returns>
    public Task<GrainError?> SetRoleAsync(string orgId, string userId, string role, string by, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(note);
        var now = _time.GetUtcNow();
        var lower = MadeByMember.Lower(made => $"{made} = $1 AND org_id = {Org} AND $2 <> 'admin'", "$4", "$1");
        return ChangeMemberAsync(
            orgId, userId, by, NoAdmin, note.With(SetRole, lower, $"jsonb_build_object('role', $2::text) || {MadeByMember.Told(Org)}", now, userId, role, by, now, now + ExternalPeopleStore.Skew), cancellationToken);
    }

    /// <summary>
    /// Ends somebody's membership, and all that they made for the organisation: API keys, links, invitations, resets, and the tokens that they keep here. Of whom others
    /// vouch for, what was said until now counts no more.
    /// </summary>
    /// <param name="orgId">The organisation.</param>
    /// <param name="userId">Who.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>As above.</returns>
    public Task<GrainError?> RemoveAsync(string orgId, string userId, string by, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(note);
        var now = _time.GetUtcNow();
        var end = $"{MadeByMember.End(made => $"{made} = $1 AND org_id = {Org}", "$2")} refused AS ({EndedMemberships.End("$1", Org, "$4")}),";
        // Anybody may leave.
        var stranger = string.Equals(userId, by, StringComparison.Ordinal) ? NoMember : NoAdmin;
        return ChangeMemberAsync(
            orgId, userId, by, stranger, note.With(Remove, end, MadeByMember.Told(Org), now, userId, now, by, now + ExternalPeopleStore.Skew), cancellationToken);
    }

    /// <summary>Asks somebody to join.</summary>
    /// <param name="invitation">What is told of it; its times but the expiry are not looked at.</param>
    /// <param name="tokenHash">What is kept of what accepts it.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>: whoever invites is no administrator any more.</returns>
    public async Task<InvitationRow?> InviteAsync(InvitationRow invitation, byte[] tokenHash, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(invitation);
        ArgumentNullException.ThrowIfNull(note);
        var now = _time.GetUtcNow();
        var statement = note.With(
            $"""
            INSERT INTO invitations (id, org_id, email, role, token_hash, invited_by, created_at, expires_at)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE {MadeByMember.StillMember("$6", "$2", "admin")} RETURNING {InvitationColumns}
            """,
            now,
            invitation.Id, invitation.OrgId, invitation.Email, invitation.Role, tokenHash, invitation.InvitedBy, now, invitation.ExpiresAt);
        return (await _tenants.WriteAsync(invitation.OrgId, statement, ReadInvitation, cancellationToken)).SingleOrDefault();
    }

    /// <summary>Who is, or was, asked to join, the newest first.</summary>
    /// <param name="orgId">The organisation.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<InvitationRow>> ListInvitationsAsync(string orgId, CancellationToken cancellationToken) =>
        await _tenants.QueryAsync(
            orgId, Statement.Of($"SELECT {InvitationColumns} FROM invitations ORDER BY created_at DESC, id DESC LIMIT 500"), ReadInvitation, cancellationToken);

    /// <summary>Takes an invitation back.</summary>
    /// <param name="orgId">The organisation.</param>
    /// <param name="id">The invitation.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The invitation; <see langword="null"/>: there is none. One that is over already stays as it was.</returns>
    public async Task<InvitationRow?> RevokeInvitationAsync(string orgId, string id, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(note);
        var now = _time.GetUtcNow();
        var revoked = await _tenants.WriteAsync(
            orgId,
            note.With($"UPDATE invitations SET revoked_at = $2 WHERE id = $1 AND accepted_at IS NULL AND revoked_at IS NULL RETURNING {InvitationColumns}", now, id, now),
            ReadInvitation,
            cancellationToken);
        return revoked is [var invitation]
            ? invitation
            : (await _tenants.QueryAsync(orgId, Statement.Of($"SELECT {InvitationColumns} FROM invitations WHERE id = $1", id), ReadInvitation, cancellationToken)).SingleOrDefault();
    }

    /// <summary>Finds the invitation that somebody came with.</summary>
    /// <param name="tokenHash">What is kept of what accepts it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>: it is none, or it is over.</returns>
    public async Task<(InvitationRow Invitation, string OrgName)?> FindInvitationAsync(byte[] tokenHash, CancellationToken cancellationToken)
    {
        var found = await _database.QueryAsync(
            Statement.Of(
                """
                SELECT i.id, i.org_id, i.email, i.role, i.invited_by, i.created_at, i.expires_at, i.accepted_at, i.revoked_at, o.name
                FROM invitations i JOIN orgs o ON o.id = i.org_id
                WHERE i.token_hash = $1 AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > $2
                """,
                tokenHash, _time.GetUtcNow()),
            row => (ReadInvitation(row), row.GetString(9)),
            cancellationToken);
        return found is [var one] ? one : null;
    }

    // A stranger is whoever is no administrator.
    private async Task<GrainError?> ChangeMemberAsync(
        string orgId, string userId, string by, GrainError stranger, NpgsqlBatchCommand change, CancellationToken cancellationToken)
    {
        NpgsqlBatchCommand[] holds = [Statement.Of(EndedMemberships.HoldPerson, userId), Statement.Of(HoldMembers, userId)];
        if (await _tenants.WriteAsync(orgId, holds, change, row => row.GetString(0), cancellationToken) is [_])
            return null;

        var (isAdmin, isMember) = (await _tenants.QueryAsync(
            orgId,
            Statement.Of("SELECT coalesce(bool_or(user_id = $2 AND role = 'admin'), false), coalesce(bool_or(user_id = $1), false) FROM memberships", userId, by),
            row => (row.GetBoolean(0), row.GetBoolean(1)),
            cancellationToken)).Single();
        return !isAdmin ? stranger : isMember ? LastAdmin : NoMember;
    }

    private static MemberRow ReadMember(NpgsqlDataReader row) => new(
        new UserRow(
            row.GetString(0), row.GetString(1), row.GetOptionalString(2), row.GetOptionalString(3), row.GetOptionalString(4), row.GetOptionalString(5),
            Issuer: null, row.GetMoment(6), row.GetOptionalMoment(7)),
        row.GetString(8),
        row.GetMoment(9));

    private static InvitationRow ReadInvitation(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        row.GetMoment(5),
        row.GetMoment(6),
        row.GetOptionalMoment(7),
        row.GetOptionalMoment(8));
}

/// <summary>A member of an organisation.</summary>
/// <param name="User">Who.</param>
/// <param name="Role"><c>admin</c> or <c>member</c>.</param>
/// <param name="Since">Since when.</param>
public sealed record MemberRow(UserRow User, string Role, DateTimeOffset Since);

/// <summary>What is told of an invitation.</summary>
/// <param name="Id"><c>inv_…</c>.</param>
/// <param name="OrgId">The organisation to join.</param>
/// <param name="Email">Who is meant.</param>
/// <param name="Role">What they will be.</param>
/// <param name="InvitedBy">Who asks them.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="AcceptedAt">When it was accepted, if it was.</param>
/// <param name="RevokedAt">When it was taken back, if it was.</param>
public sealed record InvitationRow(
    string Id,
    string OrgId,
    string Email,
    string Role,
    string InvitedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? AcceptedAt,
    DateTimeOffset? RevokedAt);
