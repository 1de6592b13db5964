using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;

namespace MeetingIntel.Providers.Stt.PocketSphinx;

/// <summary>The project's own list of words that a recogniser with many errors should not be able to put into somebody's mouth (<c>profanity.txt</c>).</summary>
internal static class Profanity
{
    private static readonly byte[] List = Read();

    /// <summary>The words, lower case.</summary>
    internal static FrozenSet<string> Words { get; } = System.Text.Encoding.UTF8.GetString(List)
        .Split('\n')
        .Where(line => !line.StartsWith('#'))
        .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Differs when the list does.</summary>
    internal static byte[] Version { get; } = SHA256.HashData(List);

    /// <summary>Whether a dictionary entry is one of the words, or is made of one: <c>word(2)</c>, <c>word's</c>, <c>word-up</c>.</summary>
    /// <param name="entry">The entry.</param>
    internal static bool Contains(string entry) =>
        DictionaryWord.Spoken(entry) is { } word && (Words.Contains(word) || (word.AsSpan().ContainsAny('-', '\'') && Array.Exists(word.Split('-', '\''), Words.Contains)));

    private static byte[] Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("stt.profanity") ?? throw new InvalidOperationException("The list of words is not in the assembly.");
        var list = new byte[stream.Length];
        stream.ReadExactly(list);
        return list;
    }
}
