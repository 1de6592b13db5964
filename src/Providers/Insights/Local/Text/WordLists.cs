using System.Collections.Frozen;
using System.Reflection;

namespace MeetingIntel.Providers.Insights.Local.Text;

/// <summary>The project's own word lists (<c>Words/*.txt</c>): what a word is good for, since nothing here knows grammar.</summary>
internal static class WordLists
{
    public static readonly FrozenSet<string> Function = Load("function");
    public static readonly FrozenSet<string> Filler = Load("filler");
    public static readonly FrozenSet<string> Everyday = Load("everyday");
    public static readonly FrozenSet<string> IrregularPast = Load("irregular");
    public static readonly FrozenSet<string> Role = Load("role");
    public static readonly FrozenSet<string> Task = Load("task");
    public static readonly FrozenSet<string> Talk = Load("talk");

    /// <summary>Whether the word says something about what is talked of.</summary>
    public static bool IsContent(string word) =>
        word.Length > 1 && !Function.Contains(word) && !Everyday.Contains(word) && char.IsLetter(word[0]);

    private static FrozenSet<string> Load(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("insights." + name)
            ?? throw new InvalidOperationException($"The word list '{name}' is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd()
            .Split('\n')
            .Where(line => !line.StartsWith('#'))
            .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .ToFrozenSet(StringComparer.Ordinal);
    }
}
