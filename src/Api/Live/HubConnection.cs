using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Transcription;
using Microsoft.AspNetCore.SignalR;

namespace MeetingIntel.Api.Live;

/// <summary>
/// What one hub connection holds: who it is, the sessions it has joined, the audio it sends. All of it bounded, all of it gone when the connection is: a method
/// that is still under way then gives up what it comes with.
/// </summary>
/// <param name="id">The connection.</param>
/// <param name="caller">Who is connected.</param>
/// <param name="client">The way to the client.</param>
/// <param name="logger">Where failures go.</param>
/// <param name="stopping">The server is stopping.</param>
internal sealed partial class HubConnection(string id, Caller caller, ISingleClientProxy client, ILogger logger, CancellationToken stopping) : IAsyncDisposable
{
    private const int MaxSessions = 16;
    private const int MaxAudioChannels = 4;
    private static readonly TimeSpan LastAudio = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A room hears that audio is being processed once a second, not with each of twenty pieces: every time costs a call to the session and a message to every
    /// front-end that watches it, and Astro's clients only learn that it goes on.
    /// </summary>
    private static readonly TimeSpan ShowAudioEvery = TimeSpan.FromSeconds(1);

    private static readonly GrainError TooMany = new(GrainErrorKind.RateLimited, "hub.too-many", "One connection watches at most 16 sessions and sends audio on at most 4 channels.");

