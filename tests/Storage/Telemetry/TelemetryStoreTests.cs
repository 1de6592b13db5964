using MeetingIntel.Storage.Telemetry;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Storage.Tests.Telemetry;

/// <summary>Points on their way into the database.</summary>
public sealed class TelemetryStoreTests(PostgresServer server)
{
    [Fact]
    public async Task Append_SamePointAgain_CountsOnce()
    {
        await using var storage = await StorageHost.StartAsync(server).WithSessionAsync();

        await storage.WriteAsync(Points.Batch("p1", (0, 1), (0, 1), (1, 2)));
        await storage.WriteAsync(Points.Batch("p1", (1, 2), (2, 3)));

        Assert.Equal(["p1 3"], await storage.CountsAsync());
        Assert.Equal([3L], await storage.Database.QueryAsync<long>("SELECT count(*) FROM telemetry_points"));
    }

    [Fact]
    public async Task Append_SameMoment_IsTheSamePointByItsKeyOnly()
    {
        await using var storage = await StorageHost.StartAsync(server).WithSessionAsync();
        var batch = new TelemetryBatch();
        batch.Add("p1", Some.Noon, 1, null, "a");
        batch.Add("p1", Some.Noon, 2, null, "a");
        batch.Add("p1", Some.Noon, 1, null, "b");
        batch.Add("p1", Some.Noon, 1, null, null);
        batch.Add("p1", Some.Noon, 2, null, null);

        await storage.WriteAsync(batch);

        Assert.Equal(["p1 4"], await storage.CountsAsync());
    }

