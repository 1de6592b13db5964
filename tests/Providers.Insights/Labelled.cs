using System.Globalization;
using System.Text.RegularExpressions;
using MeetingIntel.Insights;
using MeetingIntel.Transcription;

namespace MeetingIntel.Providers.Insights.Tests;

/// <summary>What is expected of, or was found in, a line of a dialogue.</summary>
internal sealed record Finding(InsightKind Kind, int Line, string Detail);

/// <summary>A short dialogue with all that must be found in it.</summary>
internal sealed partial record Dialogue(IReadOnlyList<(string Speaker, string Text)> Lines, IReadOnlyList<Finding> Expected)
{
    public static readonly DateTimeOffset StartedAt = new(2025, 6, 4, 10, 0, 0, TimeSpan.FromHours(2));

    public static IReadOnlyList<Dialogue> ReadAll(string name)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Labelled", name));
        return [.. text.Split("\n\n").Select(Read).Where(dialogue => dialogue.Lines.Count > 0)];
    }

    /// <summary>The same as a recogniser without case and punctuation would write it.</summary>
    public Dialogue Stripped() => this with { Lines = [.. Lines.Select(line => (line.Speaker, Spaces().Replace(Marks().Replace(line.Text.ToLowerInvariant(), " "), " ").Trim()))] };

    public IEnumerable<TranscriptSegment> Segments() =>
        Lines.Select((line, i) => new TranscriptSegment($"seg_{i}", "mic", line.Speaker, 5 * i, (5 * i) + 4, line.Text, [], null, "test", null));

    /// <summary>What the analyser finds, without topics and summary.</summary>
    public async Task<IReadOnlyList<Finding>> AnalyseAsync(IInsightAnalyser analyser)
    {
        var analysis = analyser.Begin(new InsightContext("", StartedAt));
        foreach (var segment in Segments())
            analysis.Add(segment);

        var set = await analysis.AnalyseAsync(TestContext.Current.CancellationToken);
        return [.. set.Insights.Where(insight => insight.Kind is not InsightKind.Topic).Select(Describe)];
    }

    private static Finding Describe(Insight insight) => new(insight.Kind, int.Parse(insight.SegmentIds[0].AsSpan(4), CultureInfo.InvariantCulture), insight.Kind switch
    {
        InsightKind.ActionItem => $"{insight.Assignee ?? "-"} {Day(insight)}",
        InsightKind.Question => insight.Status is InsightStatus.Open ? "open" : "answered",
        InsightKind.Date => Day(insight),
        _ => "",
    });

    private static string Day(Insight insight) => insight.DueOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "-";

    private static Dialogue Read(string block)
    {
        var lines = new List<(string, string)>();
        var expected = new List<Finding>();
        foreach (var line in block.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] != '>')
            {
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                lines.Add((line[..colon], line[(colon + 2)..]));
                continue;
            }

            var parts = line[2..].Split(['|', ' '], StringSplitOptions.RemoveEmptyEntries);
            expected.Add(parts[0] switch
            {
                "action" => new Finding(InsightKind.ActionItem, lines.Count - 1, $"{parts[1]} {(parts.Length > 2 ? parts[2] : "-")}"),
                "question" => new Finding(InsightKind.Question, lines.Count - 1, parts[1]),
                "date" => new Finding(InsightKind.Date, lines.Count - 1, parts[1]),
                "decision" => new Finding(InsightKind.Decision, lines.Count - 1, ""),
                _ => throw new FormatException(line),
            });
        }

        return new Dialogue(lines, expected);
    }

    [GeneratedRegex(@"[^\p{L}\p{N}' ]", RegexOptions.None, 1000)]
    private static partial Regex Marks();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
