using MeetingIntel.Grains.Placement;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Timeline;
using MeetingIntel.Grains.Tests.Transcription;
using MeetingIntel.Transcription;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MeetingIntel.Grains.Tests.Sessions;

public sealed class SessionGrainTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly MeetingCluster _cluster = new(postgres);

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    /// <summary>The clock is finer than the database: what is shown live must be what is read back.</summary>
    [Fact]
    public async Task GetAsync_AfterRestart_GivesTheTimesThatWereShownLive()
    {
        var live = new List<(string Id, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt)>();
        for (var count = 0; count < 10; count++)
        {
            var session = await _cluster.StartSessionAsync();
            var snapshot = (await session.GetAsync()).Value!;
            live.Add((snapshot.Id, snapshot.CreatedAt, snapshot.StartedAt));
        }

        await _cluster.RestartAsync();

        foreach (var (id, createdAt, startedAt) in live)
        {
            var snapshot = (await _cluster.Session(id).GetAsync()).Value!;
            Assert.Equal((createdAt, startedAt), (snapshot.CreatedAt, snapshot.StartedAt));
        }
    }

    /// <summary>The activation that was overtaken forgets who watches, and says so; whoever registers again sees what comes.</summary>
    [Fact]
    public async Task Activation_ThatStepsDown_TellsWhoWatches()
    {
        var session = await _cluster.StartSessionAsync();
        var watcher = new Watcher();
        var observer = _cluster.Grains.CreateObjectReference<ISessionObserver>(watcher);
        var before = (await session.SubscribeAsync(observer)).Value!;
        await WriteElsewhereAsync(before, [Overtaken(before)], []);

        Assert.Equal("session.moved", (await session.UpdateAsync(new UpdateSession("Monthly", null, null))).Error?.Code);
        await watcher.Moved.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.Equal(before.LastSeq + 1, (await session.SubscribeAsync(observer)).Value!.LastSeq);
        Assert.True((await session.EndAsync()).Succeeded);
        Assert.Equal(before.LastSeq + 2, await watcher.Seen.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    /// <summary>Two activations may exist for a moment after a failure: a client that was acknowledged by the other one is right.</summary>
    [Fact]
    public async Task Client_ThatHasSeenMoreThanTheActivation_GoesOnFromThere()
    {
        var session = await _cluster.StartSessionAsync();
        var first = await AudioClient.ConnectAsync(_cluster, session, "mic");
        Assert.True((await first.OpenAsync()).Succeeded);
        var before = (await session.GetAsync()).Value!;
        var acked = before.Channels[0].AckedOffset;
        await WriteElsewhereAsync(before, [Overtaken(before)], [new ChannelAdvance("mic", acked, acked + 32_000, 1)]);

        var again = await AudioClient.ConnectAsync(_cluster, session, "mic");
        Assert.Equal("audio.offset-in-future", (await again.OpenAsync(acked + 32_002)).Error?.Code);
        Assert.Equal(acked + 32_000, (await again.OpenAsync(acked + 32_000)).Value?.Offset);
        Assert.Equal(before.LastSeq + 1, (await session.GetAsync()).Value!.LastSeq);
    }

    /// <summary>Who reads old sessions, or asks whether there is one, brings a silo no more to do.</summary>
    [Fact]
    public async Task Load_OfASilo_CountsItsLiveSessions()
    {
        var load = _cluster.SiloServices.GetRequiredService<LocalLoad>();

        var waiting = _cluster.Session(Ids.NewSession());
        await waiting.CreateAsync(new CreateSession("org_a", "user_a", new SessionDetails("Later"), Start: false));
        await _cluster.Session("sess_missing").GetAsync();
        Assert.Equal(0, load.Sessions);

        await waiting.StartAsync();
        await _cluster.StartSessionAsync();
        Assert.Equal(2, load.Sessions);

        await waiting.EndAsync();
        Assert.Equal(1, load.Sessions);
    }

    private static SessionEvent Overtaken(SessionSnapshot session) => new(session.LastSeq + 1, session.CreatedAt, new SessionUpdated(new SessionDetails("Overtaken")));

    /// <summary>What another activation of the same session does.</summary>
    private async Task WriteElsewhereAsync(SessionSnapshot session, IReadOnlyList<SessionEvent> events, IReadOnlyList<ChannelAdvance> advances)
    {
        var writer = _cluster.Services.GetServices<IHostedService>().OfType<BackgroundService>().Single(service => service.GetType().Name == "JournalWriter");
        await writer.StartAsync(TestContext.Current.CancellationToken);
        var append = new JournalAppend(session.Id, session.OrgId, events, advances);
        Assert.Equal(JournalOutcome.Committed, await _cluster.Services.GetRequiredService<IJournal>().AppendAsync(append, TestContext.Current.CancellationToken));
        await writer.StopAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Watcher : ISessionObserver
    {
        public TaskCompletionSource Moved { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<long> Seen { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void OnEvents(SessionEventBatch events) => Seen.TrySetResult(events.Events[0].Seq);

        public void OnSignal(LiveSignal signal)
        {
        }

        public void OnMoved() => Moved.TrySetResult();
    }
}
