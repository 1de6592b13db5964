using MeetingIntel.Storage.Reminders;
using MeetingIntel.Testing.Postgres;
using Npgsql;
using Orleans;
using Orleans.Runtime;

namespace MeetingIntel.Storage.Tests.Reminders;

public sealed class PostgresReminderTableTests(PostgresServer server)
{
    private static readonly GrainId Insight = GrainId.Create("insight", "sess_1");

    [Fact]
    public async Task UpsertRow_New_IsReadBack()
    {
        await using var storage = await StorageHost.StartAsync(server);
        var table = new PostgresReminderTable(storage.Get<NpgsqlDataSource>());

        var etag = await table.UpsertRow(Entry(Insight, "unfinished", TimeSpan.FromMinutes(1)));

        var row = await table.ReadRow(Insight, "unfinished");
        Assert.NotNull(row);
        Assert.Equal((Insight, "unfinished", Some.Noon.UtcDateTime, TimeSpan.FromMinutes(1), etag), (row.GrainId, row.ReminderName, row.StartAt, row.Period, row.ETag));
        Assert.Equal(DateTimeKind.Utc, row.StartAt.Kind);
        Assert.Null(await table.ReadRow(Insight, "other"));
    }

    [Fact]
    public async Task UpsertRow_Known_ReplacesItUnderANewVersion()
    {
        await using var storage = await StorageHost.StartAsync(server);
        var table = new PostgresReminderTable(storage.Get<NpgsqlDataSource>());
        var first = await table.UpsertRow(Entry(Insight, "unfinished", TimeSpan.FromMinutes(1)));

        var second = await table.UpsertRow(Entry(Insight, "unfinished", TimeSpan.FromDays(40)));

        Assert.NotEqual(first, second, StringComparer.Ordinal);
        Assert.Equal(TimeSpan.FromDays(40), Assert.Single((await table.ReadRows(Insight)).Reminders).Period);
    }

    [Fact]
    public async Task RemoveRow_OnlyInItsVersion()
    {
        await using var storage = await StorageHost.StartAsync(server);
        var table = new PostgresReminderTable(storage.Get<NpgsqlDataSource>());
        var outdated = await table.UpsertRow(Entry(Insight, "unfinished", TimeSpan.FromMinutes(1)));
        var current = await table.UpsertRow(Entry(Insight, "unfinished", TimeSpan.FromMinutes(2)));

        Assert.False(await table.RemoveRow(Insight, "unfinished", outdated!));
        Assert.False(await table.RemoveRow(Insight, "unfinished", "no version at all"));
        Assert.True(await table.RemoveRow(Insight, "unfinished", current!));
        Assert.False(await table.RemoveRow(Insight, "unfinished", current!));
    }

    [Fact]
    public async Task ReadRows_RangesOfTheRing_PartitionAllReminders()
    {
        await using var storage = await StorageHost.StartAsync(server);
        var table = new PostgresReminderTable(storage.Get<NpgsqlDataSource>());
        var grains = Enumerable.Range(0, 40).Select(i => GrainId.Create("insight", $"sess_{i}")).ToList();
        foreach (var grain in grains)
            await table.UpsertRow(Entry(grain, "unfinished", TimeSpan.FromMinutes(1)));
        var boundary = grains[7].GetUniformHashCode();

        var below = (await table.ReadRows(0, boundary)).Reminders.Select(row => row.GrainId);
        var above = (await table.ReadRows(boundary, 0)).Reminders.Select(row => row.GrainId);
        var all = (await table.ReadRows(0, 0)).Reminders.Select(row => row.GrainId);

        Assert.Contains(grains[7], below);
        Assert.Equal(grains.Order(), below.Concat(above).Order());
        Assert.Equal(grains.Order(), all.Order());
    }

    [Fact]
    public async Task TestOnlyClearTable_RemovesAll()
    {
        await using var storage = await StorageHost.StartAsync(server);
        var table = new PostgresReminderTable(storage.Get<NpgsqlDataSource>());
        await table.UpsertRow(Entry(Insight, "unfinished", TimeSpan.FromMinutes(1)));

        await table.TestOnlyClearTable();

        Assert.Empty((await table.ReadRows(0, 0)).Reminders);
    }

    private static ReminderEntry Entry(GrainId grain, string name, TimeSpan period) =>
        new() { GrainId = grain, ReminderName = name, StartAt = Some.Noon.UtcDateTime, Period = period };
}
