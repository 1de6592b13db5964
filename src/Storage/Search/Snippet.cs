namespace MeetingIntel.Storage.Search;

/// <summary>Cuts a text into what was asked for and what lies between; of a long one, what stands around the first word that was asked for.</summary>
internal static class Snippet
{
    /// <summary>As much as somebody reads at a glance.</summary>
    public const int MaxLength = 300;

    private const int Before = 80;
    private const string Ellipsis = "…";

    /// <summary>Cuts a text.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="words">What is marked in it.</param>
    public static IReadOnlyList<SnippetPart> Cut(string text, HitWords words)
    {
        var all = TextWords.Of(text).ToList();
        var hits = all.FindAll(word => words.Meant.Contains(word.Text));
        var (start, end) = Stretch(text, all, hits.Count == 0 ? 0 : hits[0].Start);
        var parts = new List<SnippetPart>();
        var position = start;
        foreach (var hit in hits.Where(hit => hit.Start >= start && hit.Start + hit.Text.Length <= end))
        {
            Add(text[position..hit.Start], false);
            Add(hit.Text, true);
            position = hit.Start + hit.Text.Length;
        }

        Add(text[position..end], false);
        if (start > 0)
            parts.Insert(0, new(Ellipsis, false));
        if (end < text.Length)
            parts.Add(new(Ellipsis, false));
        return parts;

        void Add(string part, bool hit)
        {
            if (part.Length > 0)
                parts.Add(new(part, hit));
        }
    }

    /// <summary>From the beginning of a word to the end of one.</summary>
    private static (int Start, int End) Stretch(string text, List<TextWord> words, int first)
    {
        if (text.Length <= MaxLength || words.Count == 0)
            return (0, Math.Min(text.Length, MaxLength));

        var start = first <= Before ? 0 : words.Find(word => word.Start >= first - Before).Start;
        var last = words.FindLast(word => word.Start >= first && word.Start + word.Text.Length <= start + MaxLength);
        // A word that is longer than all of it is cut.
        return (start, start + MaxLength >= text.Length ? text.Length : last.Text is null ? start + MaxLength : last.Start + last.Text.Length);
    }
}
