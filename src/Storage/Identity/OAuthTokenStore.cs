using System.Globalization;
using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Encryption;
using MeetingIntel.Storage.Timeline;
using Npgsql;

namespace MeetingIntel.Storage.Identity;

/// <summary>Tokens that a client keeps here for a meeting, to act for its user elsewhere. Sealed for their row.</summary>
public sealed class OAuthTokenStore
{
    private const string Table = "oauth_tokens";

    // Whoever brings them is asked as they stand then: what somebody brings after they were removed would stay for good.
    private static readonly string Set =
        $"""
        INSERT INTO oauth_tokens AS kept (org_id, session_id, vendor, user_id, sealed, key_id, created_at)
        SELECT $1, $2, row.vendor, $3, row.sealed, row.key_id, $4 FROM unnest($5, $6, $7) AS row (vendor, sealed, key_id)
        WHERE {MadeByMember.StillMember("$3", "$1")} OR EXISTS (SELECT FROM api_keys key WHERE key.id = $3 AND key.revoked_at IS NULL FOR SHARE)
        ON CONFLICT (org_id, session_id, vendor) DO UPDATE SET user_id = excluded.user_id, sealed = excluded.sealed, key_id = excluded.key_id, created_at = excluded.created_at
        WHERE $8 OR kept.user_id = excluded.user_id
        RETURNING vendor
        """;

    // What is somebody else's keeps all of its session's.
    private const string Remove =
        """
        DELETE FROM oauth_tokens kept WHERE kept.session_id = $1
          AND ($3 OR (kept.user_id = $2 AND NOT EXISTS (SELECT FROM oauth_tokens other WHERE other.session_id = $1 AND other.user_id <> $2)))
        RETURNING vendor
        """;

    private readonly TenantDatabase _tenants;
    private readonly SecretBox _box;
    private readonly TimeProvider _time;

    internal OAuthTokenStore(TenantDatabase tenants, SecretBox box, TimeProvider time)
    {
        _tenants = tenants;
        _box = box;
        _time = time;
    }

    /// <summary>Puts vendors' tokens in the place of those before: all or none.</summary>
    /// <param name="orgId">Whose.</param>
    /// <param name="sessionId">The meeting, as the client calls it.</param>
    /// <param name="userId">Who brought them.</param>
    /// <param name="tokens">By vendor, its object, JSON.</param>
    /// <param name="others">Also in the place of what somebody else brought.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it was done: not where somebody else's are, and not for whoever belongs to the organisation no more.</returns>
    public async Task<bool> SetAsync(
        string orgId, string sessionId, string userId, IReadOnlyDictionary<string, byte[]> tokens, bool others, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(note);
        var now = _time.GetUtcNow();
        var boxes = tokens.Select(pair => (Vendor: pair.Key, Secret: _box.Seal(pair.Value, PlaceOf(orgId, sessionId, pair.Key)))).ToList();
        var all = $"whole AS (SELECT journal_require((SELECT count(*) FROM changed) = {boxes.Count.ToString(CultureInfo.InvariantCulture)}, 'somebody else keeps tokens there, or whoever brings them has left') AS holds),";
        var set = note.With(
            Set, all, "(SELECT NULL::jsonb FROM whole WHERE holds)", now,
            orgId, sessionId, userId, now, boxes.ConvertAll(box => box.Vendor).ToArray(), boxes.ConvertAll(box => box.Secret.Box).ToArray(), boxes.ConvertAll(box => box.Secret.KeyId).ToArray(), others);
        try
        {
            return (await _tenants.WriteAsync(orgId, set, row => row.GetString(0), cancellationToken)).Count == boxes.Count;
        }
        catch (PostgresException exception) when (DatabaseFailures.Classify(exception) is DatabaseFailure.Conflict)
        {
            return false;
        }
    }

    /// <summary>The tokens of a meeting, by vendor.</summary>
    /// <param name="orgId">Whose.</param>
    /// <param name="sessionId">The meeting, as the client calls it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Who brought them, and JSON; of what does not open here only who.</returns>
    public async Task<IReadOnlyDictionary<string, OAuthTokens>> OpenAsync(string orgId, string sessionId, CancellationToken cancellationToken)
    {
        var rows = await _tenants.QueryAsync(
            orgId,
            Statement.Of("SELECT vendor, user_id, key_id, sealed FROM oauth_tokens WHERE session_id = $1", sessionId),
            row => (Vendor: row.GetString(0), UserId: row.GetString(1), Box: new SealedSecret(row.GetString(2), row.GetFieldValue<byte[]>(3))),
            cancellationToken);
        return rows.ToDictionary(row => row.Vendor, row => new OAuthTokens(row.UserId, _box.TryOpen(row.Box, PlaceOf(orgId, sessionId, row.Vendor))), StringComparer.Ordinal);
    }

    /// <summary>Forgets the tokens of a meeting.</summary>
    /// <param name="orgId">Whose.</param>
    /// <param name="sessionId">The meeting, as the client calls it.</param>
    /// <param name="userId">Who asks.</param>
    /// <param name="others">Also what somebody else brought.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether none are there any more: they stay where somebody else's are among them.</returns>
    public async Task<bool> RemoveAsync(string orgId, string sessionId, string userId, bool others, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(note);
        await _tenants.WriteAsync(orgId, note.With(Remove, _time.GetUtcNow(), sessionId, userId, others), row => row.GetString(0), cancellationToken);
        return (await _tenants.QueryAsync(orgId, Statement.Of("SELECT 1 FROM oauth_tokens WHERE session_id = $1 LIMIT 1", sessionId), row => row.GetInt32(0), cancellationToken)).Count == 0;
    }

    internal static SecretPlace PlaceOf(string orgId, string sessionId, string vendor) => new(Table, orgId, $"{vendor}/{sessionId}");
}

/// <summary>A vendor's tokens.</summary>
/// <param name="UserId">Who brought them.</param>
/// <param name="Json">The vendor's object; <see langword="null"/>: it is sealed with a key that is gone.</param>
public sealed record OAuthTokens(string UserId, byte[]? Json);
