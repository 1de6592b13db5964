using System.Text.Json;
using MeetingIntel.Insights;
using MeetingIntel.Transcription;
using Microsoft.Extensions.DependencyInjection;

namespace MeetingIntel.Providers.Insights.Tests;

/// <summary>What the tests say to the analyser, and how they compare what it answers.</summary>
internal static class Meetings
{
    public static IInsightAnalyser Analyser { get; } = new ServiceCollection().AddInsights().BuildServiceProvider().GetRequiredService<IInsightAnalyser>();

    public static IInsightAnalysis Begin() => Analyser.Begin(new InsightContext("", Dialogue.StartedAt));

    /// <summary>Lines of the form "Ana: what she says"; a line that begins with ": " has no speaker.</summary>
    public static TranscriptSegment Segment(int index, string line)
    {
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        return new TranscriptSegment($"seg_{index}", "mic", colon > 0 ? line[..colon] : null, index, index + 1, line[(colon + 2)..], [], null, "test", null);
    }

    /// <summary>What is understood of the lines in one pass at the end.</summary>
    public static async Task<InsightSet> AnalyseAsync(params IEnumerable<string> lines)
    {
        var analysis = Begin();
        foreach (var (index, line) in lines.Index())
            analysis.Add(Segment(index, line));

        return await analysis.AnalyseAsync(CancellationToken.None);
    }

    /// <summary>What is understood of turns with " / " between them, as they stand or as a recogniser without case and punctuation writes them.</summary>
    public static async Task<IReadOnlyList<Insight>> UnderstandAsync(string turns, bool stripped, InsightKind kind)
    {
        var lines = turns.Split(" / ").Select(turn => turn.Split(": ", 2)).Select(turn => (turn[0], turn[1])).ToList();
        var dialogue = new Dialogue(lines, []);
        var set = await AnalyseAsync((stripped ? dialogue.Stripped() : dialogue).Lines.Select(line => $"{line.Speaker}: {line.Text}"));
        return [.. set.Insights.Where(insight => insight.Kind == kind)];
    }

    /// <summary>All of a set, as text that is the same only if the sets are.</summary>
    public static string Text(InsightSet set) => JsonSerializer.Serialize(set);

    /// <summary>All that is said in the labelled dialogues.</summary>
    public static IReadOnlyList<string> Lines { get; } =
        [.. new[] { "tuned.txt", "heldout.txt" }.SelectMany(Dialogue.ReadAll).SelectMany(dialogue => dialogue.Lines.Concat(dialogue.Stripped().Lines)).Select(line => $"{line.Speaker}: {line.Text}")];
}
