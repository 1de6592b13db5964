using System.Text.RegularExpressions;

namespace MeetingIntel.Api.Exports;

/// <summary>What people said and wrote, in a Markdown document: it reads as it was written and formats nothing.</summary>
internal static partial class MarkdownText
{
    /// <summary>A text that may have lines.</summary>
    /// <param name="text">As somebody wrote it.</param>
    public static string Escape(string text) => Lines().Replace(Starts().Replace(Special().Replace(text, @"\$0"), @"${before}\${mark}"), "  \n");

    /// <summary>A text on one line: for headings.</summary>
    /// <param name="text">As somebody wrote it.</param>
    public static string EscapeLine(string text) => Lines().Replace(Special().Replace(text, @"\$0"), " ");

    // An underscore within a word formats nothing, and ids and channels are full of them.
    [GeneratedRegex(@"[\\`*\[\]<>#|~&]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Special();

    // What makes a list, a heading or a rule of a line that begins with it.
    [GeneratedRegex(@"^(?<before>\s*\d{0,9})(?<mark>[-+=]|[.)](?=\s|$))", RegexOptions.CultureInvariant | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Starts();

    [GeneratedRegex(@"\r\n|\r|\n", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Lines();
}
