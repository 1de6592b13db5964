using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace MeetingIntel.Grains.Tests.Transcription;

/// <summary>What a front-end does with one audio connection: it opens the channel, writes to its stream and watches the session's feed, of which it misses nothing that is on record.</summary>
internal sealed class AudioClient : ISessionObserver
{
    /// <summary>After so long without a word it asks whether it is still heard of, and what it has missed.</summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromSeconds(10);

    private static readonly object Jump = new();

    // What a test that waits in vain says.
    private readonly Stopwatch _since = Stopwatch.StartNew();
    private readonly ConcurrentQueue<string> _seen = new();
    private readonly Lock _order = new();
    private readonly Channel<object> _feed = Channel.CreateUnbounded<object>();
    private readonly MeetingCluster _cluster;
    private readonly ISessionObserver _observer;
    private readonly IAsyncStream<AudioFrame> _stream;
    private readonly ITranscriptionGrain _transcription;
    private readonly ISessionGrain _session;

    private long _lastSeq;

    private AudioClient(MeetingCluster cluster, ISessionGrain session, string channel)
    {
        var key = new TranscriptionKey(session.GetPrimaryKeyString(), channel).ToString();
        _cluster = cluster;
        _session = session;
        _transcription = cluster.Grains.GetGrain<ITranscriptionGrain>(key);
        _stream = cluster.Streams.GetStream<AudioFrame>(StreamId.Create(StreamNames.Audio, key));
        _observer = cluster.Grains.CreateObjectReference<ISessionObserver>(this);
    }

    public string Connection { get; } = Ids.NewConnection();

    public long Sent { get; private set; }

    public static async Task<AudioClient> ConnectAsync(MeetingCluster cluster, ISessionGrain session, string channel = "mic")
    {
        var client = new AudioClient(cluster, session, channel) { _lastSeq = long.MaxValue };
        var subscribed = await session.SubscribeAsync(client._observer);
        Assert.True(subscribed.Succeeded);
        client._lastSeq = subscribed.Value.LastSeq;
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
                var next = await ReadAsync(patience.Token);
                if (next is null)
                {
                    await CatchUpAsync(patience.Token);
                }
                else if (next is T item && condition(item))
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
        _seen.Enqueue($"{string.Join('+', events.Events.Select(entry => $"{entry.Seq} {entry.Data.GetType().Name}"))} at {_since.Elapsed.TotalSeconds:F1}");
        if (!TryDeliver(events.Events))
        {
            _feed.Writer.TryWrite(Jump);
        }
    }

    public void OnSignal(LiveSignal signal) => _feed.Writer.TryWrite(signal);

    public void OnMoved() => _seen.Enqueue($"moved at {_since.Elapsed.TotalSeconds:F1}");

    public Task<GrainResult<SessionSnapshot>> EndSessionAsync() => _session.EndAsync();

    /// <returns>What comes next; <see langword="null"/>: something may be missing.</returns>
    private async Task<object?> ReadAsync(CancellationToken cancellationToken)
    {
        using var doubt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        doubt.CancelAfter(Doubt);
        try
        {
            return await _feed.Reader.ReadAsync(doubt.Token) is var next && next == Jump ? null : next;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Delivery is best effort, and ends for who does not renew it: what is on record is read there.</summary>
    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await _session.SubscribeAsync(_observer);
        var journal = _cluster.Services.GetRequiredService<IJournalReads>();
        TryDeliver(await journal.ReadAsync("org_a", _session.GetPrimaryKeyString(), _lastSeq, 10_000, cancellationToken));
    }

    /// <returns>Whether no event is missing before these.</returns>
    private bool TryDeliver(IEnumerable<SessionEvent> events)
    {
        lock (_order)
        {
            foreach (var entry in events.Where(entry => entry.Seq > _lastSeq))
            {
                if (entry.Seq > _lastSeq + 1)
                {
                    return false;
                }

                _lastSeq = entry.Seq;
                _feed.Writer.TryWrite(entry.Data);
            }

            return true;
        }
    }
}
