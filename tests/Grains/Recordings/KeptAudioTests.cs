using MeetingIntel.Grains.Recordings;
using MeetingIntel.Grains.Tests.Transcription;
using MeetingIntel.Recordings;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Sessions;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Testing.Stt;
using MeetingIntel.Transcription;
using Microsoft.Extensions.DependencyInjection;

namespace MeetingIntel.Grains.Tests.Recordings;

/// <summary>Audio that is kept, from its channel to its recording.</summary>
public sealed class KeptAudioTests(PostgresServer postgres)
{
    // Little more than one sentence.
    private const long Limit = 20_000;

    [Fact]
    public async Task Session_WhoseAudioTakesAllThatItMay_SaysSoOnceAndKeepsNothingOfAnyChannel()
    {
        await using var cluster = await StartAsync();
        var session = await BeginAsync(cluster);
        var room = await AudioClient.OpenAsync(cluster, session, "room");

        var full = await FillAsync(cluster, session);
        await room.SendAsync(ScriptedAudio.Sentences(2, first: 7), mark: AudioMark.Stop);
        await room.EventAsync<ChannelClosed>();

        Assert.Equal(("mic", Limit), (full.Channel, full.Limit));
        Assert.InRange(full.From, 0.1, 0.625);
        Assert.False((await session.GetAsync()).Value!.Details.Record);
        Assert.False((await cluster.Services.GetRequiredService<ISessionReads>().LoadAsync(session.GetPrimaryKeyString(), TestContext.Current.CancellationToken))!.Details.Record);
        Assert.Single((await cluster.EventsAsync(session)).OfType<RecordingFull>());
        Assert.False(Directory.Exists(Folder(cluster, session, "room")));
    }

    /// <summary>The server dies before the stretch is acknowledged for which there was no room, so it comes again.</summary>
    [Fact]
    public async Task Session_WhoseServerDiesWhenThereIsNoRoom_HasSaidSoOnce()
    {
        var filter = new Stopped();
        await using var cluster = await StartAsync(silo => silo.AddIncomingGrainCallFilter(filter));
        var session = await BeginAsync(cluster);
        var mic = await AudioClient.OpenAsync(cluster, session);
        var audio = ScriptedAudio.Sentences(6);
        await mic.SendAsync(audio);
        await filter.Reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Single((await cluster.EventsAsync(session)).OfType<RecordingFull>());

        filter.IsOver = true;
        await cluster.RestartAsync();
        session = cluster.Session(session.GetPrimaryKeyString());
        mic = await AudioClient.ConnectAsync(cluster, session);
        var at = (int)(await mic.OpenAsync(0)).Value!.Offset;
        await mic.SendAsync(audio[at..], mark: AudioMark.Stop);
        await mic.EventAsync<ChannelClosed>();

        Assert.Single((await cluster.EventsAsync(session)).OfType<RecordingFull>());
        Assert.False((await session.GetAsync()).Value!.Details.Record);
        Assert.Equal(["w1", "w2", "w3", "w4", "w5", "w6"], await cluster.TranscriptAsync(session));
    }

    [Fact]
    public async Task Session_WhoseAudioIsKeptAgainWithoutRoom_SaysSoAgain()
    {
        await using var cluster = await StartAsync();
        var session = await BeginAsync(cluster);
        await FillAsync(cluster, session);

        await session.UpdateAsync(new UpdateSession(null, null, null, Record: true));
        var room = await AudioClient.OpenAsync(cluster, session, "room");
        await room.SendAsync(ScriptedAudio.Sentences(5), mark: AudioMark.Stop);
        var full = await room.EventAsync<RecordingFull>();

        Assert.Equal(("room", 2), (full.Channel, (await cluster.EventsAsync(session)).OfType<RecordingFull>().Count()));
        Assert.False((await session.GetAsync()).Value!.Details.Record);
    }

