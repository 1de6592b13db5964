using System.Text.Json;
using System.Text.RegularExpressions;
using MeetingIntel.Transcription;

namespace MeetingIntel.Bench.Insights;

/// <summary>A meeting of the QMSum data set: its turns and the reference summary of the whole.</summary>
internal sealed partial record Meeting(string Name, IReadOnlyList<(string Speaker, string Text)> Turns, string Reference)
{
    private const int Patience = 1000;

    public static IReadOnlyList<Meeting> ReadAll(string directory) =>
        [.. Directory.EnumerateFiles(directory, "*.json").Order(StringComparer.Ordinal).Select(Read)];

    /// <summary>The same meeting as a recogniser without case and punctuation would write it.</summary>
    public Meeting Stripped() => this with { Turns = [.. Turns.Select(turn => (turn.Speaker, Spaces().Replace(Marks().Replace(turn.Text.ToLowerInvariant(), " "), " ").Trim()))] };

    /// <summary>Every turn as a segment; speech takes a third of a second a word.</summary>
    public IEnumerable<TranscriptSegment> Segments()
    {
        var at = 0.0;
        for (var i = 0; i < Turns.Count; i++)
        {
            var (speaker, text) = Turns[i];
            var end = at + (0.35 * text.Count(c => c == ' '));
            yield return new TranscriptSegment($"seg_{i}", "room", speaker, at, end, text, [], null, "qmsum", null);
            at = end;
        }
    }

    private static Meeting Read(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        var root = json.RootElement;
        return new Meeting(
            Path.GetFileNameWithoutExtension(file),
            [.. root.GetProperty("meeting_transcripts").EnumerateArray().Select(turn => (turn.GetProperty("speaker").GetString()!, Clean(turn.GetProperty("content").GetString()!)))],
            root.GetProperty("general_query_list")[0].GetProperty("answer").GetString()!);
    }

    /// <summary>Undoes what the data set's annotation did to the text: "{vocalsound}" out, "I 'm fine ." together again.</summary>
    private static string Clean(string text)
    {
        text = Annotation().Replace(text, " ");
        text = Letters().Replace(text, match => match.Value.Replace("_", "", StringComparison.Ordinal));
        text = BeforeMark().Replace(text, "${mark}");
        return Spaces().Replace(text, " ").Trim();
    }

    [GeneratedRegex(@"\{[^}]*\}|@", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Annotation();

    [GeneratedRegex(@"\b(?:[A-Za-z]_)+", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Letters();

    [GeneratedRegex(@"\s+(?<mark>[,.;:?!]|'(?:s|m|re|ll|d|ve|t)\b|n't\b)", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex BeforeMark();

    [GeneratedRegex(@"[^\p{L}\p{N}' ]", RegexOptions.None, Patience)]
    private static partial Regex Marks();

    [GeneratedRegex(@"\s+", RegexOptions.None, Patience)]
    private static partial Regex Spaces();
}
