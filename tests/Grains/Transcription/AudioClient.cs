using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using MeetingIntel.Sessions;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;
using Orleans.Streams;

namespace MeetingIntel.Grains.Tests.Transcription;

/// <summary>What a front-end does with one audio connection: it opens the channel, writes to its stream and watches the session's feed.</summary>
internal sealed class AudioClient : ISessionObserver
{
    // What a test that waits in vain says.
    private readonly Stopwatch _since = Stopwatch.StartNew();
    private readonly ConcurrentQueue<string> _seen = new();
    private readonly Channel<object> _feed = Channel.CreateUnbounded<object>();
    private readonly IAsyncStream<AudioFrame> _stream;
    private readonly ITranscriptionGrain _transcription;
    private readonly ISessionGrain _session;

    private AudioClient(IGrainFactory grains, IStreamProvider streams, ISessionGrain session, string channel)
    {
        var key = new TranscriptionKey(session.GetPrimaryKeyString(), channel).ToString();
        _session = session;
        _transcription = grains.GetGrain<ITranscriptionGrain>(key);
        _stream = streams.GetStream<AudioFrame>(StreamId.Create(StreamNames.Audio, key));
    }

    public string Connection { get; } = Ids.NewConnection();

    public long Sent { get; private set; }

    public static async Task<AudioClient> ConnectAsync(MeetingCluster cluster, ISessionGrain session, string channel = "mic")
    {
        var client = new AudioClient(cluster.Grains, cluster.Streams, session, channel);
        var reference = cluster.Grains.CreateObjectReference<ISessionObserver>(client);
        Assert.True((await session.SubscribeAsync(reference)).Succeeded);
        return client;
    }

    /// <summary>A client whose channel is open.</summary>
    public static async Task<AudioClient> OpenAsync(MeetingCluster cluster, ISessionGrain session, string channel = "mic")
    {
        var client = await ConnectAsync(cluster, session, channel);
        var opened = await client.OpenAsync();
        Assert.True(opened.Succeeded, opened.Error?.Message);
        return client;
    }

    /// <summary>A new session with such a client.</summary>
    public static async Task<(ISessionGrain Session, AudioClient Client)> OpenNewAsync(MeetingCluster cluster)
    {
        var session = await cluster.StartSessionAsync();
        return (session, await OpenAsync(cluster, session));
    }

    public async Task<GrainResult<AudioOpened>> OpenAsync(long? offset = null, int rate = 16_000, string? sender = null)
    {
        var opened = await _transcription.OpenAsync(new OpenAudio(Connection, "Ana", rate, offset, Sender: sender));
        Sent = opened.Value?.Offset ?? 0;
        return opened;
    }

    /// <summary>Sends audio in frames, numbered on from what was sent.</summary>
    public async Task SendAsync(byte[] pcm, int frame = 640, AudioMark mark = AudioMark.None)
    {
        for (var at = 0; at < pcm.Length; at += frame)
        {
            var piece = pcm[at..Math.Min(pcm.Length, at + frame)];
            await SendFrameAsync(Sent, piece);
            Sent += piece.Length;
        }

        if (mark != AudioMark.None)
        {
            await _stream.OnNextAsync(new AudioFrame(Connection, Sent, [], mark));
        }
    }

    public Task SendFrameAsync(long offset, byte[] pcm) => _stream.OnNextAsync(new AudioFrame(Connection, offset, pcm, AudioMark.None));

    /// <summary>The feed's next item of a kind that fulfils a condition; whatever comes before it is passed over.</summary>
    public async Task<T> NextAsync<T>(Func<T, bool> condition, string phase)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        try
        {
            for (; ; )
            {
                if (await _feed.Reader.ReadAsync(patience.Token) is T item && condition(item))
                {
                    return item;
                }
            }
        }
        catch (OperationCanceledException late) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Waited 30 s for: {phase}. Seen in {_since.Elapsed.TotalSeconds:F1} s: {string.Join(", ", _seen)}.", late);
        }
    }

    public Task<ChannelProgress> AckAsync(long offset) =>
        NextAsync<ChannelProgress>(progress => progress.AckedOffset >= offset, $"an acknowledgement of byte {offset}");

    public Task<TEvent> EventAsync<TEvent>()
        where TEvent : SessionEventData => NextAsync<TEvent>(_ => true, typeof(TEvent).Name);

    public void OnEvents(SessionEventBatch events)
    {
        foreach (var entry in events.Events)
        {
            _seen.Enqueue($"{entry.Seq} {entry.Data.GetType().Name} at {_since.Elapsed.TotalSeconds:F1}");
            _feed.Writer.TryWrite(entry.Data);
        }
    }

    public void OnSignal(LiveSignal signal) => _feed.Writer.TryWrite(signal);

    public void OnMoved() => _seen.Enqueue($"moved at {_since.Elapsed.TotalSeconds:F1}");

    public Task<GrainResult<SessionSnapshot>> EndSessionAsync() => _session.EndAsync();
}
