using System.Diagnostics;
using MeetingIntel.Providers.Insights;

namespace MeetingIntel.Bench.Insights;

/// <summary>The cost of a pass in a meeting of about ten hours, with a pass after every few segments.</summary>
internal static class LongMeeting
{
    private const int Segments = 6000;
    private const int SegmentsPerPass = 3;

    public static async Task RunAsync(IReadOnlyList<Meeting> meetings, IInsightAnalyser analyser)
    {
        // Turns of many words, as they are said between pauses, of all the meetings one after another.
        var turns = meetings.SelectMany(meeting => meeting.Turns).Where(turn => turn.Text.Count(c => c == ' ') is > 8 and < 40).Take(Segments).ToList();
        var meeting = new Meeting("long", turns, "");
        var analysis = analyser.Begin(new InsightContext(meeting.Name, DateTimeOffset.UnixEpoch));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var passes = new List<double>();
        var adding = TimeSpan.Zero;
        var count = 0;
        foreach (var segment in meeting.Segments())
        {
            var start = Stopwatch.GetTimestamp();
            analysis.Add(segment);
            adding += Stopwatch.GetElapsedTime(start);
            if (++count % SegmentsPerPass != 0)
                continue;

            start = Stopwatch.GetTimestamp();
            await analysis.AnalyseAsync(CancellationToken.None);
            passes.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        passes.Sort();
        Console.WriteLine(
            $"long meeting: {count} segments, {turns.Sum(turn => turn.Text.Count(c => c == ' ') + 1)} words; add {adding.TotalMicroseconds / count:F0} µs a segment; " +
            $"{passes.Count} passes: mean {passes.Average():F2} ms, p99 {passes[passes.Count * 99 / 100]:F2} ms, worst {passes[^1]:F2} ms; {memory / count} bytes a segment");
        GC.KeepAlive(analysis);
    }
}
