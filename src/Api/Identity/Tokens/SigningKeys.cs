using System.Security.Cryptography;
using MeetingIntel.Storage.Identity;
using Microsoft.IdentityModel.Tokens;

namespace MeetingIntel.Api.Identity.Tokens;

/// <summary>
/// The keys that our tokens are signed with, as all front-ends share them. A key signs for thirty days; the next one is shown a day before it begins, and the last one
/// until its tokens have expired, so that nobody meets a token of a key that they can't know.
/// </summary>
internal sealed partial class SigningKeys(SigningKeyStore store, TimeProvider time, ILogger<SigningKeys> logger) : IDisposable
{
    private static readonly TimeSpan SignsFor = TimeSpan.FromDays(30);
    private static readonly TimeSpan ShownBefore = TimeSpan.FromDays(1);

    /// <summary>How long a list is good. Less than <see cref="ShownBefore"/>, so that a key is known everywhere before it signs.</summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(5);

    /// <summary>A token with a key that nobody knows is looked up so often and no more.</summary>
    private static readonly TimeSpan LookedUp = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _refreshing = new(1);
    private volatile KeyRing _ring = new([], default);

    /// <summary>The key that signs now.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<ECDsaSecurityKey> GetSigningKeyAsync(CancellationToken cancellationToken)
    {
        var ring = await FreshAsync(FreshFor, cancellationToken);
        return ring.SigningAt(time.GetUtcNow())?.Key ?? throw new InvalidOperationException("There is no signing key, though one was just made.");
    }

    /// <summary>The key that a token names.</summary>
    /// <param name="kid">What the token calls it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>: it is none of ours.</returns>
    public async ValueTask<ECDsaSecurityKey?> FindAsync(string kid, CancellationToken cancellationToken)
    {
        var ring = await FreshAsync(FreshFor, cancellationToken);
        var found = ring.Find(kid, time.GetUtcNow()) ?? (await FreshAsync(LookedUp, cancellationToken)).Find(kid, time.GetUtcNow());
        return found?.Key;
    }

    /// <summary>The public halves of all keys that may verify a token now or soon.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<IReadOnlyList<JsonWebKey>> ListPublicAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return [.. (await FreshAsync(FreshFor, cancellationToken)).Keys.Where(key => key.VerifiesUntil > now).Select(key => key.Public)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _refreshing.Dispose();
        _ring.Dispose();
    }

    private async ValueTask<KeyRing> FreshAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        if (IsFresh(_ring, age))
        {
            return _ring;
        }

        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            if (!IsFresh(_ring, age))
            {
                // The keys of the ring before may be verifying at this moment; the collector takes them.
                _ring = await ReadAsync(cancellationToken);
            }

            return _ring;
        }
        finally
        {
            _refreshing.Release();
        }
    }

    private bool IsFresh(KeyRing ring, TimeSpan age) => ring.Keys.Count > 0 && time.GetUtcNow() - ring.ReadAt < age;

    private async Task<KeyRing> ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var ring = Ring(await store.ListAsync(cancellationToken), now);
        if (ring.SigningAt(now) is null)
        {
            // From a little before now on: where another process has made it whose clock is ahead, it signs here as well.
            await MakeAsync(now - AccessTokens.Skew, cancellationToken);
        }
        else if (ring.SigningAt(now + ShownBefore) is null)
        {
            await MakeAsync(ring.SigningAt(now)!.SignsUntil, cancellationToken);
        }
        else
        {
            return ring;
        }

        return Ring(await store.ListAsync(cancellationToken), now);
    }

    private async Task MakeAsync(DateTimeOffset from, CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var publicKey = key.ExportSubjectPublicKeyInfo();
        // A name that says nothing of when or where it was made.
        var kid = Base64UrlEncoder.Encode(SHA256.HashData(publicKey).AsSpan(0, 12).ToArray());
        var until = from + SignsFor;
        await store.AddAsync(new(kid, publicKey, key.ExportPkcs8PrivateKey(), from, until, until + AccessTokens.Lifetime + AccessTokens.Skew), cancellationToken);
        LogMade(kid, from);
    }

    private KeyRing Ring(IReadOnlyList<SigningKeyRow> rows, DateTimeOffset now)
    {
        foreach (var row in rows.Where(row => row.PrivateKey is null))
        {
            LogClosed(row.Kid);
        }

        return new KeyRing([.. rows.Select(RingKey.From)], now);
    }

    [LoggerMessage(EventId = 71, Level = LogLevel.Information, Message = "A new key signs tokens from {From:u} on: {Kid}")]
    private partial void LogMade(string kid, DateTimeOffset from);

    [LoggerMessage(EventId = 72, Level = LogLevel.Warning, Message = "The signing key {Kid} can't be opened: this process lacks the key of ENCRYPTION_KEYS that sealed it. Its tokens are accepted; new ones are signed with another.")]
    private partial void LogClosed(string kid);

    private sealed record KeyRing(IReadOnlyList<RingKey> Keys, DateTimeOffset ReadAt) : IDisposable
    {
        public RingKey? SigningAt(DateTimeOffset moment) => Keys.LastOrDefault(key => key.Signs && key.SignsFrom <= moment && moment < key.SignsUntil);

        public RingKey? Find(string kid, DateTimeOffset now) => Keys.FirstOrDefault(key => string.Equals(key.Key.KeyId, kid, StringComparison.Ordinal) && now < key.VerifiesUntil);

        public void Dispose()
        {
            foreach (var key in Keys)
            {
                key.Key.ECDsa.Dispose();
            }
        }
    }

    private sealed record RingKey(ECDsaSecurityKey Key, JsonWebKey Public, bool Signs, DateTimeOffset SignsFrom, DateTimeOffset SignsUntil, DateTimeOffset VerifiesUntil)
    {
        public static RingKey From(SigningKeyRow row)
        {
            var algorithm = ECDsa.Create();
            if (row.PrivateKey is { } privateKey)
            {
                algorithm.ImportPkcs8PrivateKey(privateKey, out _);
            }
            else
            {
                algorithm.ImportSubjectPublicKeyInfo(row.PublicKey, out _);
            }

            using var publicHalf = ECDsa.Create();
            publicHalf.ImportSubjectPublicKeyInfo(row.PublicKey, out _);
            var shown = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(publicHalf) { KeyId = row.Kid });
            shown.Use = "sig";
            shown.Alg = SecurityAlgorithms.EcdsaSha256;
            return new(new ECDsaSecurityKey(algorithm) { KeyId = row.Kid }, shown, row.PrivateKey is not null, row.SignsFrom, row.SignsUntil, row.VerifiesUntil);
        }
    }
}
