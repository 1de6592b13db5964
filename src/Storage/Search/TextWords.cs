using System.Globalization;
using System.Text;

namespace MeetingIntel.Storage.Search;

/// <summary>A word and where it stands.</summary>
/// <param name="Start">First character.</param>
/// <param name="Text">The word.</param>
internal readonly record struct TextWord(int Start, string Text);

/// <summary>Cuts texts into words: runs of letters and digits, with the signs that stand above and below them.</summary>
internal static class TextWords
{
    /// <summary>The words of a text, in order.</summary>
    /// <param name="text">Any text.</param>
    public static IEnumerable<TextWord> Of(string text)
    {
        var start = -1;
        var position = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsPartOfWord(Rune.GetUnicodeCategory(rune)))
                start = start < 0 ? position : start;
            else if (start >= 0)
            {
                yield return new(start, text[start..position]);
                start = -1;
            }

            position += rune.Utf16SequenceLength;
        }

        if (start >= 0)
            yield return new(start, text[start..]);
    }

    private static bool IsPartOfWord(UnicodeCategory category) => category
        is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber;
}
