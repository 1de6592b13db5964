using MeetingIntel.Sessions;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Storage.Tests.Timeline;

public sealed class AppendTests(PostgresServer server)
{
    [Fact]
    public async Task AppendAsync_NewSession_IsReadBackWithItsRows()
    {
        await using var storage = await StorageHost.StartAsync(server);
        var append = Some.Append("sess_1", 1, Some.Created("Weekly"), new SessionStarted(), new ChannelOpened("mic", "Ana", 16000), Some.Said("good morning everybody"))
            .Advancing("mic", 0, 32000);

        Assert.Equal(JournalOutcome.Committed, await storage.Journal.AppendAsync(append));

        Assert.Equivalent(append.Events, await storage.Journal.ReadAsync(Some.Org, "sess_1", 0, 10, CancellationToken.None), strict: true);
        var session = await storage.Sessions.LoadAsync("sess_1", CancellationToken.None);
        Assert.NotNull(session);
        Assert.Equal((4, 1, 3), (session.LastSeq, session.SegmentCount, session.WordCount));
        Assert.Equal(new AudioChannel("mic", "Ana", 16000, 32000, 1.0, true, false), Assert.Single(session.Channels));
    }

    [Fact]
    public async Task AppendAsync_SeveralOfOneSessionAtOnce_AreCommittedInOrderInOneBatch()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created(), new ChannelOpened("mic", null, 8000)));
        using var batches = storage.ObserveBatches();

        Task<JournalOutcome[]> outcomes;
        await using (await HeldTable.HoldAsync(storage.Database))
        {
            var first = storage.Journal.AppendAsync(Some.Append("sess_1", 3, Some.Said("one")).Advancing("mic", 0, 10));
            await storage.Database.BlockedAsync();
            outcomes = Task.WhenAll(
                first,
                storage.Journal.AppendAsync(Some.Append("sess_1", 4, Some.Said("two"), Some.Said("three")).Advancing("mic", 10, 20)),
                storage.Journal.AppendAsync(Some.Append("sess_1", 6).Advancing("mic", 20, 30)),
                storage.Journal.AppendAsync(Some.Append("sess_1", 6, new ChannelClosed("mic", 1), new ChannelOpened("mic", "Ben", 16000)).Advancing("mic", 30, 40)));
        }

        Assert.All(await outcomes.InTimeAsync("appends that were held"), outcome => Assert.Equal(JournalOutcome.Committed, outcome));
        Assert.Equal([1, 3], batches.Seen);
        var session = await storage.Sessions.LoadAsync("sess_1", CancellationToken.None);
        Assert.Equal((7, 3), (session!.LastSeq, session.SegmentCount));
        Assert.Equal(new AudioChannel("mic", "Ben", 16000, 40, 40 / 32000.0, true, false), Assert.Single(session.Channels));
    }

    [Fact]
    public async Task AppendAsync_CancelledWhileWaiting_WritesNothing()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created()));
        using var cancellation = new CancellationTokenSource();

        Task<JournalOutcome> taken, waiting;
        await using (await HeldTable.HoldAsync(storage.Database))
        {
            taken = storage.Journal.AppendAsync(Some.Append("sess_1", 2, Some.Said("taken")), cancellation.Token);
            await storage.Database.BlockedAsync();
            waiting = storage.Journal.AppendAsync(Some.Append("sess_1", 3, Some.Said("waiting")), cancellation.Token);
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.InTimeAsync("the append that was given up"));
        }

        Assert.Equal(JournalOutcome.Committed, await taken.InTimeAsync("the append that was under way"));
        Assert.Equal(JournalOutcome.Committed, await storage.Journal.AppendAsync(Some.Append("sess_1", 3, Some.Said("instead"))));
        var transcript = await storage.Transcripts.ListAsync(Some.Org, "sess_1", 0, 10, CancellationToken.None);
        Assert.Equal(["taken", "instead"], transcript.Select(row => row.Segment.Text).ToList());
    }

    [Fact]
    public async Task AppendAsync_QueueFull_WaitsForRoom()
    {
        await using var storage = await StorageHost.StartAsync(server, options => options.PendingAppends = 1);
        using var cancellation = new CancellationTokenSource();

        await using (await HeldTable.HoldAsync(storage.Database))
        {
            var taken = storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created()));
            await storage.Database.BlockedAsync();
            var waiting = storage.Journal.AppendAsync(Some.Append("sess_2", 1, Some.Created()));
            var outside = storage.Journal.AppendAsync(Some.Append("sess_3", 1, Some.Created()), cancellation.Token);
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => outside.InTimeAsync("the append that found no room"));
            Assert.False(taken.IsCompleted || waiting.IsCompleted);
        }

        Assert.Equal(JournalOutcome.Committed, await storage.Journal.AppendAsync(Some.Append("sess_3", 1, Some.Created())));
        Assert.Equal(["sess_1", "sess_2", "sess_3"], await storage.Database.QueryAsync<string>("SELECT id FROM sessions ORDER BY id"));
    }

    public static TheoryData<string> Nonsense => ["empty", "hole", "zero", "backward", "foreign"];

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task AppendAsync_NonsenseInItself_IsABugOfTheCaller(string kind)
    {
        await using var storage = await StorageHost.StartAsync(server);
        var append = kind switch
        {
            "empty" => Some.Append("sess_1", 1),
            "hole" => Some.Append("sess_1", 1, Some.Created()) with { Events = [new(1, Some.Noon, Some.Created()), new(3, Some.Noon, new SessionStarted())] },
            "zero" => Some.Append("sess_1", 0, Some.Created()),
            "backward" => Some.Append("sess_1", 1, Some.Created()).Advancing("mic", 10, 5),
            _ => Some.Append("sess_1", 1, Some.Created(org: "org_ben")),
        };

        await Assert.ThrowsAsync<ArgumentException>(() => storage.Journal.AppendAsync(append));
    }

    [Fact]
    public async Task ReadAsync_AfterASequenceNumber_GivesWhatFollows()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, [Some.Created(), .. Enumerable.Range(2, 9).Select(i => Some.Said($"line {i}"))]));

        async Task<long[]> ReadAsync(long after, int limit) =>
            [.. (await storage.Journal.ReadAsync(Some.Org, "sess_1", after, limit, CancellationToken.None)).Select(entry => entry.Seq)];

        Assert.Equal<long[]>([1, 2, 3], await ReadAsync(0, 3));
        Assert.Equal<long[]>([8, 9, 10], await ReadAsync(7, 100));
        Assert.Empty(await ReadAsync(10, 100));
        Assert.Empty(await storage.Journal.ReadAsync(Some.Org, "sess_unknown", 0, 100, CancellationToken.None));
    }

    [Fact]
    public async Task ReadLatestMomentAsync_OfAClockThatWasSetBack_IsNotTheLastEvents()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created(), new SessionStarted(), Some.Said("a")) with
        {
            Events = [new(1, Some.Noon, Some.Created()), new(2, Some.Noon.AddSeconds(5), new SessionStarted()), new(3, Some.Noon.AddSeconds(3), Some.Said("a"))],
        });

        Task<DateTimeOffset?> LatestAsync(long upTo, string org = Some.Org, string session = "sess_1") => storage.Journal.ReadLatestMomentAsync(org, session, upTo, CancellationToken.None);

        Assert.Equal([null, Some.Noon, Some.Noon.AddSeconds(5), Some.Noon.AddSeconds(5), Some.Noon.AddSeconds(5)], [await LatestAsync(0), await LatestAsync(1), await LatestAsync(2), await LatestAsync(3), await LatestAsync(9)]);
        Assert.Null(await LatestAsync(3, org: "org_ben"));
        Assert.Null(await LatestAsync(3, session: "sess_unknown"));
    }

    [Fact]
    public async Task StopAsync_WithAppendsWaiting_WritesThemAndTakesNoMore()
    {
        await using var storage = await StorageHost.StartAsync(server);
        Task<JournalOutcome[]> outcomes;
        Task stopped;
        await using (await HeldTable.HoldAsync(storage.Database))
        {
            outcomes = Task.WhenAll(Enumerable.Range(0, 20).Select(i => storage.Journal.AppendAsync(Some.Append($"sess_{i}", 1, Some.Created()))));
            await storage.Database.BlockedAsync();
            stopped = storage.StopAsync(CancellationToken.None);
            await Assert.ThrowsAsync<JournalUnavailableException>(() => storage.Journal.AppendAsync(Some.Append("sess_late", 1, Some.Created())));
            Assert.False(stopped.IsCompleted);
        }

        await stopped.InTimeAsync("the stop");
        Assert.All(await outcomes, outcome => Assert.Equal(JournalOutcome.Committed, outcome));
    }

    [Fact]
    public async Task StopAsync_WhenTheHostLosesPatience_FailsWhatIsLeft()
    {
        await using var storage = await StorageHost.StartAsync(server);
        using var patience = new CancellationTokenSource();
        await using var held = await HeldTable.HoldAsync(storage.Database);
        var append = storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created()));
        await storage.Database.BlockedAsync();

        var stopped = storage.StopAsync(patience.Token);
        await patience.CancelAsync();

        await Assert.ThrowsAsync<JournalUnavailableException>(() => append.InTimeAsync("the append that can't be written"));
        await stopped.InTimeAsync("the stop");
    }
}
