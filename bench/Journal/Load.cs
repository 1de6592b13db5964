using System.Diagnostics;

namespace MeetingIntel.Bench.Journal;

/// <summary>Callers that each await every call: the closed loop that grains are.</summary>
internal static class Load
{
    /// <summary>Runs the callers for a while after a warm-up.</summary>
    /// <param name="callers">How many at once.</param>
    /// <param name="duration">How long to count.</param>
    /// <param name="call">One call of the caller of that number.</param>
    public static async Task<Throughput> RunAsync(int callers, TimeSpan duration, Func<int, Task> call)
    {
        var warmUp = duration / 4;
        var clock = Stopwatch.StartNew();
        var latencies = new List<double>[callers];
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var mine = latencies[caller] = [];
            while (clock.Elapsed < warmUp + duration)
            {
                var started = clock.Elapsed;
                await call(caller);
                if (started >= warmUp && clock.Elapsed < warmUp + duration)
                    mine.Add((clock.Elapsed - started).TotalMilliseconds);
            }
        })));

        var all = latencies.SelectMany(mine => mine).Order().ToArray();
        return new(all.Length / duration.TotalSeconds, all[all.Length / 2], all[(int)(all.Length * 0.99)]);
    }
}

/// <param name="PerSecond">Calls a second.</param>
/// <param name="P50">Milliseconds.</param>
/// <param name="P99">Milliseconds.</param>
internal sealed record Throughput(double PerSecond, double P50, double P99);
