namespace MeetingIntel.Providers.Stt.PocketSphinx;

/// <summary>Words as the dictionary writes them.</summary>
internal static class DictionaryWord
{
    /// <summary>The word that was spoken.</summary>
    /// <param name="entry">A dictionary entry, for example <c>the(2)</c> (the word's second pronunciation), <c>&lt;sil&gt;</c> or <c>[NOISE]</c>.</param>
    /// <returns>The word; <see langword="null"/> for what is none.</returns>
    internal static string? Spoken(string? entry)
    {
        if (string.IsNullOrEmpty(entry) || entry[0] is '<' or '[' or '+')
        {
            return null;
        }

        return entry[^1] == ')' && entry.LastIndexOf('(') is > 0 and var variant ? entry[..variant] : entry;
    }
}
