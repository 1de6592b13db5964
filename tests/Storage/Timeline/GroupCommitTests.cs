using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Storage.Tests.Timeline;

public sealed class GroupCommitTests(PostgresServer server)
{
    [Fact]
    public async Task AppendAsync_WhileATransactionCommits_TheOthersGatherInOne()
    {
        const int Gathering = 300;
        await using var storage = await StorageHost.StartAsync(server);
        using var batches = storage.ObserveBatches();

        Task<JournalOutcome[]> outcomes;
        await using (await HeldTable.HoldAsync(storage.Database))
        {
            var first = storage.Journal.AppendAsync(Some.Append("sess_first", 1, Some.Created()));
            await storage.Database.BlockedAsync();
            outcomes = Task.WhenAll([first, .. Enumerable.Range(0, Gathering).Select(i => storage.Journal.AppendAsync(Some.Append($"sess_{i}", 1, Some.Created())))]);
        }

        Assert.All(await outcomes.InTimeAsync("appends that were held"), outcome => Assert.Equal(JournalOutcome.Committed, outcome));
        Assert.Equal([1, Gathering], batches.Seen);
        Assert.Equal([Gathering + 1L], await storage.Database.QueryAsync<long>("SELECT count(*) FROM sessions"));
    }

    [Fact]
    public async Task AppendAsync_MoreThanABatchHolds_GoesIntoSeveral()
    {
        await using var storage = await StorageHost.StartAsync(server, options => options.BatchAppends = 100);
        using var batches = storage.ObserveBatches();

        Task<JournalOutcome[]> outcomes;
        await using (await HeldTable.HoldAsync(storage.Database))
        {
            var first = storage.Journal.AppendAsync(Some.Append("sess_first", 1, Some.Created()));
            await storage.Database.BlockedAsync();
            outcomes = Task.WhenAll([first, .. Enumerable.Range(0, 250).Select(i => storage.Journal.AppendAsync(Some.Append($"sess_{i}", 1, Some.Created())))]);
        }

        await outcomes.InTimeAsync("appends that were held");
        Assert.Equal([1, 100, 100, 50], batches.Seen);
    }

    [Fact]
    public async Task AppendAsync_BatchFullOfBytes_EndsBeforeTheNextAppend()
    {
        await using var storage = await StorageHost.StartAsync(server, options => options.BatchBytes = 10_000);
        using var batches = storage.ObserveBatches();
        var name = new string('x', 6000);

        Task<JournalOutcome[]> outcomes;
        await using (await HeldTable.HoldAsync(storage.Database))
        {
            var first = storage.Journal.AppendAsync(Some.Append("sess_first", 1, Some.Created()));
            await storage.Database.BlockedAsync();
            outcomes = Task.WhenAll([first, .. Enumerable.Range(0, 3).Select(i => storage.Journal.AppendAsync(Some.Append($"sess_{i}", 1, Some.Created(name))))]);
        }

        await outcomes.InTimeAsync("appends that were held");
        Assert.Equal([1, 1, 1, 1], batches.Seen);
    }
}