    [Fact]
    public async Task Recording_ThatNobodyCouldBeginAtTheClose_IsMadeByTheReminder()
    {
        var filter = new Unreachable();
        await using var cluster = await StartAsync(silo => silo.AddOutgoingGrainCallFilter(filter), limit: 1 << 20);
        var session = await BeginAsync(cluster);
        var mic = await AudioClient.OpenAsync(cluster, session);
        await mic.SendAsync(ScriptedAudio.Sentences(3), mark: AudioMark.Stop);
        await filter.Reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.True((await mic.OpenAsync(mic.Sent)).Succeeded);

        // Closed, and nobody was asked to send anything again.
        await mic.EventAsync<ChannelClosed>();
        Assert.IsType<ChannelOpened>(await mic.NextAsync<object>(item => item is ChannelOpened or ChannelProgress { Fault: not null }, "the channel to be opened again"));
        await mic.SendAsync([], mark: AudioMark.Stop);
        await mic.EventAsync<ChannelClosed>();
        var recordings = cluster.Grains.GetGrain<IRecordingGrain>(new TranscriptionKey(session.GetPrimaryKeyString(), "mic").ToString());
        Assert.Equal([1L], await cluster.Database.QueryAsync<long>("SELECT count(*) FROM reminders WHERE name = 'audio-unfinished'"));
        await recordings.AsReference<IRemindable>().ReceiveReminder("audio-unfinished", default);
        var made = await mic.EventAsync<RecordingAvailable>();

        Assert.Equal((0, 1.2), (made.Recording.Start, Math.Round(made.Recording.End, 3)));
    }

    private async Task<MeetingCluster> StartAsync(Action<ISiloBuilder>? configure = null, long limit = Limit)
    {
        var cluster = new MeetingCluster(postgres)
        {
            Configure = silo =>
            {
                silo.Services.Configure<RecordingOptions>(options => options.MaxBytesPerSession = limit);
                configure?.Invoke(silo);
            },
        };
        await cluster.InitializeAsync();
        return cluster;
    }

    private static async Task<ISessionGrain> BeginAsync(MeetingCluster cluster)
    {
        var session = cluster.Session(Ids.NewSession());
        Assert.True((await session.CreateAsync(new CreateSession("org_a", "user_a", new SessionDetails("Kept", Record: true), Start: true))).Succeeded);
        return session;
    }

    /// <summary>A microphone that is heard until there is no room any more, and to its end.</summary>
    private static async Task<RecordingFull> FillAsync(MeetingCluster cluster, ISessionGrain session)
    {
        var mic = await AudioClient.OpenAsync(cluster, session);
        await mic.SendAsync(ScriptedAudio.Sentences(1), mark: AudioMark.Finalize);
        await mic.EventAsync<TranscriptSegmentAdded>();
        await mic.SendAsync(ScriptedAudio.Sentences(5, first: 2), mark: AudioMark.Stop);
        var full = await mic.EventAsync<RecordingFull>();
        await mic.EventAsync<ChannelClosed>();
        return full;
    }

    private static string Folder(MeetingCluster cluster, ISessionGrain session, string channel) =>
        Path.Combine([cluster.Files, .. RecordingKeys.OfPieces("org_a", new TranscriptionKey(session.GetPrimaryKeyString(), channel)).Split('/')]);

    /// <summary>When it has been said that there is no room, nobody hears so, and nothing is acknowledged any more.</summary>
    private sealed class Stopped : IIncomingGrainCallFilter
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsOver { get; set; }

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (Reached.Task.IsCompleted && !IsOver && context.MethodName == nameof(ISessionGrain.CommitOutcomeAsync))
            {
                throw new TimeoutException("Nobody is there.");
            }

            await context.Invoke();
            if (context.MethodName == nameof(ISessionGrain.StopKeepingAudioAsync) && !IsOver)
            {
                Reached.TrySetResult();
                throw new TimeoutException("No answer.");
            }
        }
    }

    /// <summary>Who makes recordings can't be told that a channel was closed.</summary>
    private sealed class Unreachable : IOutgoingGrainCallFilter
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Invoke(IOutgoingGrainCallContext context)
        {
            if (context.InterfaceMethod.DeclaringType == typeof(IRecordingGrain) && context.MethodName == nameof(IRecordingGrain.FinishAsync))
            {
                Reached.TrySetResult();
                throw new TimeoutException("Nobody is there.");
            }

            return context.Invoke();
        }
    }
}
