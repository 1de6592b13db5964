using MeetingIntel.Erasure;
using MeetingIntel.Providers.Files;
using MeetingIntel.Recordings;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Erasure;
using MeetingIntel.Storage.Identity;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;
using Microsoft.Extensions.DependencyInjection;

namespace MeetingIntel.Grains.Tests.Erasure;

/// <summary>A session is erased to its end, whoever dies, and also by itself when its time has come.</summary>
public sealed class ErasureGrainTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly MeetingCluster _cluster = new(postgres);

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task EraseAsync_OfALiveSession_EndsItForEverybody()
    {
        var session = await _cluster.StartSessionAsync();
        await session.AddLineAsync(new AddTranscriptLine("one", "Ben will send the report by Friday.", "Ana", null));
        await session.EndAsync();

        var receipt = await Erasure(session).EraseAsync(new EraseSession("org_a", ErasureReason.Request));

        Assert.Equal(session.GetPrimaryKeyString(), receipt.Value?.SessionId);
        await ErasedAsync(session);
        Assert.Equal("session.not-found", (await session.GetAsync()).Error?.Code);
        Assert.Equal("session.not-found", (await session.AddLineAsync(new AddTranscriptLine("two", "Is anybody there?", "Ana", null))).Error?.Code);
        Assert.Equal([0L, 0L, 0L], await _cluster.Database.QueryAsync<long>("SELECT count(*) FROM session_events UNION ALL SELECT count(*) FROM segments UNION ALL SELECT count(*) FROM insights"));
        await _cluster.Database.UntilAsync("SELECT count(*) = 0 FROM reminders WHERE name <> 'erasure-unfinished'", "nobody is to be reminded of the session");
    }

    /// <summary>A file that was on its way when everything else had gone is found a minute later.</summary>
    [Fact]
    public async Task Files_OfASession_GoWithIt_AlsoThoseThatComeLate()
    {
        var session = await _cluster.StartSessionAsync();
        var key = $"{RecordingKeys.OfSession("org_a", session.GetPrimaryKeyString())}channel_mic/rec_1.ogg";
        await Files.PutAsync(key, new MemoryStream([1, 2, 3]), TestContext.Current.CancellationToken);
        await Files.PutAsync("org_a/sess_other/rec_1.ogg", new MemoryStream([1]), TestContext.Current.CancellationToken);

        await Erasure(session).EraseAsync(new EraseSession("org_a", ErasureReason.Request));
        await ErasedAsync(session);
        Assert.Equal(["1 3"], await FilesErasedAsync());
        await Files.PutAsync(key, new MemoryStream([1, 2, 3, 4]), TestContext.Current.CancellationToken);
        // Too early to be sure.
        await Erasure(session).AsReference<IRemindable>().ReceiveReminder("erasure-unfinished", default);
        Assert.Equal(["1 3"], await FilesErasedAsync());
        await _cluster.Database.ExecuteAsync("UPDATE erasures SET erased_at = erased_at - interval '2 minutes'");
        await Erasure(session).AsReference<IRemindable>().ReceiveReminder("erasure-unfinished", default);

        Assert.Equal(["2 7"], await FilesErasedAsync());
        Assert.Equal(["org_a/sess_other/rec_1.ogg"], (await Files.ListAsync("org_a/", TestContext.Current.CancellationToken)).Select(file => file.Key));
        Assert.Equal([0L], await _cluster.Database.QueryAsync<long>("SELECT count(*) FROM reminders"));

        Task<IReadOnlyList<string>> FilesErasedAsync() => _cluster.Database.QueryAsync<string>("SELECT files || ' ' || file_bytes FROM erasures");
    }

    [Fact]
    public async Task EraseAsync_OfNoSession_IsRefusedAndForgotten()
    {
        var session = _cluster.Session(Ids.NewSession());

        Assert.Equal("session.not-found", (await Erasure(session).EraseAsync(new EraseSession("org_a", ErasureReason.Request))).Error?.Code);

        Assert.Equal([0L], await _cluster.Database.QueryAsync<long>("SELECT count(*) FROM reminders"));
    }

    [Fact]
    public async Task EraseAsync_ForAnotherOrganisation_IsRefused()
    {
        var session = await _cluster.StartSessionAsync();

        Assert.Equal("session.not-found", (await Erasure(session).EraseAsync(new EraseSession("org_eve", ErasureReason.Request))).Error?.Code);

        Assert.True((await session.GetAsync()).Succeeded);
    }

    /// <summary>The process that began it died right after its first step.</summary>
    [Fact]
    public async Task Reminder_OfAnErasureThatWasInterrupted_BringsItToItsEnd()
    {
        var session = await _cluster.StartSessionAsync();
        await BeginAsync(session);

        await Erasure(session).AsReference<IRemindable>().ReceiveReminder("erasure-unfinished", default);

        await ErasedAsync(session);
        Assert.Equal([0L], await _cluster.Database.QueryAsync<long>("SELECT count(*) FROM session_events"));
        Assert.Equal("session.not-found", (await session.EndAsync()).Error?.Code);
    }

    /// <summary>What has already gone from the database can't be written any more, also by an activation that does not know it yet.</summary>
    [Fact]
    public async Task Session_ThatWritesBehindItsErasure_FindsItselfGone()
    {
        var session = await _cluster.StartSessionAsync();
        await BeginAsync(session);
        await SweepAsync(session);

        var line = await session.AddLineAsync(new AddTranscriptLine("one", "Is anybody there?", "Ana", null));

        Assert.Equal("session.moved", line.Error?.Code);
        Assert.Equal("session.not-found", (await session.GetAsync()).Error?.Code);
        Assert.Equal([0L], await _cluster.Database.QueryAsync<long>("SELECT count(*) FROM session_events"));
    }

    [Fact]
    public async Task EraseAsync_WhileSomebodyWatches_TellsThemToAskAgain()
    {
        var session = await _cluster.StartSessionAsync();
        var watcher = new Watcher();
        await session.SubscribeAsync(_cluster.Grains.CreateObjectReference<ISessionObserver>(watcher));

        await Erasure(session).EraseAsync(new EraseSession("org_a", ErasureReason.Request));

        await watcher.Moved.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal("session.not-found", (await session.SubscribeAsync(_cluster.Grains.CreateObjectReference<ISessionObserver>(watcher))).Error?.Code);
    }

    [Fact]
    public async Task Retention_ErasesWhatIsOlder_AndEndsWhenEverythingIsKept()
    {
        await _cluster.Database.ExecuteAsync("INSERT INTO orgs (id, name, created_at, retention_days) VALUES ('org_a', 'A', now(), 30)");
        var old = await _cluster.StartSessionAsync();
        await old.EndAsync();
        await _cluster.Database.ExecuteAsync("UPDATE sessions SET created_at = created_at - interval '31 days', ended_at = ended_at - interval '31 days'");
        var young = await _cluster.StartSessionAsync();
        await young.EndAsync();
        var retention = _cluster.Grains.GetGrain<IRetentionGrain>("org_a");

        await retention.ExpectAsync();
        await retention.LookAsync();

        await ErasedAsync(old);
        Assert.Equal("session.not-found", (await old.GetAsync()).Error?.Code);
        Assert.True((await young.GetAsync()).Succeeded);
        Assert.Equal(["server:retention retention"], await _cluster.Database.QueryAsync<string>("SELECT requested_by || ' ' || reason FROM erasures"));
        Assert.Equal([1L], await _cluster.Database.QueryAsync<long>("SELECT count(*) FROM reminders WHERE name = 'retention'"));

        await _cluster.Database.ExecuteAsync("UPDATE orgs SET retention_days = NULL");
        await retention.AsReference<IRemindable>().ReceiveReminder("retention", default);

        Assert.Equal([0L], await _cluster.Database.QueryAsync<long>("SELECT count(*) FROM reminders WHERE name = 'retention'"));
        Assert.True((await young.GetAsync()).Succeeded);
    }

    private IErasureGrain Erasure(ISessionGrain session) => _cluster.Grains.GetGrain<IErasureGrain>(session.GetPrimaryKeyString());

    private IFileStore Files => _cluster.SiloServices.GetRequiredService<IFileStore>();

    private ISessionErasure Storage => _cluster.Services.GetRequiredService<ISessionErasure>();

    private Task BeginAsync(ISessionGrain session) => Storage.BeginAsync(
        session.GetPrimaryKeyString(), ErasureReason.Request, new AuditNote("org_a", "user:user_a", "session.erase"), TestContext.Current.CancellationToken);

    private async Task SweepAsync(ISessionGrain session)
    {
        while (await Storage.SweepAsync(session.GetPrimaryKeyString(), "erasure-unfinished", TestContext.Current.CancellationToken) > 0)
        {
        }
    }

    private Task ErasedAsync(ISessionGrain session) =>
        _cluster.Database.UntilAsync($"SELECT erased_at IS NOT NULL FROM erasures WHERE session_id = '{session.GetPrimaryKeyString()}'", "the erasure's end");

    private sealed class Watcher : ISessionObserver
    {
        public TaskCompletionSource Moved { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void OnEvents(SessionEventBatch events)
        {
        }

        public void OnSignal(LiveSignal signal)
        {
        }

        public void OnMoved() => Moved.TrySetResult();
    }
}
