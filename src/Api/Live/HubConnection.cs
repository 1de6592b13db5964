using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Transcription;
using Microsoft.AspNetCore.SignalR;

namespace MeetingIntel.Api.Live;

/// <summary>
/// What one hub connection holds: who it is, the sessions it has joined, the audio it sends. All of it bounded, all of it gone when the connection is: a method
/// that is still under way then gives up what it comes with.
/// </summary>
/// <param name="id">The connection.</param>
/// <param name="who">Who is connected, with what they may do now.</param>
/// <param name="client">The way to the client.</param>
/// <param name="logger">Where failures go.</param>
/// <param name="time">The clock.</param>
/// <param name="aborted">The client has gone, which shows while a method is under way.</param>
/// <param name="stopping">The server is stopping.</param>
internal sealed partial class HubConnection(string id, Func<Caller> who, ISingleClientProxy client, ILogger logger, TimeProvider time, CancellationToken aborted, CancellationToken stopping)
    : IAsyncDisposable
{
    /// <summary>Under which SignalR keeps it.</summary>
    public const string Key = nameof(HubConnection);

    private const int MaxSessions = 16;

    private static readonly GrainError TooMany = new(GrainErrorKind.RateLimited, "hub.too-many", "One connection watches at most 16 sessions and sends audio on at most 4 channels.");

    /// <summary>Around rooms, audio and whether the connection is gone: a client goes while its methods are still under way.</summary>
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Room> _rooms = new(StringComparer.Ordinal);
    private readonly Queue<string> _created = new();
    private readonly CancellationTokenSource _closed = new();
    private bool _gone;
    private int _streams;

    /// <summary>Who is connected, with what they may do now.</summary>
    public Caller Caller => who();

    /// <summary>What belongs to a connection of SignalR's.</summary>
    /// <param name="connection">The connection.</param>
    public static HubConnection Of(HubCallerContext connection) => (HubConnection)connection.Items[Key]!;

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

    /// <summary>It has created a session; of more than <see cref="MaxSessions"/> the last ones are known.</summary>
    /// <param name="sessionId">The session.</param>
    public void Created(string sessionId)
    {
        lock (_lock)
        {
            _created.Enqueue(sessionId);
            if (_created.Count > MaxSessions)
            {
                _created.Dequeue();
            }
        }
    }

    /// <summary>Whether it created a session not long ago.</summary>
    /// <param name="sessionId">The session.</param>
    public bool HasCreated(string sessionId)
    {
        lock (_lock)
        {
            return _created.Contains(sessionId);
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
    /// <param name="summaries">Where running summaries are read; <see langword="null"/>: the client hears of none.</param>
    /// <returns><see langword="null"/>, or why not.</returns>
    public async Task<GrainError?> JoinAsync(SessionFeedHub feeds, string sessionId, long? after, Func<Task> greet, AstroSummaries? summaries = null)
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

        var feed = await feeds.SubscribeAsync(Caller.OrgId, sessionId, after, isPatient: true);
        if (!feed.Succeeded)
        {
            return feed.Error;
        }

        var entered = false;
        try
        {
            await greet();
            entered = TryEnter(sessionId, feed.Value, summaries);
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

    /// <summary>The client has gone: leaves all rooms, says that no more audio will come on any channel, and waits until what came is on record.</summary>
    public async ValueTask DisposeAsync()
    {
        Room[] rooms;
        KeyValuePair<(string Session, string Channel), AudioDelivery>[] audio;
        Task[] finishing;
        lock (_lock)
        {
            if (_gone)
            {
                return;
            }

            _gone = true;
            (rooms, audio, finishing) = ([.. _rooms.Values], [.. _audio], [.. _finishing]);
            _rooms.Clear();
            _audio.Clear();
        }

        if (!aborted.IsCancellationRequested)
        {
            _over.CancelAfter(LastOpening);
        }

        await _closed.CancelAsync();
        // Whatever becomes of one of them, the others are closed too.
        await Task.WhenAll([.. rooms.Select(room => room.DisposeAsync().AsTask()), .. audio.Select(pair => FinishAsync(pair.Key.Session, pair.Value)), .. finishing]);
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
    private bool TryEnter(string sessionId, FeedSubscription feed, AstroSummaries? summaries)
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
            _rooms[sessionId] = new Room(feed, left, Task.Run(() => PassOnAsync(feed, summaries, left.Token, closed), CancellationToken.None));
            return true;
        }
    }

    /// <summary>
    /// Passes events on until the client leaves. What is being sent then is sent to its end: a send that is broken off breaks the whole connection off.
    /// </summary>
    private async Task PassOnAsync(FeedSubscription feed, AstroSummaries? summaries, CancellationToken left, CancellationToken closed)
    {
        try
        {
            var events = new AstroEvents(feed.Start, time);
            // The client hears nothing of a database that is away, nor that it is too slow: its connection lives, and all that it misses now comes later.
            await foreach (var message in feed.ReadAsync(TimeSpan.MaxValue, left))
            {
                if (events.From(message) is { } item)
                {
                    await client.SendAsync(item.Name, item.Payload, closed);
                }

                if (summaries is not null && events.ChangesSummary(message) && await summaries.FindAsync(Caller.OrgId, feed.Start.Id, left) is { } summary)
                {
                    var update = events.Summary(summary);
                    await client.SendAsync(update.Name, update.Payload, closed);
                }
            }

            if (feed.IsGone)
            {
                await client.SendAsync("error", new { message = SessionFeedHub.Erased.Message, code = SessionFeedHub.Erased.Code, session_id = feed.Start.Id }, closed);
            }
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
}