    /// <summary>Around rooms, audio and whether the connection is gone: a client goes while its methods are still under way.</summary>
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Room> _rooms = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Session, string Channel), AudioDelivery> _audio = [];
    private readonly Dictionary<string, long> _shown = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closed = new();
    private bool _gone;
    private int _streams;

    /// <summary>Who is connected.</summary>
    public Caller Caller => caller;

    /// <summary>The audio channel of a client that names none: one of its own, so that callers are not mixed.</summary>
    public string OwnChannel { get; } = $"mic-{id[..Math.Min(8, id.Length)]}";

    private int Rooms
    {
        get
        {
            lock (_lock)
            {
                return _rooms.Count;
            }
        }
    }

    /// <summary>Takes a place for a stream; give it back with <see cref="EndStream"/>.</summary>
    /// <returns><see langword="null"/>, or that there is none.</returns>
    public GrainError? BeginStream()
    {
        if (Interlocked.Increment(ref _streams) <= MaxSessions)
        {
            return null;
        }

        EndStream();
        return TooMany;
    }

    /// <summary>Gives a stream's place back.</summary>
    public void EndStream() => Interlocked.Decrement(ref _streams);

    /// <summary>Begins to pass a session's events on to the client; does nothing when it does already.</summary>
    /// <param name="feeds">Where they come from.</param>
    /// <param name="sessionId">The session; access was checked.</param>
    /// <param name="after">The newest event that the client has.</param>
    /// <param name="greet">Sent before the first event.</param>
    /// <returns><see langword="null"/>, or why not.</returns>
    public async Task<GrainError?> JoinAsync(SessionFeedHub feeds, string sessionId, long? after, Func<Task> greet)
    {
        if (IsIn(sessionId))
        {
            await greet();
            return null;
        }

        await LeaveAsync(sessionId);
        if (Rooms >= MaxSessions)
        {
            return TooMany;
        }

        var feed = await feeds.SubscribeAsync(sessionId, after);
        if (!feed.Succeeded)
        {
            return feed.Error;
        }

        var entered = false;
        try
        {
            await greet();
            entered = TryEnter(sessionId, feed.Value);
            return null;
        }
        finally
        {
            if (!entered)
            {
                await feed.Value.DisposeAsync();
            }
        }
    }

    /// <summary>Stops passing a session's events on; none is sent once this has completed.</summary>
    /// <param name="sessionId">The session.</param>
    public async Task LeaveAsync(string sessionId)
    {
        Room? room;
        lock (_lock)
        {
            _rooms.Remove(sessionId, out room);
        }

        if (room is not null)
        {
            await room.DisposeAsync();
        }
    }

    /// <summary>The open audio channel of a session, opened when it is not.</summary>
    /// <param name="sessionId">The session; access was checked.</param>
    /// <param name="format">What comes.</param>
    /// <param name="openAsync">Opens it.</param>
    /// <exception cref="OperationCanceledException">The client went while it was opened.</exception>
    public async Task<GrainResult<AudioDelivery>> AudioAsync(string sessionId, AudioFormat format, Func<Task<GrainResult<AudioDelivery>>> openAsync)
    {
        var key = (sessionId, format.Channel);
        lock (_lock)
        {
            if (_audio.TryGetValue(key, out var open))
            {
                return open;
            }

            if (_audio.Count >= MaxAudioChannels)
            {
                return TooMany;
            }
        }

        var opened = await openAsync();
        if (opened.Succeeded && !TryKeep(key, opened.Value))
        {
            await FinishAsync(sessionId, opened.Value);
            throw new OperationCanceledException("The client has gone.");
        }

        return opened;
    }

    /// <summary>Forgets a channel that takes no more audio; the next piece opens it again. Leaves it alone when the client has gone and it is being finished.</summary>
    /// <param name="delivery">The channel's audio.</param>
    public async ValueTask ForgetAudioAsync(AudioDelivery delivery)
    {
        bool wasKept;
        lock (_lock)
        {
            wasKept = _audio.FirstOrDefault(pair => pair.Value == delivery) is { Value: not null } kept && _audio.Remove(kept.Key);
        }

        if (wasKept)
        {
            await delivery.DisposeAsync();
        }
    }

    /// <summary>Whether a session's room is to hear now that audio came; if so, it counts as told.</summary>
    /// <param name="sessionId">The session, into which this connection just sent audio.</param>
    /// <param name="time">The clock.</param>
    public bool ShowsAudio(string sessionId, TimeProvider time)
    {
        if (_shown.TryGetValue(sessionId, out var shown) && time.GetElapsedTime(shown) < ShowAudioEvery)
        {
            return false;
        }

        if (_shown.Count >= MaxAudioChannels)
        {
            _shown.Clear();
        }

        _shown[sessionId] = time.GetTimestamp();
        return true;
    }

    /// <summary>The client has gone: leaves all rooms, says that no more audio will come on any channel, and waits until what came is on record.</summary>
    public async ValueTask DisposeAsync()
    {
        Room[] rooms;
        KeyValuePair<(string Session, string Channel), AudioDelivery>[] audio;
        lock (_lock)
        {
            if (_gone)
            {
                return;
            }

            _gone = true;
            (rooms, audio) = ([.. _rooms.Values], [.. _audio]);
            _rooms.Clear();
            _audio.Clear();
        }

        await _closed.CancelAsync();
        // Whatever becomes of one of them, the others are closed too.
        await Task.WhenAll([.. rooms.Select(room => room.DisposeAsync().AsTask()), .. audio.Select(pair => FinishAsync(pair.Key.Session, pair.Value))]);
        _closed.Dispose();
    }

    private bool IsIn(string sessionId)
    {
        lock (_lock)
        {
            return _rooms.TryGetValue(sessionId, out var room) && !room.Pump.IsCompleted;
        }
    }

    /// <returns>Whether the client is still there.</returns>
    private bool TryEnter(string sessionId, FeedSubscription feed)
    {
        lock (_lock)
        {
            if (_gone)
            {
                return false;
            }

            var closed = _closed.Token;
            var left = CancellationTokenSource.CreateLinkedTokenSource(closed);
            // Elsewhere: what it begins with does not belong under the lock.
            _rooms[sessionId] = new Room(feed, left, Task.Run(() => PassOnAsync(feed, left.Token, closed), CancellationToken.None));
            return true;
        }
    }

    /// <returns>Whether the client is still there.</returns>
    private bool TryKeep((string Session, string Channel) key, AudioDelivery delivery)
    {
        lock (_lock)
        {
            return !_gone && _audio.TryAdd(key, delivery);
        }
    }

    /// <summary>Never throws.</summary>
    private async Task FinishAsync(string sessionId, AudioDelivery delivery)
    {
        using var patience = new CancellationTokenSource(LastAudio);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
        await using (delivery)
        {
            try
            {
                // Also when the server is stopping: the channel would wait for more for ten minutes.
                await delivery.StopAsync(patience.Token);
                if (await delivery.CompleteAsync(waiting.Token) is { } error)
                {
                    LogUnfinished(sessionId, error.Code);
                }
            }
            catch (OperationCanceledException)
            {
                LogUnfinished(sessionId, "given up");
            }
            catch (Exception exception)
            {
                LogFinishFailed(exception, sessionId);
            }
        }
    }

    /// <summary>
    /// Passes events on until the client leaves. What is being sent then is sent to its end: a send that is broken off breaks the whole connection off.
    /// </summary>
    private async Task PassOnAsync(FeedSubscription feed, CancellationToken left, CancellationToken closed)
    {
        try
        {
            var events = new AstroEvents(feed.Start);
            // The client hears nothing of a database that is away: its connection lives, and all that it misses now comes later.
            await foreach (var message in feed.ReadAsync(TimeSpan.MaxValue, left))
            {
                if (events.From(message) is { } item)
                {
                    await client.SendAsync(item.Name, item.Payload, closed);
                }
            }

            await client.SendAsync("error", new { message = Sockets.SocketEnd.TooSlow.Message, code = Sockets.SocketEnd.TooSlow.Code, session_id = feed.Start.Id }, closed);
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested || closed.IsCancellationRequested)
        {
            // The client has left, or is gone.
        }
        catch (Exception exception)
        {
            LogFeedFailed(exception, feed.Start.Id);
            var problem = Errors.ExceptionProblems.ToProblem(exception);
            await client.SendAsync("error", new { message = problem.Detail, code = problem.Code, session_id = feed.Start.Id }, closed);
        }
    }

    /// <summary>A session that is watched.</summary>
    /// <param name="feed">Its events.</param>
    /// <param name="left">Ends the pump.</param>
    /// <param name="pump">Passes the events on.</param>
    private sealed class Room(FeedSubscription feed, CancellationTokenSource left, Task pump) : IAsyncDisposable
    {
        public Task Pump => pump;

        public async ValueTask DisposeAsync()
        {
            await left.CancelAsync();
            // However it ended: why it failed is in the log.
            await pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            left.Dispose();
            await feed.DisposeAsync();
        }
    }

    [LoggerMessage(EventId = 50, Level = LogLevel.Error, Message = "Passing on the events of {SessionId} failed")]
    private partial void LogFeedFailed(Exception exception, string sessionId);

    [LoggerMessage(EventId = 51, Level = LogLevel.Warning, Message = "The last audio of a hub client of {SessionId} may not be on record: {Reason}")]
    private partial void LogUnfinished(string sessionId, string reason);

    [LoggerMessage(EventId = 52, Level = LogLevel.Error, Message = "Finishing the audio of a hub client of {SessionId} failed")]
    private partial void LogFinishFailed(Exception exception, string sessionId);
}
