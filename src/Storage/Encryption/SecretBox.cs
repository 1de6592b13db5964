using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Storage.Encryption;

/// <summary>
/// Seals what the database may keep but not know: AES-256-GCM, bound to the place that it is kept in. What was changed, or put into another place, does not open.
/// Sealed: one byte of version, 12 of nonce, 16 of tag, then as many as the secret has.
/// </summary>
public sealed class SecretBox
{
    private const byte Version = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeaderBytes = 1 + NonceBytes + TagBytes;

    private readonly IReadOnlyList<EncryptionKey> _keys;

    /// <summary>Takes the keys.</summary>
    /// <param name="options">At least one key.</param>
    public SecretBox(IOptions<EncryptionOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _keys = options.Value.Keys;
        if (_keys.Count == 0)
            throw new ArgumentException("There is no key to seal with.", nameof(options));
    }

    /// <summary>The key that seals from now on.</summary>
    public string CurrentKeyId => _keys[0].Id;

    /// <summary>Seals with the current key.</summary>
    /// <param name="secret">What nobody may read.</param>
    /// <param name="place">Where it will be kept; it opens there only.</param>
    public SealedSecret Seal(ReadOnlySpan<byte> secret, SecretPlace place)
    {
        var key = _keys[0];
        var box = new byte[HeaderBytes + secret.Length];
        box[0] = Version;
        var nonce = box.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key.Bytes, TagBytes);
        cipher.Encrypt(nonce, secret, box.AsSpan(HeaderBytes), box.AsSpan(1 + NonceBytes, TagBytes), Bind(key.Id, place));
        return new SealedSecret(key.Id, box);
    }

    /// <summary>Opens what was sealed.</summary>
    /// <param name="secret">What <see cref="Seal"/> gave.</param>
    /// <param name="place">Where it was found.</param>
    /// <returns><see langword="null"/>: it was changed, was sealed for another place, or with a key that this process does not have.</returns>
    public byte[]? TryOpen(SealedSecret secret, SecretPlace place)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var box = secret.Box;
        if (box.Length < HeaderBytes || box[0] != Version || _keys.FirstOrDefault(key => string.Equals(key.Id, secret.KeyId, StringComparison.Ordinal)) is not { } key)
            return null;

        var plain = new byte[box.Length - HeaderBytes];
        try
        {
            using var cipher = new AesGcm(key.Bytes, TagBytes);
            cipher.Decrypt(box.AsSpan(1, NonceBytes), box.AsSpan(HeaderBytes), box.AsSpan(1 + NonceBytes, TagBytes), plain, Bind(key.Id, place));
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <summary>What the cipher authenticates besides the secret. Lengths before the parts: no two places read the same.</summary>
    private static byte[] Bind(string keyId, SecretPlace place)
    {
        var bound = new StringBuilder().Append("meetingintel/").Append(Version);
        foreach (var part in (ReadOnlySpan<string>)[keyId, place.Table, place.OrgId, place.Row])
            bound.Append('/').Append(part.Length).Append(':').Append(part);
        return Encoding.UTF8.GetBytes(bound.ToString());
    }
}

/// <summary>Where a secret is kept.</summary>
/// <param name="Table">The table.</param>
/// <param name="OrgId">The organisation; empty for what is the server's own.</param>
/// <param name="Row">Which of its rows.</param>
public readonly record struct SecretPlace(string Table, string OrgId, string Row);

/// <summary>A sealed secret.</summary>
/// <param name="KeyId">What it was sealed with.</param>
/// <param name="Box">The bytes to keep.</param>
public sealed record SealedSecret(string KeyId, byte[] Box);