    [Fact]
    public async Task Append_OfManyCallers_SharesTransactionsAndLosesNothing()
    {
        await using var storage = await StorageHost.StartAsync(server).WithSessionAsync();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => storage.WriteAsync(Points.Batch($"p{i % 7}", (i, i), (i + 0.5, -i)))));

        Assert.Equal([400L], await storage.Database.QueryAsync<long>("SELECT count(*) FROM telemetry_points"));
        Assert.Equal([400L], await storage.Database.QueryAsync<long>("SELECT sum(points)::bigint FROM telemetry_buckets WHERE seconds = 60"));
        Assert.True((await storage.Database.QueryAsync<long>("SELECT count(DISTINCT xmin::text) FROM telemetry_points")).Single() < 200);
    }

    /// <summary>Many points go another way than few, and those of which some are on record yet another.</summary>
    [Fact]
    public async Task Append_OfManyPoints_CountsEachOnce()
    {
        await using var storage = await StorageHost.StartAsync(server).WithSessionAsync();
        var points = Enumerable.Range(0, 5000).Select(i => (i * 0.1, i * 0.5)).ToArray();

        await storage.WriteAsync(Points.Batch("p1", points[..3000]));
        await storage.WriteAsync(Points.Batch("p1", points[1000..]));
        await storage.WriteAsync(Points.Batch("p1", [.. points, .. points]));

        Assert.Equal(["p1 5000"], await storage.CountsAsync());
        var all = await storage.Database.QueryAsync<double>("SELECT value FROM telemetry_points ORDER BY at");
        Assert.Equal(points.Select(point => point.Item2), all);
        Assert.Equal(Some.Noon.AddSeconds(points[^1].Item1).UtcDateTime, (await storage.Database.QueryAsync<DateTime>("SELECT max(at) FROM telemetry_points")).Single());
        Assert.Equal([(5000L, points.Sum(point => point.Item2))], [((await storage.Database.QueryAsync<long>("SELECT sum(points)::bigint FROM telemetry_buckets WHERE seconds = 60")).Single(), (await storage.Database.QueryAsync<double>("SELECT sum(total) FROM telemetry_buckets WHERE seconds = 60")).Single())]);
    }

    [Fact]
    public async Task Append_LateAndOutOfOrder_StandsAtItsPlace()
    {
        await using var storage = await StorageHost.StartAsync(server).WithSessionAsync();

        await storage.WriteAsync(Points.Batch("p1", (10, 10), (2, 2), (7, 7)));
        await storage.WriteAsync(Points.Batch("p1", (5, 5)));

        var page = await storage.Get<ITelemetryReads>().ListAsync(Some.Org, Points.Session, new PointFilter(), null, 10, CancellationToken.None);
        Assert.Equal([10, 7, 5, 2], page.Value!.Points.Select(point => point.Reading.Value));
        Assert.Equal(10, (await storage.Get<ITelemetryReads>().FindNewestAsync(Some.Org, await storage.ChannelIdAsync("p1"), CancellationToken.None))!.Value);
    }

    [Fact]
    public async Task Append_OfAnyMonth_FindsItsPlace()
    {
        await using var storage = await StorageHost.StartAsync(server).WithSessionAsync();
        var batch = new TelemetryBatch();
        foreach (var year in (int[])[1900, 1970, 2019, 2020, 2025, 2026])
            batch.Add("p1", new DateTimeOffset(year, 12, 31, 23, 59, 59, 999, TimeSpan.Zero), year, null, null);

        await storage.WriteAsync(batch);

        Assert.Equal(["p1 6"], await storage.CountsAsync());
        Assert.Equal([3L], await storage.Database.QueryAsync<long>("SELECT count(*) FROM telemetry_points_old"));
        Assert.Equal([1L], await storage.Database.QueryAsync<long>("SELECT count(*) FROM telemetry_points_202012"));
    }

    [Fact]
    public async Task Append_OfAMonthThatWasDropped_MakesItAgain()
    {
        await using var storage = await StorageHost.StartAsync(server).WithSessionAsync();
        await storage.WriteAsync(Points.Batch("p1", (0, 1)));
        await storage.Database.ExecuteAsync("DROP TABLE telemetry_points_202605");

        await storage.WriteAsync(Points.Batch("p1", (1, 2)));

        Assert.Equal([1L], await storage.Database.QueryAsync<long>("SELECT count(*) FROM telemetry_points"));
    }

    [Fact]
    public async Task Append_ForAnotherOrganisationOrToNoSession_IsRefused()
    {
        await using var storage = await StorageHost.StartAsync(server).WithSessionAsync();
        var store = storage.Get<ITelemetryStore>();
        await storage.WriteAsync(Points.Batch("p1", (0, 1)));

        var foreign = await store.AppendAsync("org_other", Points.Session, Points.Batch("p1", (1, 2)), CancellationToken.None);
        var nowhere = await store.AppendAsync(Some.Org, "sess_none", Points.Batch("p1", (1, 2)), CancellationToken.None);

        Assert.Equal(("session.not-found", "session.not-found"), (foreign.Error?.Code, nowhere.Error?.Code));
        Assert.Equal([1L], await storage.Database.QueryAsync<long>("SELECT count(*) FROM telemetry_points"));
    }

    /// <summary>Whoever still knows the channels of a session that was erased writes nothing any more.</summary>
    [Fact]
    public async Task Append_ToChannelsThatAreGone_IsRefusedAndLeavesOthersAlone()
    {
        await using var storage = await StorageHost.StartAsync(server).WithSessionAsync();
        await storage.Journal.AppendAsync(Some.Append("sess_2", 1, Some.Created()));
        await storage.WriteAsync(Points.Batch("p1", (0, 1)));
        await storage.WriteAsync(Points.Batch("p1", (0, 1)), "sess_2");
        await storage.Database.ExecuteAsync("DELETE FROM telemetry_channels WHERE session_id = 'sess_2'; DELETE FROM sessions WHERE id = 'sess_2'");

        var store = storage.Get<ITelemetryStore>();
        var both = await Task.WhenAll(
            store.AppendAsync(Some.Org, "sess_2", Points.Batch("p1", (1, 2)), CancellationToken.None),
            store.AppendAsync(Some.Org, Points.Session, Points.Batch("p1", (1, 2)), CancellationToken.None));

        Assert.Equal("session.not-found", both[0].Error?.Code);
        Assert.True(both[1].Succeeded);
        Assert.Equal(["p1 2"], await storage.CountsAsync());
        Assert.Equal("session.not-found", (await store.AppendAsync(Some.Org, "sess_2", Points.Batch("p1", (3, 4)), CancellationToken.None)).Error?.Code);
    }

    [Fact]
    public async Task Append_OfAnotherUnit_IsRefused_AndTheFirstOneStays()
    {
        await using var storage = await StorageHost.StartAsync(server).WithSessionAsync();
        await storage.WriteAsync(Points.Batch("p1", (0, 1)));

        await storage.WriteAsync(InUnit("bar"));
        var other = await storage.Get<ITelemetryStore>().AppendAsync(Some.Org, Points.Session, InUnit("psi"), CancellationToken.None);
        await storage.WriteAsync(Points.Batch("p1", (2, 1)));

        Assert.Equal("telemetry.unit-differs", other.Error?.Code);
        Assert.Equal("bar", (await storage.Get<ITelemetryReads>().FindAsync(Some.Org, Points.Session, "p1", CancellationToken.None))!.Unit);
        Assert.Equal(["p1 3"], await storage.CountsAsync());
    }

    [Fact]
    public async Task Append_OfMoreChannelsThanThereMayBe_IsRefused()
    {
        await using var storage = await StorageHost.StartAsync(server).WithSessionAsync();
        var batch = new TelemetryBatch();
        for (var i = 0; i <= 10_000; i++)
            batch.Add($"p{i}", Some.Noon, 1, null, null);

        var refused = await storage.Get<ITelemetryStore>().AppendAsync(Some.Org, Points.Session, batch, CancellationToken.None);

        Assert.Equal("telemetry.too-many-channels", refused.Error?.Code);
        Assert.Empty(await storage.CountsAsync());
    }

    [Fact]
    public async Task Append_AcrossACrashOfTheConnection_WritesOnce()
    {
        await using var storage = await StorageHost.StartAsync(server).WithSessionAsync();
        await storage.WriteAsync(Points.Batch("p1", (0, 1)));
        await storage.Database.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'meetingintel-telemetry' AND datname = current_database()");

        await storage.WriteAsync(Points.Batch("p1", (0, 1), (1, 2)));

        Assert.Equal(["p1 2"], await storage.CountsAsync());
    }

    [Fact]
    public async Task Append_WhenTheHostStops_EndsEveryCall()
    {
        await using var storage = await StorageHost.StartAsync(server).WithSessionAsync();
        var writing = Enumerable.Range(0, 50).Select(i => storage.Get<ITelemetryStore>().AppendAsync(Some.Org, Points.Session, Points.Batch("p1", (i, i)), CancellationToken.None)).ToArray();

        await storage.StopAsync(CancellationToken.None);

        var written = 0;
        foreach (var call in writing)
        {
            try
            {
                written += (await call).Succeeded ? 1 : 0;
            }
            catch (JournalUnavailableException)
            {
                // Told that it is not, or may not be.
            }
        }

        Assert.True((await storage.Database.QueryAsync<long>("SELECT count(*) FROM telemetry_points")).Single() >= written);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => storage.Get<ITelemetryStore>().AppendAsync(Some.Org, Points.Session, Points.Batch("p1", (99, 1)), CancellationToken.None));
    }

    [Fact]
    public async Task AppendStream_WritesWhatABatchWouldWrite()
    {
        await using var storage = await StorageHost.StartAsync(server).WithSessionAsync();
        await storage.WriteAsync(Points.Batch("p0", (3, 3)));

        var written = await storage.Get<ITelemetryStore>().AppendStreamAsync(Some.Org, Points.Session, StretchesAsync(), CancellationToken.None);

        Assert.Equal(3000, written.Value!.Points);
        Assert.Equal(["p0 1500", "p1 1500"], await storage.CountsAsync());
        Assert.Equal(3000, (await storage.Database.QueryAsync<long>("SELECT sum(points)::bigint FROM telemetry_buckets WHERE seconds = 60")).Single());
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), "meetingintel-points-*"));

        static async IAsyncEnumerable<TelemetryBatch> StretchesAsync()
        {
            for (var stretch = 0; stretch < 3; stretch++)
            {
                await Task.Yield();
                var batch = new TelemetryBatch();
                for (var i = 0; i < 1000; i++)
                    batch.Add($"p{i % 2}", Some.Noon.AddSeconds((stretch * 500) + (i / 2)), (stretch * 500) + (i / 2), null, null);
                yield return batch;
            }
        }
    }

    [Fact]
    public async Task AppendStream_ThatBreaksOff_LeavesNothing()
    {
        await using var storage = await StorageHost.StartAsync(server).WithSessionAsync();

        await Assert.ThrowsAsync<InvalidDataException>(() => storage.Get<ITelemetryStore>().AppendStreamAsync(Some.Org, Points.Session, BreakingAsync(), CancellationToken.None));

        Assert.Empty(await storage.CountsAsync());
        Assert.Equal([0L], await storage.Database.QueryAsync<long>("SELECT count(*) FROM telemetry_points"));

        static async IAsyncEnumerable<TelemetryBatch> BreakingAsync()
        {
            await Task.Yield();
            yield return Points.Batch("p1", (0, 1));
            throw new InvalidDataException();
        }
    }

    private static TelemetryBatch InUnit(string unit)
    {
        var batch = new TelemetryBatch();
        batch.Add("p1", Some.Noon.AddSeconds(1), 1, unit, null);
        return batch;
    }
}
