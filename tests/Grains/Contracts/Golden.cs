namespace MeetingIntel.Grains.Tests.Contracts;

/// <summary>What was written once and has to be read for ever: a line for each name.</summary>
internal static class Golden
{
    public static IReadOnlyDictionary<string, string> Read(string file) => File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Contracts", file))
        .Where(line => line.Length > 0)
        .Select(line => line.Split(' ', 2))
        .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    /// <summary>Compares what would be written now; a difference is shown as the lines that the file would need.</summary>
    public static void Check(string file, IEnumerable<KeyValuePair<string, string>> now)
    {
        var known = Read(file);
        var lines = now.Where(entry => known.GetValueOrDefault(entry.Key) != entry.Value).Select(entry => $"{entry.Key} {entry.Value}").Order(StringComparer.Ordinal).ToList();
        Assert.True(lines.Count == 0, $"{file} says otherwise. A new line may be added; a changed one breaks journals and rolling updates:\n{string.Join('\n', lines)}");
    }
}
