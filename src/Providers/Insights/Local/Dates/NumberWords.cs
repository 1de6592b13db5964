using System.Collections.Frozen;
using System.Globalization;

namespace MeetingIntel.Providers.Insights.Local.Dates;

/// <summary>Reads numbers, in digits or as they are spoken.</summary>
internal static class NumberWords
{
    /// <summary>Regular expression for a small number: "3", "three", "a", "a couple of".</summary>
    public const string Count = @"\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a couple of|a few|thirty|sixty|ninety";

    /// <summary>Regular expression for a day of a month: "3", "3rd", "third", "twenty first".</summary>
    public const string Day =
        @"\d{1,2}(?:st|nd|rd|th)?|(?:twenty[ -]|thirty[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth";

    private static readonly FrozenDictionary<string, int> Counts = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["a"] = 1, ["an"] = 1, ["one"] = 1, ["two"] = 2, ["a couple of"] = 2, ["three"] = 3, ["a few"] = 3, ["four"] = 4, ["five"] = 5, ["six"] = 6,
        ["seven"] = 7, ["eight"] = 8, ["nine"] = 9, ["ten"] = 10, ["eleven"] = 11, ["twelve"] = 12, ["thirty"] = 30, ["sixty"] = 60, ["ninety"] = 90,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int> Ordinals = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["first"] = 1, ["second"] = 2, ["third"] = 3, ["fourth"] = 4, ["fifth"] = 5, ["sixth"] = 6, ["seventh"] = 7, ["eighth"] = 8, ["ninth"] = 9,
        ["tenth"] = 10, ["eleventh"] = 11, ["twelfth"] = 12, ["thirteenth"] = 13, ["fourteenth"] = 14, ["fifteenth"] = 15, ["sixteenth"] = 16,
        ["seventeenth"] = 17, ["eighteenth"] = 18, ["nineteenth"] = 19, ["twentieth"] = 20, ["thirtieth"] = 30,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The number that a match of <see cref="Count"/> means.</summary>
    public static int ReadCount(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var digits) ? digits : Counts[text];

    /// <summary>The day that a match of <see cref="Day"/> means: 0…99.</summary>
    public static int ReadDay(string text)
    {
        if (int.TryParse(text.AsSpan().TrimEnd("stndrh"), NumberStyles.None, CultureInfo.InvariantCulture, out var day) || Ordinals.TryGetValue(text, out day))
            return day;

        return (text[1] == 'w' ? 20 : 30) + Ordinals[text[7..]];
    }

    /// <summary>Whether a word can begin the number of a day.</summary>
    public static bool BeginsDay(string word) => char.IsDigit(word[0]) || Ordinals.ContainsKey(word) || word is "twenty" or "the";
}
