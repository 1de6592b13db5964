using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Transcription;
using Microsoft.AspNetCore.SignalR;

namespace MeetingIntel.Api.Live;

/// <summary>What one hub connection holds: who it is, the sessions it has joined, the audio it sends. All of it bounded, all of it gone when the connection is.</summary>
internal sealed partial class HubConnection(string id, Caller caller, ISingleClientProxy client, ILogger logger) : IAsyncDisposable
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

    private readonly Dictionary<string, Room> _rooms = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Session, string Channel), AudioDelivery> _audio = [];
    private readonly Dictionary<string, long> _shown = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closed = new();
    private int _streams;

    /// <summary>Who is connected.</summary>
    public Caller Caller => caller;

    /// <summary>The audio channel of a client that names none: one of its own, so that callers are not mixed.</summary>
    public string OwnChannel { get; } = $"mic-{id[..Math.Min(8, id.Length)]}";

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
        if (_rooms.TryGetValue(sessionId, out var room) && !room.Pump.IsCompleted)
        {
            await greet();
            return null;
        }

        await LeaveAsync(sessionId);
        if (_rooms.Count >= MaxSessions)
        {
            return TooMany;
        }

        var feed = await feeds.SubscribeAsync(sessionId, after);
        if (!feed.Succeeded)
        {
            return feed.Error;
        }

        try
        {
            await greet();
        }
        catch
        {
            await feed.Value.DisposeAsync();
            throw;
        }

        var left = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token);
        _rooms[sessionId] = new Room(feed.Value, left, PassOnAsync(feed.Value, left.Token));
        return null;
    }

    /// <summary>Stops passing a session's events on; none is sent once this has completed.</summary>
    /// <param name="sessionId">The session.</param>
    public async Task LeaveAsync(string sessionId)
    {
        if (_rooms.Remove(sessionId, out var room))
        {
            await room.DisposeAsync();
        }
    }

    /// <summary>The open audio channel of a session, opened when it is not.</summary>
    /// <param name="sessionId">The session; access was checked.</param>
    /// <param name="format">What comes.</param>
    /// <param name="openAsync">Opens it.</param>
    public async Task<GrainResult<AudioDelivery>> AudioAsync(string sessionId, AudioFormat format, Func<Task<GrainResult<AudioDelivery>>> openAsync)
    {
        var key = (sessionId, format.Channel);
        if (_audio.TryGetValue(key, out var open))
        {
            return open;
        }

        if (_audio.Count >= MaxAudioChannels)
        {
            return TooMany;
        }

        var opened = await openAsync();
        if (opened.Succeeded)
        {
            _audio[key] = opened.Value;
        }

        return opened;
    }

    /// <summary>Forgets a channel that takes no more audio; the next piece opens it again.</summary>
    /// <param name="delivery">The channel's audio.</param>
    public ValueTask ForgetAudioAsync(AudioDelivery delivery)
    {
        foreach (var (key, _) in _audio.Where(pair => pair.Value == delivery).ToArray())
        {
            _audio.Remove(key);
        }

        return delivery.DisposeAsync();
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

    /// <summary>Says that no more audio will come on any channel, and waits until what came is on record.</summary>
    /// <param name="stopping">The server is stopping.</param>
    public async Task FinishAudioAsync(CancellationToken stopping)
    {
        var open = _audio.ToArray();
        _audio.Clear();
        await Task.WhenAll(open.Select(pair => FinishAsync(pair.Key.Session, pair.Value, stopping)));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        foreach (var room in _rooms.Values)
        {
            await room.DisposeAsync();
        }

        _closed.Dispose();
    }

    /// <summary>Never throws: whatever becomes of one channel, the others are finished too.</summary>
    private async Task FinishAsync(string sessionId, AudioDelivery delivery, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LastAudio);
        await using (delivery)
        {
            try
            {
                if (await delivery.CompleteAsync(patience.Token) is { } error)
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
    private async Task PassOnAsync(FeedSubscription feed, CancellationToken left)
    {
        try
        {
            var events = new AstroEvents(feed.Start);
            await foreach (var message in feed.ReadAsync(left))
            {
                if (events.From(message) is { } item)
                {
                    await client.SendAsync(item.Name, item.Payload, _closed.Token);
                }
            }

            await client.SendAsync("error", new { message = Sockets.SocketEnd.TooSlow.Message, code = Sockets.SocketEnd.TooSlow.Code, session_id = feed.Start.Id }, _closed.Token);
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            // The client has left, or is gone.
        }
        catch (Exception exception)
        {
            LogFeedFailed(exception, feed.Start.Id);
            var problem = Errors.ExceptionProblems.ToProblem(exception);
            await client.SendAsync("error", new { message = problem.Detail, code = problem.Code, session_id = feed.Start.Id }, CancellationToken.None);
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
            await pump;
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
