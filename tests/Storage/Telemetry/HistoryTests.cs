using MeetingIntel.Storage.Telemetry;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Storage.Tests.Telemetry;

/// <summary>What watchers were shown, read again: of each tenth of a second the last value, however many there are, page by page.</summary>
public sealed class HistoryTests(PostgresServer server)
{
    [Fact]
    public async Task Read_OfFastAndSlowChannels_GivesTheLastOfEachTenthOfASecond()
    {
        await using var storage = await StorageHost.StartAsync(server).WithSessionAsync();
        var random = new Random(3);
        (string Channel, double Second, double Value)[] all =
        [
            .. Enumerable.Range(0, 30_000).Select(i => ("fast", Math.Round((i / 1000.0) + 0.0005, 4), Math.Round(random.NextDouble(), 6))),
            .. Enumerable.Range(0, 40).Select(i => ("slow", Math.Round(i * 1.37, 2), (double)i)),
            ("rare", 3600, 1), ("rare", 7200.05, 2),
        ];
        foreach (var channel in all.GroupBy(point => point.Channel))
            await storage.WriteAsync(Points.Batch(channel.Key, [.. channel.Select(point => (point.Second, point.Value))]));

        var (shown, pages) = await ReadAllAsync(storage, 0, 10_000);

        var expected = all
            .GroupBy(point => (point.Channel, Math.Floor((point.Second * 10) + 1e-6)))
            .Select(bin => bin.MaxBy(point => point.Second))
            .OrderBy(point => point.Second).ThenBy(point => point.Channel, StringComparer.Ordinal);
        Assert.Equal(expected, shown.Select(point => (point.Channel, Math.Round((point.At - Some.Noon).TotalSeconds, 4), point.Value)));
        // Nothing is looked through where nothing is: the hours between cost a page each.
        Assert.InRange(pages, 5, 12);
    }

    [Fact]
    public async Task Read_FromTheMiddle_GivesWhatIsWithin()
    {
        await using var storage = await StorageHost.StartAsync(server).WithSessionAsync();
        await storage.WriteAsync(Points.Batch("p1", (0, 1), (0.05, 2), (0.12, 3), (0.16, 4), (0.3, 5)));

        var (shown, _) = await ReadAllAsync(storage, 0.13, 0.3);
        var (none, _) = await ReadAllAsync(storage, 0.31, 5);

        Assert.Equal([4.0], shown.Select(point => point.Value));
        Assert.Empty(none);
    }

    [Fact]
    public async Task ReadMoment_GivesWhatEachChannelShowed()
    {
        await using var storage = await StorageHost.StartAsync(server).WithSessionAsync();
        var batch = Points.Batch("p1", (0, 1), (10, 2));
        batch.Add("p2", Some.Noon.AddSeconds(5), 7, "A", null);
        await storage.WriteAsync(batch);
        var history = storage.Get<ITelemetryHistory>();

        Assert.Equal(
            [new ShownPoint("p1", null, Some.Noon, 1), new("p2", "A", Some.Noon.AddSeconds(5), 7)],
            await history.ReadMomentAsync(Some.Org, Points.Session, Some.Noon.AddSeconds(5), CancellationToken.None));
        Assert.Empty(await history.ReadMomentAsync(Some.Org, Points.Session, Some.Noon.AddSeconds(-1), CancellationToken.None));
        Assert.Empty(await history.ReadMomentAsync("org_2", Points.Session, Some.Noon.AddSeconds(5), CancellationToken.None));
        Assert.Empty((await history.ReadAsync("org_2", Points.Session, Some.Noon, Some.Noon.AddSeconds(9), CancellationToken.None)).Points);
    }

    private static async Task<(IReadOnlyList<ShownPoint> Shown, int Pages)> ReadAllAsync(StorageHost storage, double from, double until)
    {
        var history = storage.Get<ITelemetryHistory>();
        var (shown, pages, next, end) = (new List<ShownPoint>(), 0, Some.Noon.AddSeconds(from), Some.Noon.AddSeconds(until));
        while (next < end)
        {
            var page = await history.ReadAsync(Some.Org, Points.Session, next, end, CancellationToken.None);
            Assert.InRange(page.Points.Count, 0, 3 * 10 * 10);
            Assert.True(page.Until > next, "A page that ends where it begins never ends.");
            shown.AddRange(page.Points);
            (next, pages) = (page.Until, pages + 1);
        }

        return (shown, pages);
    }
}
