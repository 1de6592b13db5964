using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Transcription;

namespace MeetingIntel.Storage.Tests.Timeline;

public sealed class FencingTests(PostgresServer server)
{
    [Fact]
    public async Task AppendAsync_SequenceNumberTaken_IsFencedAndLeavesNoTrace()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created(), new ChannelOpened("mic", null, 16000), Some.Said("first")));

        Assert.Equal(JournalOutcome.Fenced, await storage.Journal.AppendAsync(Some.Append("sess_1", 3, Some.Said("second")).Advancing("mic", 0, 10)));

        var session = await storage.Sessions.LoadAsync("sess_1", CancellationToken.None);
        Assert.Equal((3, 1, 0), (session!.LastSeq, session.SegmentCount, session.Channels[0].AckedOffset));
    }

    [Fact]
    public async Task AppendAsync_ThatWouldLeaveAHole_IsFenced()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created()));

        Assert.Equal(JournalOutcome.Fenced, await storage.Journal.AppendAsync(Some.Append("sess_1", 3, Some.Said("too far"))));
        Assert.Equal(JournalOutcome.Fenced, await storage.Journal.AppendAsync(Some.Append("sess_unknown", 2, Some.Said("nowhere"))));
        Assert.Equal([1L], await storage.Database.QueryAsync<long>("SELECT count(*) FROM session_events"));
    }

    [Fact]
    public async Task AppendAsync_ChannelMovedByAnother_IsFencedWithItsEvents()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created(), new ChannelOpened("mic", null, 16000)).Advancing("mic", 0, 100));

        Assert.Equal(JournalOutcome.Fenced, await storage.Journal.AppendAsync(Some.Append("sess_1", 3, Some.Said("again")).Advancing("mic", 0, 100)));
        Assert.Equal(JournalOutcome.Fenced, await storage.Journal.AppendAsync(Some.Append("sess_1", 3).Advancing("mic", 200, 300)));
        Assert.Equal(JournalOutcome.Fenced, await storage.Journal.AppendAsync(Some.Append("sess_1", 3).Advancing("unknown", 0, 300)));
        Assert.Equal(JournalOutcome.Committed, await storage.Journal.AppendAsync(Some.Append("sess_1", 3, Some.Said("next")).Advancing("mic", 100, 200)));

        var session = await storage.Sessions.LoadAsync("sess_1", CancellationToken.None);
        Assert.Equal((3, 1, 200), (session!.LastSeq, session.SegmentCount, session.Channels[0].AckedOffset));
    }

    [Fact]
    public async Task AppendAsync_TwoActivationsInOneProcess_OneWinsEachNumber()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created()));

        Task<JournalOutcome> older, newer, newerAgain;
        await using (await HeldTable.HoldAsync(storage.Database))
        {
            var first = storage.Journal.AppendAsync(Some.Append("sess_other", 1, Some.Created()));
            await storage.Database.BlockedAsync();
            newer = storage.Journal.AppendAsync(Some.Append("sess_1", 2, Some.Said("newer")));
            older = storage.Journal.AppendAsync(Some.Append("sess_1", 2, Some.Said("older")));
            newerAgain = storage.Journal.AppendAsync(Some.Append("sess_1", 3, Some.Said("newer again")));
            Assert.False(first.IsCompleted);
        }

        Assert.Equal(JournalOutcome.Committed, await newer.InTimeAsync("the first of two activations"));
        Assert.Equal(JournalOutcome.Fenced, await older.InTimeAsync("the second of two activations"));
        Assert.Equal(JournalOutcome.Committed, await newerAgain.InTimeAsync("the first of two activations, again"));
    }

    [Fact]
    public async Task AppendAsync_TwoProcessesRaceForEachNumber_ExactlyOneWins()
    {
        const int Numbers = 60;
        await using var database = await server.CreateDatabaseAsync();
        await using var one = await StorageHost.StartAsync(database);
        await using var other = await StorageHost.StartAsync(database);
        await one.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created(), new ChannelOpened("mic", null, 16000)));

        async Task<int> RaceAsync(IJournal journal, string name)
        {
            var won = 0;
            for (var seq = 3; seq < 3 + Numbers; seq++)
            {
                var offset = (seq - 3) * 10;
                if (await journal.AppendAsync(Some.Append("sess_1", seq, Some.Said($"{name} {seq}")).Advancing("mic", offset, offset + 10)) is JournalOutcome.Committed)
                    won++;
                await database.UntilAsync($"SELECT count(*) >= {seq} FROM session_events", $"event {seq}");
            }

            return won;
        }

        var wins = await Task.WhenAll(RaceAsync(one.Journal, "one"), RaceAsync(other.Journal, "other"));

        Assert.Equal(Numbers, wins.Sum());
        var session = await one.Sessions.LoadAsync("sess_1", CancellationToken.None);
        Assert.Equal((Numbers + 2, Numbers, Numbers * 10), (session!.LastSeq, session.SegmentCount, session.Channels[0].AckedOffset));
    }

    [Fact]
    public async Task AppendAsync_SomeOfABatchAtFault_OnlyTheseFail()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await storage.Journal.AppendAsync(Some.Append("sess_fenced", 1, Some.Created()));

        Task<JournalOutcome>[] innocent;
        Task<JournalOutcome> fenced, rejected, unwritable;
        await using (await HeldTable.HoldAsync(storage.Database))
        {
            var first = storage.Journal.AppendAsync(Some.Append("sess_first", 1, Some.Created()));
            await storage.Database.BlockedAsync();
            var before = Enumerable.Range(0, 40).Select(i => storage.Journal.AppendAsync(Some.Append($"sess_{i}", 1, Some.Created()))).ToList();
            fenced = storage.Journal.AppendAsync(Some.Append("sess_fenced", 1, Some.Created()));
            rejected = storage.Journal.AppendAsync(Some.Append("sess_rejected", 1, Some.Created("no text for PostgreSQL: \0")));
            unwritable = storage.Journal.AppendAsync(Some.Append("sess_unwritable", 1, Some.Created("half a character: \ud83d")));
            var after = Enumerable.Range(40, 40).Select(i => storage.Journal.AppendAsync(Some.Append($"sess_{i}", 1, Some.Created())));
            innocent = [first, .. before, .. after];
        }

        Assert.All(await Task.WhenAll(innocent).InTimeAsync("the appends that are in order"), outcome => Assert.Equal(JournalOutcome.Committed, outcome));
        Assert.Equal(JournalOutcome.Fenced, await fenced.InTimeAsync("the append that is late"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => rejected.InTimeAsync("the append that can't be stored"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => unwritable.InTimeAsync("the append that can't even be sent"));
        Assert.Equal([82L], await storage.Database.QueryAsync<long>("SELECT count(*) FROM sessions"));
    }
}
