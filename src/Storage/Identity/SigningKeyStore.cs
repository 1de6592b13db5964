using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Encryption;
using MeetingIntel.Storage.Timeline;
using Npgsql;

namespace MeetingIntel.Storage.Identity;

/// <summary>The keys that our tokens are signed with, shared by all front-ends; their private halves are sealed.</summary>
public sealed class SigningKeyStore
{
    private const string Table = "signing_keys";

    // Any number will do, as long as nothing else locks it.
    private const long Lock = 0x4D_49_4B_45_59_53;

    private const string Columns = "kid, public_key, private_key, key_id, signs_from, signs_until, verifies_until";

    private readonly Database _database;
    private readonly SecretBox _box;
    private readonly TimeProvider _time;

    internal SigningKeyStore(Database database, SecretBox box, TimeProvider time)
    {
        _database = database;
        _box = box;
        _time = time;
    }

    /// <summary>All keys that may still verify a token.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Those that this process can't open have no private half here.</returns>
    public async Task<IReadOnlyList<SigningKeyRow>> ListAsync(CancellationToken cancellationToken) =>
        await _database.QueryAsync(Statement.Of($"SELECT {Columns} FROM signing_keys WHERE verifies_until > $1 ORDER BY signs_from", _time.GetUtcNow()), Read, cancellationToken);

    /// <summary>
    /// Adds a key, unless another process has added one that can be opened here and signs when this one begins: processes whose clocks differ by minutes, and start at
    /// once, agree on one.
    /// </summary>
    /// <param name="key">The key, with its private half.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task AddAsync(SigningKeyRow key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        var box = _box.Seal(key.PrivateKey ?? throw new ArgumentException("A new key has its private half.", nameof(key)), PlaceOf(key.Kid));
        var closed = (await ListAsync(cancellationToken)).Where(row => row.PrivateKey is null).Select(row => row.Kid).ToArray();
        await _database.WriteAsync(
            [
                Statement.Of($"SELECT pg_advisory_xact_lock({Lock})"),
                Statement.Of(
                    """
                    INSERT INTO signing_keys (kid, public_key, private_key, key_id, created_at, signs_from, signs_until, verifies_until)
                    SELECT $1, $2, $3, $4, $5, $6, $7, $8
                    WHERE NOT EXISTS (
                      SELECT FROM signing_keys
                      WHERE signs_from <= greatest($6, $5::timestamptz) + interval '5 minutes' AND signs_until > greatest($6, $5::timestamptz)
                        AND key_id = $4 AND kid <> ALL ($9))
                    """,
                    key.Kid, key.PublicKey, box.Box, box.KeyId, _time.GetUtcNow(), key.SignsFrom, key.SignsUntil, key.VerifiesUntil, closed),
                Statement.Of("DELETE FROM signing_keys WHERE verifies_until < $1", _time.GetUtcNow()),
            ],
            row => row.FieldCount,
            cancellationToken);
    }

    private static SecretPlace PlaceOf(string kid) => new(Table, "", kid);

    private SigningKeyRow Read(NpgsqlDataReader row)
    {
        var kid = row.GetString(0);
        var box = new SealedSecret(row.GetString(3), row.GetFieldValue<byte[]>(2));
        return new(kid, row.GetFieldValue<byte[]>(1), _box.TryOpen(box, PlaceOf(kid)), row.GetMoment(4), row.GetMoment(5), row.GetMoment(6));
    }
}

/// <summary>A key pair on the curve P-256.</summary>
/// <param name="Kid">What tokens call it.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo, DER.</param>
/// <param name="PrivateKey">PKCS#8, DER; <see langword="null"/>: not here.</param>
/// <param name="SignsFrom">From when on it signs.</param>
/// <param name="SignsUntil">Until when.</param>
/// <param name="VerifiesUntil">When the last token that it signed has expired.</param>
public sealed record SigningKeyRow(string Kid, byte[] PublicKey, byte[]? PrivateKey, DateTimeOffset SignsFrom, DateTimeOffset SignsUntil, DateTimeOffset VerifiesUntil);
