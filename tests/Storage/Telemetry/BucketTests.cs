using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using MeetingIntel.Storage.Telemetry;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Storage.Tests.Telemetry;

/// <summary>What a plot shows: the same, whichever way it is summed up, and never without its highest and lowest.</summary>
public sealed class BucketTests(PostgresServer server)
{
    [Fact]
    public async Task SumUp_OfFewPoints_GivesThePoints()
    {
        await using var storage = await StorageHost.StartAsync(server).WithSessionAsync();
        await storage.WriteAsync(Points.Batch("p1", (0, 1), (0.5, -2), (61, 3)));

        var series = await storage.SumUpAsync("p1", maxPoints: 3);

        Assert.Equal(0, series.Resolution);
        Assert.Equal([(0.0, 1L, 1.0), (0.5, 1, -2), (61, 1, 3)], series.Buckets.Select(bucket => ((bucket.At - Some.Noon).TotalSeconds, bucket.Count, bucket.Max)));
    }

    [Fact]
    public async Task SumUp_FromPointsSecondsAndMinutes_SaysTheSame()
    {
        await using var storage = await StorageHost.StartAsync(server).WithSessionAsync();
        var random = new Random(7);
        var points = Enumerable.Range(0, 120_000).Select(i => (Second: i * 0.01, Value: Math.Round(random.NextDouble() * 100, 3))).ToArray();
        points[77_777].Value = 1e6;
        points[5].Value = -1e6;
        foreach (var stretch in points.Chunk(10_000))
            await storage.WriteAsync(Points.Batch("p1", stretch));

        foreach (var resolution in (double[])[1, 8, 60, 300])
        {
            var before = await storage.SumUpAsync("p1", resolution);
            await EverySecondAsync(storage);
            var after = await storage.SumUpAsync("p1", resolution);

            Assert.Equal(resolution, after.Resolution);
            Same(Expected(points, resolution), before.Buckets);
            Same(Expected(points, resolution), after.Buckets);
        }

        var plot = await storage.SumUpAsync("p1", maxPoints: 100);
        Assert.True(plot.Buckets.Count is > 50 and <= 100, $"{plot.Buckets.Count} of 100");
        Assert.Equal((1e6, -1e6, 120_000L), (plot.Buckets.Max(bucket => bucket.Max), plot.Buckets.Min(bucket => bucket.Min), plot.Buckets.Sum(bucket => bucket.Count)));
    }

    /// <summary>Seconds that were summed up before a late point came are of no use any more.</summary>
    [Fact]
    public async Task SumUp_AfterALatePoint_ShowsIt()
    {
        await using var storage = await StorageHost.StartAsync(server).WithSessionAsync();
        foreach (var stretch in Enumerable.Range(0, 120_000).Select(i => (i * 0.01, 1.0)).Chunk(20_000))
            await storage.WriteAsync(Points.Batch("p1", stretch));
        await EverySecondAsync(storage);

        await storage.WriteAsync(Points.Batch("p1", (33.3333, 99)));

        var series = await storage.SumUpAsync("p1", 1);
        Assert.Equal(99, series.Buckets.Single(bucket => bucket.At == Some.Noon.AddSeconds(33)).Max);
        Assert.Equal(120_001, series.Buckets.Sum(bucket => bucket.Count));
        await EverySecondAsync(storage);
        Assert.Equal(series.Buckets, (await storage.SumUpAsync("p1", 1)).Buckets);
    }

    [Fact]
    public void SumUp_OfAnyStretch_HasNoMoreBucketsThanAskedForAndLeavesNothingOut() => Prop.ForAll(
        (from span in Gen.Choose(0, 100_000_000) from most in Gen.Choose(2, 10_000) from begin in Gen.Choose(0, 1_000_000_000) from few in Gen.Elements(true, false) select (span, most, begin, few)).ToArbitrary(),
        sample =>
        {
            var from = Some.Noon.AddMilliseconds(sample.begin);
            var to = from.AddMilliseconds(sample.span);
            var width = BucketWidth.Choose(to - from, null, sample.most, sample.few);
            var buckets = ((width.Floor(to) - width.Floor(from)) / width.Length) + 1;
            return width.Floor(from) <= from && width.Floor(from) > from - width.Length && buckets <= sample.most
                && (width.Level != BucketLevel.Minutes || width.Length.Ticks % TimeSpan.TicksPerMinute == 0)
                && (width.Level != BucketLevel.Seconds || width.Length.Ticks % TimeSpan.TicksPerSecond == 0);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Floor_IsTheDatabases()
    {
        await using var database = await server.CreateDatabaseAsync();
        foreach (var (seconds, at) in (IEnumerable<(double, DateTimeOffset)>)[(7, Some.Noon), (60, Some.Noon.AddSeconds(59.9)), (0.25, Some.Noon.AddMilliseconds(900)), (3600, DateTimeOffset.UnixEpoch.AddSeconds(-1))])
        {
            var known = await database.QueryAsync<DateTime>($"SELECT date_bin(make_interval(secs => {seconds}), '{at:O}'::timestamptz, 'epoch')");
            Assert.Equal(known.Single(), new BucketWidth(TimeSpan.FromSeconds(seconds), BucketLevel.Points).Floor(at).UtcDateTime);
        }
    }

    /// <summary>Has the seconds of all minutes summed up, as the server does when it has time.</summary>
    private static async Task EverySecondAsync(StorageHost storage)
    {
        const string Left = "SELECT channel_id || ' ' || extract(epoch FROM at)::bigint FROM telemetry_buckets WHERE seconds = 60 AND points >= 600 AND in_seconds <> points";
        foreach (var minute in await storage.Database.QueryAsync<string>(Left))
        {
            var parts = minute.Split(' ');
            await storage.Get<SecondBuckets>().MakeAsync(int.Parse(parts[0], CultureInfo.InvariantCulture), DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[1], CultureInfo.InvariantCulture)).UtcDateTime, CancellationToken.None);
        }

        Assert.Empty(await storage.Database.QueryAsync<string>(Left));
    }

    private static List<TelemetryBucket> Expected((double Second, double Value)[] points, double resolution) =>
    [
        .. points.GroupBy(point => Math.Floor(point.Second / resolution))
            .Select(group => new TelemetryBucket(Some.Noon.AddSeconds(group.Key * resolution), group.Count(), group.Min(point => point.Value), group.Max(point => point.Value), group.Average(point => point.Value))),
    ];

    private static void Same(List<TelemetryBucket> expected, IReadOnlyList<TelemetryBucket> buckets)
    {
        Assert.Equal(expected.Select(bucket => (bucket.At, bucket.Count, bucket.Min, bucket.Max)), buckets.Select(bucket => (bucket.At, bucket.Count, bucket.Min, bucket.Max)));
        Assert.All(expected.Zip(buckets), pair => Assert.Equal(pair.First.Mean, pair.Second.Mean, tolerance: 1e-6));
    }
}
