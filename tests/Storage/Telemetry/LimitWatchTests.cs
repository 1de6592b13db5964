using MeetingIntel.Storage.Telemetry;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Telemetry;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Storage.Tests.Telemetry;

/// <summary>When a limit counts as crossed.</summary>
public sealed class LimitWatchTests(PostgresServer server)
{
    private static readonly TelemetryLimits Limits = new(WarnLow: -10, WarnHigh: 10, AlarmLow: -20, AlarmHigh: 20, HoldSeconds: 1);

    [Fact]
    public void Look_BeyondALimit_SaysSoAtOnce()
    {
        Assert.Equal(["Ok>Warn 11/10", "Warn>Alarm 21/20"], Watch((0, 10), (1, 11), (2, 12), (3, 21), (4, 99)));
        Assert.Equal(["Ok>Alarm -21/-20"], Watch((0, -21)));
        Assert.Equal(["Ok>Warn -11/-10"], Watch((0, -11), (0.5, 11)));
    }

    [Fact]
    public void Look_BackAgain_SaysSoWhenItHasHeld()
    {
        Assert.Equal(["Ok>Warn 11/10"], Watch((0, 11), (1, 0), (1.9, 0)));
        Assert.Equal(["Ok>Warn 11/10", "Warn>Ok 0/"], Watch((0, 11), (1, 0), (2, 0)));
        Assert.Equal(["Ok>Alarm 21/20", "Alarm>Warn 11/"], Watch((0, 21), (1, 11), (2, 11)));
    }

    [Fact]
    public void Look_TremblingAroundALimit_IsOneCrossing() =>
        Assert.Equal(["Ok>Warn 11/10"], Watch([.. Enumerable.Range(0, 1000).Select(i => (i * 0.1, i % 2 == 0 ? 11.0 : 9.0))]));

    [Fact]
    public void Look_BehindNewerPoints_IsSaidOnceAndChangesNothing()
    {
        var watch = new LimitWatch("p1", null, Limits).GoOn(TelemetryLevel.Ok, null, Some.Noon.AddSeconds(100), 3);
        watch.Look(Some.Noon.AddSeconds(1), 11);
        watch.Look(Some.Noon.AddSeconds(2), 21);
        watch.Look(Some.Noon.AddSeconds(3), 12);

        var crossing = Assert.Single(watch.Finish());
        Assert.Equal((TelemetryLevel.Alarm, true, 4L, Some.Noon.AddSeconds(2)), (crossing.Level, crossing.Late, crossing.Number, crossing.MeasuredAt));
        Assert.Equal((TelemetryLevel.Ok, Some.Noon.AddSeconds(100)), (watch.Level, watch.WatchedTo));
    }

    [Fact]
    public void Look_CrossingAllTheTime_TellsSomeAndHowItEnds()
    {
        var watch = new LimitWatch("p1", null, Limits with { HoldSeconds = 0 }).GoOn(TelemetryLevel.Ok, null, null, 0);
        for (var i = 0; i < 1001; i++)
            watch.Look(Some.Noon.AddSeconds(i), i % 2 == 0 ? 11 : 0);

        var crossings = watch.Finish();
        Assert.Equal(LimitWatch.MaxCrossings + 1, crossings.Count);
        Assert.Equal((TelemetryLevel.Warn, TelemetryLevel.Warn), (watch.Level, crossings[^1].Level));
        Assert.Equal(crossings.Select(crossing => crossing.Level).SkipLast(1), crossings.Select(crossing => crossing.Previous).Skip(1));
    }

    [Fact]
    public async Task Append_BeyondALimit_PutsTheCrossingOnRecordWithThePoint()
    {
        await using var storage = await StorageHost.StartAsync(server).WithSessionAsync();
        await storage.WriteAsync(Points.Batch("p1", (0, 0)));
        await storage.Get<ITelemetryReads>().ChangeAsync(Some.Org, await storage.ChannelIdAsync("p1"), "bar", Limits, note: null, CancellationToken.None);

        // The writer takes the channel for one without limits until the database tells it otherwise.
        await storage.WriteAsync(Points.Batch("p1", (1, 11)));
        await storage.WriteAsync(Points.Batch("p1", (1, 11)));
        await storage.WriteAsync(Points.Batch("p1", (2, 21)));

        var crossings = await storage.Get<ITelemetryCrossings>().ReadAsync(10, CancellationToken.None);
        Assert.Equal(["1 Ok>Warn bar", "2 Warn>Alarm bar"], crossings.Select(item => $"{item.Crossing.Number} {item.Crossing.Previous}>{item.Crossing.Level} {item.Crossing.Unit}"));
        Assert.Equal(TelemetryLevel.Alarm, (await storage.Get<ITelemetryReads>().FindAsync(Some.Org, Points.Session, "p1", CancellationToken.None))!.Level);

        await storage.Get<ITelemetryCrossings>().RemoveAsync([crossings[0]], CancellationToken.None);
        Assert.Equal([2L], (await storage.Get<ITelemetryCrossings>().ReadAsync(10, CancellationToken.None)).Select(item => item.Crossing.Number));
    }

    [Fact]
    public async Task AppendStream_BeyondALimit_PutsTheCrossingsOnRecord()
    {
        await using var storage = await StorageHost.StartAsync(server).WithSessionAsync();
        await storage.WriteAsync(Points.Batch("p1", (0, 0)));
        await storage.Get<ITelemetryReads>().ChangeAsync(Some.Org, await storage.ChannelIdAsync("p1"), null, Limits, note: null, CancellationToken.None);

        await storage.Get<ITelemetryStore>().AppendStreamAsync(Some.Org, Points.Session, StretchesAsync(), CancellationToken.None);

        Assert.Equal(["Warn", "Alarm"], (await storage.Get<ITelemetryCrossings>().ReadAsync(10, CancellationToken.None)).Select(item => item.Crossing.Level.ToString()));

        static async IAsyncEnumerable<TelemetryBatch> StretchesAsync()
        {
            await Task.Yield();
            yield return Points.Batch("p1", (5, 21), (4, 11));
            yield return Points.Batch("p2", (5, 21), (4, 11));
        }
    }

    [Fact]
    public async Task Journal_KnowsHowFarAChannelsCrossingsAreTold()
    {
        await using var storage = await StorageHost.StartAsync(server).WithSessionAsync();

        await storage.Journal.AppendAsync(Some.Append(Points.Session, 2, Crossed("p1", 1), Crossed("p1", 2), Crossed("p2", 1)));

        Assert.Equal(2, await storage.Get<ITelemetryReads>().FindToldAsync(Some.Org, Points.Session, "p1", CancellationToken.None));
        Assert.Equal(1, await storage.Get<ITelemetryReads>().FindToldAsync(Some.Org, Points.Session, "p2", CancellationToken.None));
        Assert.Equal(0, await storage.Get<ITelemetryReads>().FindToldAsync("org_other", Points.Session, "p1", CancellationToken.None));

        static TelemetryLimitCrossed Crossed(string channel, long number) => new(channel, number, TelemetryLevel.Warn, TelemetryLevel.Ok, 11, 10, null, Some.Noon, Late: false);
    }

    private static IReadOnlyList<string> Watch(params (double Second, double Value)[] points)
    {
        var watch = new LimitWatch("p1", null, Limits).GoOn(TelemetryLevel.Ok, null, null, 0);
        foreach (var (second, value) in points)
            watch.Look(Some.Noon.AddSeconds(second), value);
        return [.. watch.Finish().Select(crossing => $"{crossing.Previous}>{crossing.Level} {crossing.Value}/{crossing.Limit}")];
    }
}
