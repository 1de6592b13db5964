using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using Npgsql;

namespace MeetingIntel.Storage.Identity;

/// <summary>Links that let whoever has one read one session.</summary>
public sealed class ShareLinkStore
{
    private const string Columns = "id, org_id, session_id, created_by, created_at, expires_at, revoked_at, last_used_at";

    private readonly Database _database;
    private readonly TenantDatabase _tenants;
    private readonly TimeProvider _time;

    internal ShareLinkStore(Database database, TenantDatabase tenants, TimeProvider time)
    {
        _database = database;
        _tenants = tenants;
        _time = time;
    }

    /// <summary>Adds a link.</summary>
    /// <param name="link">What is told of it; its times but the expiry are not looked at.</param>
    /// <param name="tokenHash">What is kept of what opens it.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>: whoever makes it belongs to the organisation no more, or the session is no more.</returns>
    public async Task<ShareLinkRow?> AddAsync(ShareLinkRow link, byte[] tokenHash, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(note);
        var now = _time.GetUtcNow();
        var statement = note.With(
            $"""
            INSERT INTO share_links (id, org_id, session_id, token_hash, created_by, created_at, expires_at)
            SELECT $1, $2, $3, $4, $5, $6, $7 WHERE {MadeByMember.StillMember("$5", "$2")} AND EXISTS (SELECT FROM sessions WHERE id = $3) RETURNING {Columns}
            """,
            now,
            link.Id, link.OrgId, link.SessionId, tokenHash, link.CreatedBy, now, link.ExpiresAt);
        return (await _tenants.WriteAsync(link.OrgId, statement, Read, cancellationToken)).SingleOrDefault();
    }

    /// <summary>A session's links, the newest first.</summary>
    /// <param name="orgId">The organisation.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<ShareLinkRow>> ListAsync(string orgId, string sessionId, CancellationToken cancellationToken) =>
        await _tenants.QueryAsync(orgId, Statement.Of($"SELECT {Columns} FROM share_links WHERE session_id = $1 ORDER BY created_at DESC, id DESC", sessionId), Read, cancellationToken);

    /// <summary>Ends a link.</summary>
    /// <param name="orgId">The organisation.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="id">The link's id.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The link; <see langword="null"/>: the session has none of that id. One that was revoked before stays as it was.</returns>
    public async Task<ShareLinkRow?> RevokeAsync(string orgId, string sessionId, string id, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(note);
        var now = _time.GetUtcNow();
        var revoked = await _tenants.WriteAsync(
            orgId,
            note.With($"UPDATE share_links SET revoked_at = $3 WHERE id = $1 AND session_id = $2 AND revoked_at IS NULL RETURNING {Columns}", now, id, sessionId, now),
            Read,
            cancellationToken);
        return revoked is [var link]
            ? link
            : (await _tenants.QueryAsync(orgId, Statement.Of($"SELECT {Columns} FROM share_links WHERE id = $1 AND session_id = $2", id, sessionId), Read, cancellationToken)).SingleOrDefault();
    }

    /// <summary>Finds the link that somebody came with, whatever became of it, and notes that it was used: at most once a minute.</summary>
    /// <param name="tokenHash">What is kept of what opens it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ShareLinkRow?> FindAsync(byte[] tokenHash, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var found = await _database.QueryAsync(Statement.Of($"SELECT {Columns} FROM share_links WHERE token_hash = $1", tokenHash), Read, cancellationToken);
        if (found is [var link] && link.RevokedAt is null && !(link.LastUsedAt > now - LastUse.Grain))
            await _database.WriteAsync([Statement.Of("UPDATE share_links SET last_used_at = $2 WHERE id = $1", link.Id, now)], row => row.FieldCount, cancellationToken);
        return found.SingleOrDefault();
    }

    /// <summary>Looks again at a link that somebody came with before.</summary>
    /// <param name="id">The link's id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ShareLinkRow?> FindAgainAsync(string id, CancellationToken cancellationToken) =>
        (await _database.QueryAsync(Statement.Of($"SELECT {Columns} FROM share_links WHERE id = $1", id), Read, cancellationToken)).SingleOrDefault();

    private static ShareLinkRow Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetMoment(4), row.GetMoment(5), row.GetOptionalMoment(6), row.GetOptionalMoment(7));
}

/// <summary>What is told of a link.</summary>
/// <param name="Id"><c>share_…</c>.</param>
/// <param name="OrgId">The session's organisation.</param>
/// <param name="SessionId">The session that it shows.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="RevokedAt">When it was revoked, if it was.</param>
/// <param name="LastUsedAt">When it was used last, to the minute.</param>
public sealed record ShareLinkRow(
    string Id,
    string OrgId,
    string SessionId,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt);
