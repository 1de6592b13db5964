using System.Globalization;

namespace Orleans.Runtime;

/// <summary>How integer and GUID keys, alone or with an extension, are written into a <see cref="GrainId"/>.</summary>
public static class GrainIdKeyExtensions
{
    private const char ExtensionSeparator = '+';

    /// <summary>A key of an integer, in upper-case hexadecimal.</summary>
    public static IdSpan CreateIntegerKey(long key) => IdSpan.Create(key.ToString("X", CultureInfo.InvariantCulture));

    /// <summary>A key of an integer and an optional extension.</summary>
    public static IdSpan CreateIntegerKey(long key, string? keyExtension) =>
        string.IsNullOrWhiteSpace(keyExtension) ? CreateIntegerKey(key) : IdSpan.Create($"{key:X}{ExtensionSeparator}{keyExtension}");

    /// <summary>A key of a GUID, in 32 digits.</summary>
    public static IdSpan CreateGuidKey(Guid key) => IdSpan.Create(key.ToString("N"));

    /// <summary>A key of a GUID and an optional extension.</summary>
    public static IdSpan CreateGuidKey(Guid key, string? keyExtension) =>
        string.IsNullOrWhiteSpace(keyExtension) ? CreateGuidKey(key) : IdSpan.Create($"{key:N}{ExtensionSeparator}{keyExtension}");

    /// <summary>Reads an integer key; false if the key is something else.</summary>
    public static bool TryGetIntegerKey(this GrainId grainId, out long key, out string? keyExt)
    {
        var text = Split(grainId, out keyExt);
        return long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out key);
    }

    /// <summary>The integer key.</summary>
    /// <exception cref="ArgumentException">The key is something else.</exception>
    public static long GetIntegerKey(this GrainId grainId, out string? keyExt) =>
        TryGetIntegerKey(grainId, out var key, out keyExt)
            ? key
            : throw new ArgumentException($"Value \"{grainId}\" is not in the correct format for an Integer key.", nameof(grainId));

    /// <summary>The integer key.</summary>
    /// <exception cref="ArgumentException">The key is something else.</exception>
    public static long GetIntegerKey(this GrainId grainId) => GetIntegerKey(grainId, out _);

    /// <summary>Reads a GUID key; false if the key is something else.</summary>
    public static bool TryGetGuidKey(this GrainId grainId, out Guid key, out string? keyExt)
    {
        var text = Split(grainId, out keyExt);
        return Guid.TryParseExact(text, "N", out key);
    }

    /// <summary>The GUID key.</summary>
    /// <exception cref="ArgumentException">The key is something else.</exception>
    public static Guid GetGuidKey(this GrainId grainId, out string? keyExt) =>
        TryGetGuidKey(grainId, out var key, out keyExt)
            ? key
            : throw new ArgumentException($"Value \"{grainId}\" is not in the correct format for a Guid key.", nameof(grainId));

    /// <summary>The GUID key.</summary>
    /// <exception cref="ArgumentException">The key is something else.</exception>
    public static Guid GetGuidKey(this GrainId grainId) => GetGuidKey(grainId, out _);

    private static ReadOnlySpan<char> Split(GrainId grainId, out string? extension)
    {
        var text = grainId.Key.ToString();
        var at = text.IndexOf(ExtensionSeparator, StringComparison.Ordinal);
        extension = at < 0 ? null : text[(at + 1)..];
        return at < 0 ? text : text.AsSpan(0, at);
    }
}
