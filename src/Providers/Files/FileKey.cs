using System.Buffers;

namespace MeetingIntel.Providers.Files;

/// <summary>
/// Names of files: parts with slashes between, each of 1 to 128 letters, digits, <c>-</c>, <c>_</c> or <c>.</c>, and none that begins with a dot. So no name leads
/// out of the store, whatever it is kept in.
/// </summary>
public static class FileKey
{
    private const int MaxPart = 128;
    private const int MaxLength = 512;

    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>Whether a text is the name of a file.</summary>
    /// <param name="key">The text.</param>
    public static bool IsKey(string key)
    {
        if (key.Length is 0 or > MaxLength)
            return false;

        foreach (var part in key.AsSpan().Split('/'))
        {
            if (!IsPart(key.AsSpan()[part]))
                return false;
        }

        return true;
    }

    /// <summary>Whether a text is what names begin with: a name and a slash.</summary>
    /// <param name="prefix">The text.</param>
    public static bool IsPrefix(string prefix) => prefix.EndsWith('/') && IsKey(prefix[..^1]);

    /// <summary>Refuses what is no name.</summary>
    /// <param name="key">The text.</param>
    /// <exception cref="ArgumentException">A mistake of ours: names are made of ids.</exception>
    public static string Checked(string key) => IsKey(key) ? key : throw new ArgumentException("Not the name of a file.", nameof(key));

    /// <summary>Refuses what no names begin with.</summary>
    /// <param name="prefix">The text.</param>
    /// <exception cref="ArgumentException">A mistake of ours: names are made of ids.</exception>
    public static string CheckedPrefix(string prefix) => IsPrefix(prefix) ? prefix : throw new ArgumentException("Not what names of files begin with.", nameof(prefix));

    private static bool IsPart(ReadOnlySpan<char> part) => part.Length is > 0 and <= MaxPart && part[0] != '.' && !part.ContainsAnyExcept(Characters);
}
