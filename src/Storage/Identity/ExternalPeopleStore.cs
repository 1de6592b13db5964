using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using Npgsql;

namespace MeetingIntel.Storage.Identity;

/// <summary>People that somebody else vouches for.</summary>
public sealed class ExternalPeopleStore
{
    /// <summary>So far may an issuer's clock be ahead of ours. An end covers what was said by such a clock before it.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    private const string TheirOrg = "(SELECT o.id FROM orgs o WHERE o.issuer = $1 AND o.external_id = $3)";

    private static readonly string FindMet =
        $"""
        SELECT over.is_over, u.id, u.name, m.org_id, m.role, m.created_at, u.email, m.role_said_at
        FROM (SELECT {EndedMemberships.IsOver("$1", "$2", TheirOrg, "$4")} AS is_over) AS over
        LEFT JOIN (users u JOIN memberships m ON m.user_id = u.id AND m.org_id = {TheirOrg}) ON u.issuer = $1 AND u.subject = $2
        """;

    private static readonly string FindAgain =
        $"""
        SELECT u.id, u.name, m.org_id, m.role, m.created_at FROM users u JOIN memberships m ON m.user_id = u.id
        WHERE u.id = $1 AND m.org_id = $2 AND NOT {EndedMemberships.IsOver("u.issuer", "u.subject", "m.org_id", "$3")}
        """;

    // In the order in which others lock them. What is just being made as an administrator is waited for, and seen when the role ends.
    private const string HoldOrg = "SELECT FROM orgs WHERE issuer = $1 AND external_id = $2 FOR NO KEY UPDATE";

    private const string HoldMembership =
        $"SELECT FROM memberships WHERE org_id = {TheirOrg} AND user_id = (SELECT u.id FROM users u WHERE u.issuer = $1 AND u.subject = $2) FOR UPDATE";

    // Tokens are good for a while, and come in any order: the role is what the one says that was issued last.
    // What a token makes or changes is noted as its issuer's doing, and an administrator whom it makes a member loses what any other would.
    private static readonly string Meet =
        $"""
        WITH org AS (
          INSERT INTO orgs (id, name, issuer, external_id, created_at) SELECT $5, $6, $1, $3, $7 WHERE NOT {EndedMemberships.IsOver("$1", "$2", TheirOrg, "$4")}
          ON CONFLICT (issuer, external_id) DO UPDATE SET external_id = excluded.external_id RETURNING id, xmax = 0 AS is_new
        ), person AS (
          INSERT INTO users (id, name, email, issuer, subject, created_at) SELECT $8, $9, $10::text, $1, $2, $7 FROM org
          ON CONFLICT (issuer, subject) DO UPDATE SET email = coalesce(excluded.email, users.email) RETURNING id, name, xmax = 0 AS is_new
        ), was AS (
          SELECT m.role FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.issuer = $1 AND u.subject = $2 AND m.org_id = {TheirOrg}
        ), member AS (
          INSERT INTO memberships AS m (org_id, user_id, role, created_at, role_said_at)
          SELECT org.id, person.id, coalesce($11::text, 'member'), $7, CASE WHEN $11::text IS NOT NULL THEN $4::timestamptz END FROM org, person
          ON CONFLICT (org_id, user_id) DO UPDATE SET role = CASE WHEN excluded.role_said_at > coalesce(m.role_said_at, '-infinity') THEN excluded.role ELSE m.role END,
            role_said_at = greatest(m.role_said_at, excluded.role_said_at)
          RETURNING role, created_at
        ), {MadeByMember.Lower(made => $"{made} = (SELECT id FROM person) AND org_id = (SELECT id FROM org) AND (SELECT role FROM was) = 'admin' AND (SELECT role FROM member) <> 'admin'", "$7", "(SELECT id FROM person)")}
        noted AS (
          INSERT INTO audit_entries (org_id, at, actor, action, target, details)
          SELECT org.id, $7, 'issuer:' || $1, entry.action, entry.target, entry.details
          FROM org CROSS JOIN person CROSS JOIN member LEFT JOIN was ON true CROSS JOIN LATERAL (VALUES
            (1, 'org.found', org.id, org.is_new, NULL::jsonb),
            (2, 'user.register', person.id, person.is_new, NULL),
            (3, 'member.join', person.id, was.role IS NULL, jsonb_build_object('role', member.role)),
            (4, 'member.set-role', person.id, was.role <> member.role, jsonb_build_object('role', member.role) || {MadeByMember.Told("org.id")})
          ) AS entry (place, action, target, holds, details) WHERE entry.holds ORDER BY entry.place
        )
        SELECT person.id, person.name, org.id, member.role, member.created_at FROM org, person, member
        """;

