using System.Buffers;

namespace MeetingIntel.Api.Exports;

/// <summary>What the file of a session is called where it is saved: as the session is, as far as file systems bear it.</summary>
internal static class ExportFileName
{
    private const int MaxLength = 100;

    // What Windows refuses, which is more than what anybody else does.
    private static readonly SearchValues<char> Unfit = SearchValues.Create("\"*/:<>?\\|");

    /// <summary>Makes a name.</summary>
    /// <param name="sessionName">What people call the session; may be empty.</param>
    /// <param name="extension">With its dot.</param>
    public static string Of(string sessionName, string extension)
    {
        var fit = string.Concat(sessionName.Select(c => char.IsControl(c) || Unfit.Contains(c) || char.IsWhiteSpace(c) ? ' ' : c));
        var words = string.Join(' ', fit.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var length = Math.Min(words.Length, MaxLength);
        var name = words[..(length > 0 && char.IsHighSurrogate(words[length - 1]) ? length - 1 : length)].Trim(' ', '.');
        return (name.Length == 0 ? "session" : name) + extension;
    }
}
