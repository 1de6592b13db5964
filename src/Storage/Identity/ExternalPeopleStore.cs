using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using Npgsql;

namespace MeetingIntel.Storage.Identity;

/// <summary>People that somebody else vouches for.</summary>
public sealed class ExternalPeopleStore
{
    private const string FindMet =
        """
        SELECT u.id, u.name, o.id, m.role, m.created_at, u.email
        FROM users u JOIN memberships m ON m.user_id = u.id JOIN orgs o ON o.id = m.org_id
        WHERE u.issuer = $1 AND u.subject = $2 AND o.issuer = $1 AND o.external_id = $3
        """;

    private const string Meet =
        """
        WITH org AS (
          INSERT INTO orgs (id, name, issuer, external_id, created_at) VALUES ($1, $2, $3, $4, $5)
          ON CONFLICT (issuer, external_id) DO UPDATE SET external_id = excluded.external_id RETURNING id
        ), person AS (
          INSERT INTO users (id, name, email, issuer, subject, created_at) VALUES ($6, $7, $8::text, $3, $9, $5)
          ON CONFLICT (issuer, subject) DO UPDATE SET email = coalesce(excluded.email, users.email) RETURNING id, name
        ), member AS (
          INSERT INTO memberships (org_id, user_id, role, created_at) SELECT org.id, person.id, coalesce($10::text, 'member'), $5 FROM org, person
          ON CONFLICT (org_id, user_id) DO UPDATE SET role = coalesce($10::text, memberships.role) RETURNING role, created_at
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
    /// out stays as it is.
    /// </summary>
    /// <param name="claims">What the token says.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<LoginRow> MeetAsync(ExternalClaims claims, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claims);
        var known = await _database.QueryAsync(
            Statement.Of(FindMet, claims.Issuer, claims.Subject, claims.OrgId),
            row => (Login: ReadMet(row, claims.ExpiresAt), Email: row.GetOptionalString(5)),
            cancellationToken);
        if (known is [var met] && (claims.Role ?? met.Login.Role) == met.Login.Role && (claims.Email ?? met.Email) == met.Email)
            return met.Login;

        var rows = await _database.WriteAsync(
            [
                Statement.Of(
                    Meet,
                    Ids.NewOrg(), claims.OrgName ?? claims.OrgId, claims.Issuer, claims.OrgId, _time.GetUtcNow(), Ids.NewUser(), claims.Name, claims.Email, claims.Subject, claims.Role),
            ],
            row => ReadMet(row, claims.ExpiresAt),
            cancellationToken);
        return rows.Single();
    }

    private static LoginRow ReadMet(NpgsqlDataReader row, DateTimeOffset expiresAt) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetMoment(4), expiresAt);
}

/// <summary>What somebody else's token says of its bearer.</summary>
/// <param name="Issuer">Who says so.</param>
/// <param name="Subject">What they call the person.</param>
/// <param name="Name">What people call the person.</param>
/// <param name="Email">The address, if it is told.</param>
/// <param name="OrgId">What they call the organisation.</param>
/// <param name="OrgName">Its name, if it is told.</param>
/// <param name="Role"><c>admin</c> or <c>member</c>; <see langword="null"/>: not told.</param>
/// <param name="ExpiresAt">How long this holds.</param>
public sealed record ExternalClaims(string Issuer, string Subject, string Name, string? Email, string OrgId, string? OrgName, string? Role, DateTimeOffset ExpiresAt);
