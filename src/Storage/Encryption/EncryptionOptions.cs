using System.Buffers.Text;

namespace MeetingIntel.Storage.Encryption;

/// <summary>The keys that secrets in the database are sealed with; the database never has them.</summary>
public sealed class EncryptionOptions
{
    /// <summary>Name of the setting: <c>id:key</c>, or several of them with commas between; a key is 32 bytes as base64. The first seals, all of them open.</summary>
    public const string Setting = "ENCRYPTION_KEYS";

    /// <summary>Bytes of a key.</summary>
    public const int KeyBytes = 32;

    private const int MaxIdLength = 32;

    /// <summary>The keys, by name, the one that seals first.</summary>
    public IReadOnlyList<EncryptionKey> Keys { get; set; } = [];

    /// <summary>Reads the setting.</summary>
    /// <param name="text">What it says.</param>
    /// <exception cref="FormatException">It makes no sense; the message is one line for operators and holds no key.</exception>
    public static IReadOnlyList<EncryptionKey> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var keys = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(ParseOne).ToList();
        return keys.Count == keys.DistinctBy(key => key.Id, StringComparer.Ordinal).Count()
            ? keys
            : throw new FormatException($"{Setting} names a key twice.");
    }

    private static EncryptionKey ParseOne(string text, int index)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var id = colon > 0 ? text[..colon] : "";
        if (id.Length is 0 or > MaxIdLength || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            throw new FormatException($"{Setting}: entry {index + 1} must be id:key, the id of at most {MaxIdLength} letters, digits, '-' and '_'.");

        var key = text[(colon + 1)..];
        return Base64.IsValid(key) && Convert.FromBase64String(key) is { Length: KeyBytes } bytes
            ? new EncryptionKey(id, bytes)
            : throw new FormatException($"{Setting}: the key '{id}' must be {KeyBytes} bytes as base64 (openssl rand -base64 {KeyBytes}).");
    }
}

/// <summary>A key.</summary>
/// <param name="id">What it is called beside what it sealed.</param>
/// <param name="bytes">The key itself.</param>
public sealed class EncryptionKey(string id, byte[] bytes)
{
    /// <summary>What it is called.</summary>
    public string Id => id;

    /// <summary>The key itself.</summary>
    internal byte[] Bytes => bytes;
}
