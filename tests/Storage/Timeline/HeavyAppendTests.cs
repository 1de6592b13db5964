using MeetingIntel.Corrections;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Storage.Tests.Timeline;

/// <summary>What writes much has a writer of its own: other sessions don't wait for it.</summary>
public sealed class HeavyAppendTests(PostgresServer server)
{
    // What it says counts: the real rows would only take time here.
    private static readonly SpeakerRenamed Rename = new("Ana", "Anna", 501, null, StaleInsights.None);

    [Fact]
    public async Task AppendAsync_WhileARenameOfManyIsHeldUp_OtherSessionsCommit()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created(), Some.Said("one")));

        Task<JournalOutcome> heavy;
        await using (await HeldTable.HoldAsync(storage.Database, "segment_versions"))
        {
            heavy = storage.Journal.AppendAsync(Some.Append("sess_1", 3, Rename));
            await storage.Database.BlockedAsync();

            var other = storage.Journal.AppendAsync(Some.Append("sess_2", 1, Some.Created(), Some.Said("two")));
            Assert.Equal(JournalOutcome.Committed, await other.InTimeAsync("another session's append"));
            Assert.False(heavy.IsCompleted);
        }

        Assert.Equal(JournalOutcome.Committed, await heavy.InTimeAsync("the rename"));
        Assert.Equal("Anna", Assert.Single(await storage.Transcripts.ListAsync(Some.Org, "sess_1", 0, 10, CancellationToken.None)).Segment.Speaker);
    }

    [Fact]
    public async Task AppendAsync_OfManyEvents_HasItsTransactionForItself()
    {
        await using var storage = await StorageHost.StartAsync(server);
        using var batches = storage.ObserveBatches();

        Task<JournalOutcome[]> outcomes;
        await using (await HeldTable.HoldAsync(storage.Database))
        {
            outcomes = Task.WhenAll(Enumerable.Range(0, 3).Select(i => storage.Journal.AppendAsync(
                Some.Append($"sess_{i}", 1, [Some.Created(), .. Enumerable.Range(0, 1000).Select(n => Some.Said($"{n}"))]))));
            await storage.Database.BlockedAsync();
        }

        Assert.All(await outcomes.InTimeAsync("appends that were held"), outcome => Assert.Equal(JournalOutcome.Committed, outcome));
        Assert.Equal([1, 1, 1], batches.Seen);
    }

    [Fact]
    public async Task AppendAsync_HeavyButOutdated_IsFenced()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created(), Some.Said("one")));

        Assert.Equal(JournalOutcome.Fenced, await storage.Journal.AppendAsync(Some.Append("sess_1", 2, Rename)));
        Assert.Equal(JournalOutcome.Fenced, await storage.Journal.AppendAsync(Some.Append("sess_1", 4, Rename)));

        Assert.Equal("Ana", Assert.Single(await storage.Transcripts.ListAsync(Some.Org, "sess_1", 0, 10, CancellationToken.None)).Segment.Speaker);
    }

    [Fact]
    public async Task AppendAsync_HeavyAndAnswerLost_IsFoundCommitted()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var proxy = new CuttingDatabaseProxy(database.ConnectionString);
        await using var storage = await StorageHost.StartAsync(database, options => options.ConnectionString = proxy.ConnectionString);
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created(), Some.Said("one")));
        await storage.Journal.AppendAsync(Some.Append("sess_1", 3, Rename));

        proxy.CutAtNextAnswer();
        Assert.Equal(JournalOutcome.Committed, await storage.Journal.AppendAsync(Some.Append("sess_1", 4, Rename with { From = "Anna", To = "Anne" })));

        var said = Assert.Single(await storage.Transcripts.ListAsync(Some.Org, "sess_1", 0, 10, CancellationToken.None));
        Assert.Equal(("Anne", 3), (said.Segment.Speaker, said.Version));
    }

    [Fact]
    public async Task StopAsync_WhileARenameOfManyIsHeldUp_WaitsForIt()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created(), Some.Said("one")));

        Task<JournalOutcome> heavy;
        Task stopping;
        await using (await HeldTable.HoldAsync(storage.Database, "segment_versions"))
        {
            heavy = storage.Journal.AppendAsync(Some.Append("sess_1", 3, Rename));
            await storage.Database.BlockedAsync();
            stopping = storage.StopAsync(CancellationToken.None);
            Assert.False(heavy.IsCompleted);
        }

        await stopping.InTimeAsync("the host's stop");
        Assert.Equal(JournalOutcome.Committed, await heavy);
    }
}
