using System.Text.Json;
using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Encryption;
using MeetingIntel.Storage.Timeline;
using Npgsql;

namespace MeetingIntel.Storage.Identity;

/// <summary>What an organisation uses at others. Sealed for its row; it goes out to whoever calls the other, and never in full to a client.</summary>
public sealed class CredentialStore
{
    private const string Table = "provider_credentials";
    private const string Columns = "provider, hint, updated_by, updated_at, key_id, sealed";

    private static readonly string Set =
        $"""
        INSERT INTO provider_credentials (org_id, provider, sealed, key_id, hint, updated_by, updated_at)
        SELECT $1, $2, $3, $4, $5, $6, $7 WHERE {MadeByMember.StillMember("$6", "$1", "admin")}
        ON CONFLICT (org_id, provider) DO UPDATE SET sealed = excluded.sealed, key_id = excluded.key_id, hint = excluded.hint,
          updated_by = excluded.updated_by, updated_at = excluded.updated_at
        RETURNING {Columns}
        """;

    private static readonly string Remove = $"DELETE FROM provider_credentials WHERE provider = $1 AND {MadeByMember.StillMember("$2", "current_org()", "admin")} RETURNING provider";

    private readonly TenantDatabase _tenants;
    private readonly SecretBox _box;
    private readonly TimeProvider _time;

    internal CredentialStore(TenantDatabase tenants, SecretBox box, TimeProvider time)
    {
        _tenants = tenants;
        _box = box;
        _time = time;
    }

    /// <summary>Puts a provider's credentials in the place of those before.</summary>
    /// <param name="orgId">Whose.</param>
    /// <param name="provider">At whom.</param>
    /// <param name="fields">The secrets by name.</param>
    /// <param name="hint">What people recognise them by.</param>
    /// <param name="updatedBy">Who set them.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>: whoever sets them is no administrator any more.</returns>
    public async Task<CredentialRow?> SetAsync(
        string orgId, string provider, IReadOnlyDictionary<string, string> fields, string hint, string updatedBy, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(note);
        var now = _time.GetUtcNow();
        var box = _box.Seal(JsonSerializer.SerializeToUtf8Bytes(fields), PlaceOf(orgId, provider));
        var statement = note.With(Set, now, orgId, provider, box.Box, box.KeyId, hint, updatedBy, now);
        return (await _tenants.WriteAsync(orgId, statement, row => Read(orgId, row), cancellationToken)).SingleOrDefault();
    }

    /// <summary>What an organisation has set, without the secrets.</summary>
    /// <param name="orgId">Whose.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<CredentialRow>> ListAsync(string orgId, CancellationToken cancellationToken) =>
        await _tenants.QueryAsync(orgId, Statement.Of($"SELECT {Columns} FROM provider_credentials ORDER BY provider"), row => Read(orgId, row), cancellationToken);

    /// <summary>Removes a provider's credentials.</summary>
    /// <param name="orgId">Whose.</param>
    /// <param name="provider">At whom.</param>
    /// <param name="by">Who removes them.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether there were any; for whoever is no administrator any more there are none.</returns>
    public async Task<bool> RemoveAsync(string orgId, string provider, string by, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(note);
        var removed = await _tenants.WriteAsync(
            orgId, note.With(Remove, _time.GetUtcNow(), provider, by), row => row.GetString(0), cancellationToken);
        return removed.Count > 0;
    }

    /// <summary>The secrets, for whoever calls the provider.</summary>
    /// <param name="orgId">Whose.</param>
    /// <param name="provider">At whom.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>: none are set, or what is kept does not open here.</returns>
    public async Task<IReadOnlyDictionary<string, string>?> OpenAsync(string orgId, string provider, CancellationToken cancellationToken)
    {
        var found = await _tenants.QueryAsync(
            orgId,
            Statement.Of("SELECT key_id, sealed FROM provider_credentials WHERE provider = $1", provider),
            row => new SealedSecret(row.GetString(0), row.GetFieldValue<byte[]>(1)),
            cancellationToken);
        return found is [var box] && _box.TryOpen(box, PlaceOf(orgId, provider)) is { } plain ? JsonSerializer.Deserialize<Dictionary<string, string>>(plain) : null;
    }

    internal static SecretPlace PlaceOf(string orgId, string provider) => new(Table, orgId, provider);

    private CredentialRow Read(string orgId, NpgsqlDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetMoment(3))
    {
        Opens = _box.TryOpen(new SealedSecret(row.GetString(4), row.GetFieldValue<byte[]>(5)), PlaceOf(orgId, row.GetString(0))) is not null,
    };
}

/// <summary>Credentials, without the secrets.</summary>
/// <param name="Provider">At whom.</param>
/// <param name="Hint">What people recognise them by.</param>
/// <param name="UpdatedBy">Who set them.</param>
/// <param name="UpdatedAt">When.</param>
public sealed record CredentialRow(string Provider, string Hint, string UpdatedBy, DateTimeOffset UpdatedAt)
{
    /// <summary>Whether this server has the key that they are sealed with; else they are of no use until they are set anew.</summary>
    public required bool Opens { get; init; }
}
