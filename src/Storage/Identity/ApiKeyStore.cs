using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using Npgsql;

namespace MeetingIntel.Storage.Identity;

/// <summary>The keys that programs come in with.</summary>
public sealed class ApiKeyStore
{
    private const string Columns = "id, org_id, name, prefix, scopes, created_by, created_at, expires_at, revoked_at, last_used_at";

    private readonly Database _database;
    private readonly TenantDatabase _tenants;
    private readonly TimeProvider _time;

    internal ApiKeyStore(Database database, TenantDatabase tenants, TimeProvider time)
    {
        _database = database;
        _tenants = tenants;
        _time = time;
    }

    /// <summary>Adds a key.</summary>
    /// <param name="key">What is told of it; its times but the expiry are not looked at.</param>
    /// <param name="keyHash">What is kept of the key itself.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>: whoever makes it is no administrator any more.</returns>
    public async Task<ApiKeyRow?> AddAsync(ApiKeyRow key, byte[] keyHash, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(note);
        var now = _time.GetUtcNow();
        var statement = note.With(
            $"""
            INSERT INTO api_keys (id, org_id, name, prefix, key_hash, scopes, created_by, created_at, expires_at)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9::timestamptz WHERE {MadeByMember.StillMember("$7", "$2", "admin")} RETURNING {Columns}
            """,
            now,
            key.Id, key.OrgId, key.Name, key.Prefix, keyHash, key.Scopes.ToArray(), key.CreatedBy, now, key.ExpiresAt?.UtcDateTime);
        return (await _tenants.WriteAsync(key.OrgId, statement, Read, cancellationToken)).SingleOrDefault();
    }

    /// <summary>An organisation's keys, the newest first.</summary>
    /// <param name="orgId">The organisation.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<ApiKeyRow>> ListAsync(string orgId, CancellationToken cancellationToken) =>
        await _tenants.QueryAsync(orgId, Statement.Of($"SELECT {Columns} FROM api_keys ORDER BY created_at DESC, id DESC"), Read, cancellationToken);

    /// <summary>Ends a key.</summary>
    /// <param name="orgId">The organisation.</param>
    /// <param name="id">The key's id.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The key; <see langword="null"/>: there is none. One that was revoked before stays as it was.</returns>
    public async Task<ApiKeyRow?> RevokeAsync(string orgId, string id, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(note);
        var now = _time.GetUtcNow();
        var revoked = await _tenants.WriteAsync(
            orgId, note.With($"UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING {Columns}", now, id, now), Read, cancellationToken);
        return revoked is [var key]
            ? key
            : (await _tenants.QueryAsync(orgId, Statement.Of($"SELECT {Columns} FROM api_keys WHERE id = $1", id), Read, cancellationToken)).SingleOrDefault();
    }

    /// <summary>Finds the key that somebody came with, whatever became of it, and notes that it was used: at most once a minute.</summary>
    /// <param name="keyHash">What is kept of the key itself.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ApiKeyRow?> FindAsync(byte[] keyHash, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var found = await _database.QueryAsync(Statement.Of($"SELECT {Columns} FROM api_keys WHERE key_hash = $1", keyHash), Read, cancellationToken);
        if (found is [var key] && key.RevokedAt is null && !(key.LastUsedAt > now - LastUse.Grain))
            await _database.WriteAsync([Statement.Of("UPDATE api_keys SET last_used_at = $2 WHERE id = $1", key.Id, now)], row => row.FieldCount, cancellationToken);
        return found.SingleOrDefault();
    }

    /// <summary>Looks again at a key that somebody came with before.</summary>
    /// <param name="id">The key's id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ApiKeyRow?> FindAgainAsync(string id, CancellationToken cancellationToken) =>
        (await _database.QueryAsync(Statement.Of($"SELECT {Columns} FROM api_keys WHERE id = $1", id), Read, cancellationToken)).SingleOrDefault();

    private static ApiKeyRow Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetFieldValue<string[]>(4),
        row.GetString(5),
        row.GetMoment(6),
        row.GetOptionalMoment(7),
        row.GetOptionalMoment(8),
        row.GetOptionalMoment(9));
}

/// <summary>What is told of a key.</summary>
/// <param name="Id"><c>key_…</c>.</param>
/// <param name="OrgId">The organisation that it opens.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Prefix">Its first characters, to tell keys apart by.</param>
/// <param name="Scopes">What it is good for.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ExpiresAt">When it ends; <see langword="null"/>: when it is revoked.</param>
/// <param name="RevokedAt">When it was revoked, if it was.</param>
/// <param name="LastUsedAt">When it was used last, to the minute.</param>
public sealed record ApiKeyRow(
    string Id,
    string OrgId,
    string Name,
    string Prefix,
    IReadOnlyList<string> Scopes,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt);

/// <summary>How exactly it is known when something was used last.</summary>
internal static class LastUse
{
    /// <summary>A write for each use would cost more than the use.</summary>
    public static readonly TimeSpan Grain = TimeSpan.FromMinutes(1);
}
