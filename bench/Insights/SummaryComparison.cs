using MeetingIntel.Providers.Insights;

namespace MeetingIntel.Bench.Insights;

/// <summary>ROUGE of the analyser's final summary, and of baselines that get the same number of words, all in one run.</summary>
internal static class SummaryComparison
{
    public static async Task RunAsync(string title, IReadOnlyList<Meeting> meetings, IInsightAnalyser analyser)
    {
        var scores = new Dictionary<string, List<Rouge>>(StringComparer.Ordinal);
        var words = 0;
        foreach (var meeting in meetings)
        {
            var summary = await SummariseAsync(meeting, analyser);
            var length = Rouge.Words(summary).Length;
            words += length;
            Score("lead", Baselines.Lead(meeting, length));
            foreach (var random in Baselines.Randoms(meeting, length))
                Score("random", random);

            Score("TextRank", Baselines.TextRank(meeting, length, tidied: false));
            Score("TextRank, tidied", Baselines.TextRank(meeting, length, tidied: true));
            Score(analyser.Source, summary);
            Score(analyser.Source + ", no names", meeting.Turns.Select(turn => turn.Speaker).Distinct(StringComparer.Ordinal).Aggregate(summary, (text, speaker) => text.Replace(speaker + ": ", "", StringComparison.Ordinal)));

            void Score(string name, string text)
            {
                if (!scores.TryGetValue(name, out var list))
                    scores[name] = list = [];

                list.Add(Rouge.Of(text, meeting.Reference));
            }
        }

        Console.WriteLine($"{title}: {meetings.Count} meetings, {words / meetings.Count} words a summary");
        foreach (var (name, list) in scores)
        {
            var mean = Rouge.Mean(list);
            Console.WriteLine($"  {name,-18} ROUGE-1 {100 * mean.One,6:F2}  ROUGE-2 {100 * mean.Two,6:F2}  ROUGE-L {100 * mean.Longest,6:F2}");
        }
    }

    public static async Task<string> SummariseAsync(Meeting meeting, IInsightAnalyser analyser)
    {
        var analysis = analyser.Begin(new InsightContext(meeting.Name, DateTimeOffset.UnixEpoch));
        foreach (var segment in meeting.Segments())
            analysis.Add(segment);

        return (await analysis.AnalyseAsync(CancellationToken.None)).Summary?.Text ?? "";
    }
}
