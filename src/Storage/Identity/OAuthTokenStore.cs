using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Encryption;
using MeetingIntel.Storage.Timeline;

namespace MeetingIntel.Storage.Identity;

/// <summary>Tokens that a client keeps here for a meeting, to act for its user elsewhere. Sealed for their row.</summary>
public sealed class OAuthTokenStore
{
    private const string Table = "oauth_tokens";

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
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task SetAsync(string orgId, string sessionId, string userId, IReadOnlyDictionary<string, byte[]> tokens, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(note);
        var now = _time.GetUtcNow();
        var boxes = tokens.Select(pair => (Vendor: pair.Key, Secret: _box.Seal(pair.Value, PlaceOf(orgId, sessionId, pair.Key)))).ToList();
        return _tenants.WriteAsync(
            orgId,
            note.With(
                """
                INSERT INTO oauth_tokens (org_id, session_id, vendor, user_id, sealed, key_id, created_at) SELECT $1, $2, row.vendor, $3, row.sealed, row.key_id, $4 FROM unnest($5, $6, $7) AS row (vendor, sealed, key_id)
                ON CONFLICT (org_id, session_id, vendor) DO UPDATE SET user_id = excluded.user_id, sealed = excluded.sealed, key_id = excluded.key_id, created_at = excluded.created_at
                RETURNING vendor
                """,
                now,
                orgId, sessionId, userId, now, boxes.ConvertAll(box => box.Vendor).ToArray(), boxes.ConvertAll(box => box.Secret.Box).ToArray(), boxes.ConvertAll(box => box.Secret.KeyId).ToArray()),
            row => row.GetString(0),
            cancellationToken);
    }

    /// <summary>The tokens of a meeting, by vendor.</summary>
    /// <param name="orgId">Whose.</param>
    /// <param name="sessionId">The meeting, as the client calls it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Who brought them, and JSON; what does not open here is left out.</returns>
    public async Task<IReadOnlyDictionary<string, OAuthTokens>> OpenAsync(string orgId, string sessionId, CancellationToken cancellationToken)
    {
        var rows = await _tenants.QueryAsync(
            orgId,
            Statement.Of("SELECT vendor, user_id, key_id, sealed FROM oauth_tokens WHERE session_id = $1", sessionId),
            row => (Vendor: row.GetString(0), UserId: row.GetString(1), Box: new SealedSecret(row.GetString(2), row.GetFieldValue<byte[]>(3))),
            cancellationToken);
        var opened = new Dictionary<string, OAuthTokens>(StringComparer.Ordinal);
        foreach (var (vendor, userId, box) in rows)
        {
            if (_box.TryOpen(box, PlaceOf(orgId, sessionId, vendor)) is { } json)
                opened[vendor] = new OAuthTokens(userId, json);
        }

        return opened;
    }

    /// <summary>Forgets the tokens of a meeting.</summary>
    /// <param name="orgId">Whose.</param>
    /// <param name="sessionId">The meeting, as the client calls it.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task RemoveAsync(string orgId, string sessionId, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(note);
        return _tenants.WriteAsync(
            orgId, note.With("DELETE FROM oauth_tokens WHERE session_id = $1 RETURNING vendor", _time.GetUtcNow(), sessionId), row => row.GetString(0), cancellationToken);
    }

    internal static SecretPlace PlaceOf(string orgId, string sessionId, string vendor) => new(Table, orgId, $"{vendor}/{sessionId}");
}

/// <summary>A vendor's tokens.</summary>
/// <param name="UserId">Who brought them.</param>
/// <param name="Json">The vendor's object.</param>
public sealed record OAuthTokens(string UserId, byte[] Json);
