using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Transcription;

namespace MeetingIntel.Storage.Tests.Timeline;

/// <summary>The connection breaks while a transaction is under way: its caller is told what really happened.</summary>
public sealed class UnknownOutcomeTests(PostgresServer server)
{
    [Fact]
    public async Task AppendAsync_AnswerLostAfterTheCommit_IsFoundCommitted()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var proxy = new CuttingDatabaseProxy(database.ConnectionString);
        await using var storage = await StartAsync(database, proxy);
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created(), new ChannelOpened("mic", null, 16000)));

        proxy.CutAtNextAnswer();
        Assert.Equal(JournalOutcome.Committed, await storage.Journal.AppendAsync(Some.Append("sess_1", 3, Some.Said("once")).Advancing("mic", 0, 10)));

        proxy.CutAtNextAnswer();
        Assert.Equal(JournalOutcome.Committed, await storage.Journal.AppendAsync(Some.Append("sess_1", 4).Advancing("mic", 10, 20)));

        var session = await storage.Sessions.LoadAsync("sess_1", CancellationToken.None);
        Assert.Equal((3, 1, 20), (session!.LastSeq, session.SegmentCount, session.Channels[0].AckedOffset));
    }

    [Fact]
    public async Task AppendAsync_AnswerLostAfterARefusal_IsFoundFenced()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var proxy = new CuttingDatabaseProxy(database.ConnectionString);
        await using var storage = await StartAsync(database, proxy);
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created(), Some.Said("first")));

        proxy.CutAtNextAnswer();
        Assert.Equal(JournalOutcome.Fenced, await storage.Journal.AppendAsync(Some.Append("sess_1", 2, Some.Said("second"))));

        Assert.Single(await storage.Transcripts.ListAsync(Some.Org, "sess_1", 0, 10, CancellationToken.None));
    }

    /// <summary>The lost transaction ends only after the journal has looked for it in vain and has written again.</summary>
    [Fact]
    public async Task AppendAsync_LostTransactionCommitsLate_IsFoundCommitted()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var proxy = new CuttingDatabaseProxy(database.ConnectionString);
        await using var storage = await StartAsync(database, proxy);
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created()));

        Task<JournalOutcome> append;
        await using (await HeldTable.HoldAsync(database, "segments"))
        {
            // The first transaction waits for the table, holding its event; the second one waits for that event.
            append = storage.Journal.AppendAsync(Some.Append("sess_1", 2, Some.Said("late")));
            await database.BlockedAsync(1);
            proxy.Cut();
            await database.BlockedAsync(2);
        }

        Assert.Equal(JournalOutcome.Committed, await append.InTimeAsync("the append that was sent twice"));
        Assert.Equal("late", Assert.Single(await storage.Transcripts.ListAsync(Some.Org, "sess_1", 0, 10, CancellationToken.None)).Segment.Text);
    }

    [Fact]
    public async Task AppendAsync_DatabaseStaysAway_SaysSoInTimeAndThenAtOnce()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var proxy = new CuttingDatabaseProxy(database.ConnectionString);
        await using var storage = await StartAsync(database, proxy, giveUpAfterSeconds: 0.3);
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created()));

        proxy.CutForGood();

        await Assert.ThrowsAsync<JournalUnavailableException>(() => storage.Journal.AppendAsync(Some.Append("sess_1", 2, Some.Said("lost"))).InTimeAsync("the first append"));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => storage.Journal.AppendAsync(Some.Append("sess_1", 2, Some.Said("lost"))).InTimeAsync("the second append"));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => storage.Sessions.LoadAsync("sess_1", CancellationToken.None));
    }

    /// <summary>A clock that is set back in the meantime must not keep the append, and its session's turn with it.</summary>
    [Fact]
    public async Task AppendAsync_DatabaseStaysAwayAndTheClockGoesBack_SaysSoInTime()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var proxy = new CuttingDatabaseProxy(database.ConnectionString);
        await using var storage = await StartAsync(database, proxy, giveUpAfterSeconds: 0.3, new BackwardClock());
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created()));

        proxy.CutForGood();

        await Assert.ThrowsAsync<JournalUnavailableException>(() => storage.Journal.AppendAsync(Some.Append("sess_1", 2, Some.Said("lost"))).InTimeAsync("the append"));
    }

    private static async Task<StorageHost> StartAsync(TestDatabase database, CuttingDatabaseProxy proxy, double giveUpAfterSeconds = 30, TimeProvider? time = null) =>
        await StorageHost.StartAsync(
            database,
            options =>
            {
                options.ConnectionString = proxy.ConnectionString;
                options.GiveUpAfterSeconds = giveUpAfterSeconds;
            },
            time);

    /// <summary>The system's time, but for the clock, which is an hour behind each time that it is looked at.</summary>
    private sealed class BackwardClock : TimeProvider
    {
        private int _looks;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddHours(-Interlocked.Increment(ref _looks));
    }
}
