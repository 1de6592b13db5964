using System.Globalization;
using System.Text;
using MeetingIntel.Storage.Connections;

namespace MeetingIntel.Storage.Search;

/// <summary>
/// What narrows a search besides words, as it stands among an entry's words: organisation, month, kind, speaker, tags. The migration that made the table says the same
/// in SQL of what was there before, and <c>search_hits</c> asks for it. Made here, since there it would cost more than all the words.
/// </summary>
internal static class SearchLabels
{
    private const int MonthsInYear = 12;

    /// <summary>Nobody can ask for longer ones, and the database takes no word of more than 2046 bytes.</summary>
    private const int Longest = 500;

    /// <summary>The labels of an entry, as the database reads a list of words.</summary>
    /// <param name="orgId">Whose it is.</param>
    /// <param name="at">When it was, UTC.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="speaker">Who said it.</param>
    /// <param name="tags">A note's labels.</param>
    public static string Of(string orgId, DateTime at, SearchKind kind, string? speaker, IReadOnlyList<string> tags)
    {
        var text = new StringBuilder();
        Add('o', orgId);
        Add('m', ((at.Year * MonthsInYear) + at.Month).ToString(CultureInfo.InvariantCulture));
        if (kind is not SearchKind.Transcript)
            Add('k', EnumNames<SearchKind>.Of(kind));
        if (!string.IsNullOrEmpty(speaker))
            Add('s', speaker);
        foreach (var tag in tags)
            Add('t', tag);
        return text.ToString();

        void Add(char sign, string value)
        {
            if (value.Length > Longest)
                return;

            text.Append("'=").Append(sign).Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)).Append("' ");
        }
    }
}