    private readonly Database _database;
    private readonly TimeProvider _time;

    internal ExternalPeopleStore(Database database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <summary>
    /// Finds somebody that others vouch for, or makes them known: the person, the organisation and their role in it, as the claims say. A role that the claims leave
    /// out stays as it is; so does one about which something was said later.
    /// </summary>
    /// <param name="claims">What the token says.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>: they were removed, or signed out, after that was said.</returns>
    public async Task<LoginRow?> MeetAsync(ExternalClaims claims, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claims);
        var (isOver, met, email, saidAt) = (await _database.QueryAsync(
            Statement.Of(FindMet, claims.Issuer, claims.Subject, claims.OrgId, claims.IssuedAt),
            row => (row.GetBoolean(0), row.IsDBNull(1) ? null : ReadMet(row, claims.ExpiresAt, first: 1), row.GetOptionalString(6), row.GetOptionalMoment(7)),
            cancellationToken)).Single();
        if (isOver)
            return null;
        var isNews = claims.Role is not null && !(claims.IssuedAt <= saidAt);
        if (met is not null && !isNews && (claims.Email ?? email) == email)
            return met;

        var rows = await _database.WriteAsync(
            (connection, token) => Statement.RunAsync(
                connection,
                [
                    Statement.Of(EndedMemberships.HoldSubject, claims.Issuer, claims.Subject),
                    Statement.Of(HoldOrg, claims.Issuer, claims.OrgId),
                    Statement.Of(HoldMembership, claims.Issuer, claims.Subject, claims.OrgId),
                    Statement.Of(
                        Meet,
                        claims.Issuer, claims.Subject, claims.OrgId, claims.IssuedAt, Ids.NewOrg(), claims.OrgName ?? claims.OrgId, _time.GetUtcNow(),
                        Ids.NewUser(), claims.Name, claims.Email, claims.Role),
                ],
                skip: 3,
                row => ReadMet(row, claims.ExpiresAt),
                token),
            cancellationToken);
        return rows.SingleOrDefault();
    }

    /// <summary>How somebody that others vouch for stands now.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="orgId">Where.</param>
    /// <param name="issuedAt">When the token was issued that they came with.</param>
    /// <param name="expiresAt">Until when it holds.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>: they were removed, or signed out, since.</returns>
    public async Task<LoginRow?> FindAgainAsync(string userId, string orgId, DateTimeOffset issuedAt, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        (await _database.QueryAsync(Statement.Of(FindAgain, userId, orgId, issuedAt), row => ReadMet(row, expiresAt), cancellationToken)).SingleOrDefault();

    /// <summary>Signs somebody out that others vouch for: no token counts any more that was issued until now, in no organisation.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="issuedAt">When the token was issued that they came with: its issuer's clock may be ahead.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task EndAsync(string userId, DateTimeOffset issuedAt, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(note);
        var now = _time.GetUtcNow();
        return _database.WriteAsync(
            [Statement.Of(EndedMemberships.HoldPerson, userId), note.With(EndedMemberships.End("$1", EndedMemberships.Everywhere, "$2"), now, userId, issuedAt > now ? issuedAt : now)],
            row => row.FieldCount,
            cancellationToken);
    }

    private static LoginRow ReadMet(NpgsqlDataReader row, DateTimeOffset expiresAt, int first = 0) =>
        new(row.GetString(first), row.GetString(first + 1), row.GetString(first + 2), row.GetString(first + 3), row.GetMoment(first + 4), expiresAt);
}

/// <summary>What somebody else's token says of its bearer.</summary>
/// <param name="Issuer">Who says so.</param>
/// <param name="Subject">What they call the person.</param>
/// <param name="Name">What people call the person.</param>
/// <param name="Email">The address, if it is told.</param>
/// <param name="OrgId">What they call the organisation.</param>
/// <param name="OrgName">Its name, if it is told.</param>
/// <param name="Role"><c>admin</c> or <c>member</c>; <see langword="null"/>: not told.</param>
/// <param name="IssuedAt">When this was said.</param>
/// <param name="ExpiresAt">How long this holds.</param>
public sealed record ExternalClaims(
    string Issuer, string Subject, string Name, string? Email, string OrgId, string? OrgName, string? Role, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt);
