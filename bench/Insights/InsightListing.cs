using MeetingIntel.Providers.Insights;

namespace MeetingIntel.Bench.Insights;

/// <summary>Prints all that is understood of a meeting, to be read by people.</summary>
internal static class InsightListing
{
    public static async Task PrintAsync(Meeting meeting, IInsightAnalyser analyser)
    {
        var analysis = analyser.Begin(new InsightContext(meeting.Name, DateTimeOffset.UnixEpoch));
        foreach (var segment in meeting.Segments())
            analysis.Add(segment);

        var set = await analysis.AnalyseAsync(CancellationToken.None);
        Console.WriteLine($"=== {meeting.Name}\n{set.Summary?.Text}\n--- reference\n{meeting.Reference}");
        foreach (var insight in set.Insights.OrderBy(insight => insight.Kind))
            Console.WriteLine($"{insight.Kind} [{string.Join(' ', insight.SegmentIds)}] {insight.Text} | {insight.Assignee} | {insight.Due} {insight.DueOn:yyyy-MM-dd} | {insight.Status} {insight.Answer}");
    }
}
