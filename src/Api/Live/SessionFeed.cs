using System.Collections.Immutable;
using MeetingIntel.Observability;
using MeetingIntel.Sessions;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Live;

/// <summary>
/// One session as this process watches it: a single observer at the grain, shared by all local watchers, and renewed while there are any. Delivery by the
/// grain is best effort; what a renewal finds missing, the watchers read from the journal.
/// </summary>
internal sealed partial class SessionFeed : ISessionObserver
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(5);

    /// <summary>While a session moves from a silo that was lost, or the database to its standby, an attempt or two fail, and nobody has to do anything.</summary>
    private const int FailuresToTell = 3;

    private readonly IClusterClient _cluster;
    private readonly SemaphoreSlim _renewals;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Func<SessionFeed, FeedSubscription, bool> _remove;
    private readonly ISessionGrain _grain;
    private readonly ISessionObserver _self;
    private readonly CancellationTokenSource _closed = new();
    private ImmutableArray<FeedSubscription> _watchers = [];
    private CancellationTokenSource _sooner = new();
    private long _registeredAt;

    /// <summary>Makes the feed known to the engine; nothing is watched before <see cref="RegisterAsync"/>.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cluster">The way to its grain.</param>
    /// <param name="renewals">Holds those back that are too many at once.</param>
    /// <param name="time">The clock of renewals.</param>
    /// <param name="logger">Where failures go.</param>
    /// <param name="remove">Takes a watcher off the feed; says whether it was the last, and the feed is no longer handed out.</param>
    public SessionFeed(string sessionId, IClusterClient cluster, SemaphoreSlim renewals, TimeProvider time, ILogger logger, Func<SessionFeed, FeedSubscription, bool> remove)
    {
        SessionId = sessionId;
        _cluster = cluster;
        _renewals = renewals;
        _time = time;
        _logger = logger;
        _remove = remove;
        _grain = cluster.GetGrain<ISessionGrain>(sessionId);
        _self = cluster.CreateObjectReference<ISessionObserver>(this);
        Life = LiveAsync(_closed.Token);
    }

    /// <summary>The session.</summary>
    public string SessionId { get; }

    /// <summary>Who watches. Replaced as a whole, under the hub's lock.</summary>
    public ImmutableArray<FeedSubscription> Watchers
    {
        get => _watchers;
        set => ImmutableInterlocked.InterlockedExchange(ref _watchers, value);
    }

    /// <summary>The clock of everything that is tried again here.</summary>
    public TimeProvider Time => _time;

    /// <summary>Renews the observer until the feed is closed, and takes it off then. Never fails.</summary>
    public Task Life { get; }

    /// <summary>How long to wait after failures in a row: while all sessions' database is away, all of them are asked for, by all front-ends.</summary>
    /// <param name="failures">How many.</param>
    public static TimeSpan PauseAfter(int failures) => TimeSpan.FromTicks(Math.Min(LongestRetry.Ticks, FirstRetry.Ticks * failures));

    /// <summary>How old an event is.</summary>
    /// <param name="item">The event.</param>
    public TimeSpan AgeOf(SessionEvent item)
    {
        var age = _time.GetUtcNow() - item.At;
        return age > TimeSpan.Zero ? age : TimeSpan.Zero;
    }

    /// <summary>Registers at the grain, or renews that. A watcher that asks for it stays until it has ended: none may come to the grain after the feed was taken off.</summary>
    /// <returns>The session as it stands; later events reach the watchers.</returns>
    public async Task<GrainResult<SessionSnapshot>> RegisterAsync()
    {
        try
        {
            return await _grain.SubscribeAsync(_self);
        }
        finally
        {
            // Also one that failed: the grain may have got it.
            Volatile.Write(ref _registeredAt, _time.GetTimestamp());
        }
    }

    /// <summary>Asks for the session as the journal has it, when a watcher has seen more than the grain knows.</summary>
    public Task<GrainResult<SessionSnapshot>> ReadAgainAsync() => _grain.ReadAgainAsync();

    /// <inheritdoc/>
    public void OnEvents(SessionEventBatch events)
    {
        var messages = new EventMessage[events.Events.Count];
        for (var index = 0; index < messages.Length; index++)
        {
            var isLast = index == messages.Length - 1;
            messages[index] = new EventMessage(SessionId, events.Events[index]) { Delivery = isLast ? FeedDelivery.Begin(SessionId, events.Trace) : null };
        }

        foreach (var watcher in Watchers)
        {
            if (watcher.Post(messages))
            {
                ApiMetrics.WatchersCut.Add(1);
            }
        }
    }

    /// <inheritdoc/>
    public void OnSignal(LiveSignal signal)
    {
        var message = new SignalMessage(SessionId, signal);
        foreach (var watcher in Watchers)
        {
            watcher.Post(message);
        }
    }

    /// <inheritdoc/>
    public void OnMoved() => Renew();

    /// <summary>Renews now instead of when it is due.</summary>
    public void Renew() => Volatile.Read(ref _sooner).Cancel();

    /// <summary>Notes that what a watcher missed could not be read and is tried again.</summary>
    /// <param name="exception">Why.</param>
    /// <param name="failures">How often in a row, this one included.</param>
    public void NoteUnread(Exception exception, int failures)
    {
        if (failures == FailuresToTell)
        {
            LogUnread(SessionId, failures, exception.GetType().Name, exception.Message);
        }
    }

    /// <summary>Takes a watcher off; the last one closes the feed, and waits neither for the grain nor for anything else.</summary>
    /// <param name="watcher">The watcher.</param>
    public async ValueTask RemoveAsync(FeedSubscription watcher)
    {
        if (_remove(this, watcher))
        {
            await _closed.CancelAsync();
        }
    }

    private async Task LiveAsync(CancellationToken closed)
    {
        // It goes on when the request of the first watcher has ended.
        CallContext.Leave();
        try
        {
            await RenewAsync(closed);
            await UnsubscribeAsync();
            _cluster.DeleteObjectReference<ISessionObserver>(_self);
        }
        catch (Exception exception)
        {
            LogEnded(exception, SessionId);
        }
    }

    /// <summary>
    /// Takes the observer off the grain, or waits until it has expired there: while the grain tells it anything, it must be there to hear it. The engine takes a
    /// message to an observer that is gone for an error, each of them.
    /// </summary>
    private async Task UnsubscribeAsync()
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await _grain.UnsubscribeAsync(_self);
                return;
            }
            catch (Exception exception)
            {
                if (_time.GetElapsedTime(Volatile.Read(ref _registeredAt)) >= SessionFeedLimits.ObserverExpiry)
                {
                    LogNotUnsubscribed(SessionId, exception.GetType().Name, exception.Message);
                    return;
                }
            }

            await Task.Delay(PauseAfter(failures), _time);
        }
    }

    /// <summary>Ends when the feed is closed, and no registration is under way any more.</summary>
    private async Task RenewAsync(CancellationToken closed)
    {
        var wait = SessionFeedLimits.ObserverRenewal;
        var failures = 0;
        var looksAgain = false;
        while (true)
        {
            try
            {
                looksAgain |= await WaitAsync(wait, closed);
                var registered = await RegisterAgainAsync(closed);
                if (registered is { Succeeded: true, Value: var session })
                {
                    var message = new SnapshotMessage(session);
                    foreach (var watcher in Watchers)
                    {
                        watcher.Post(message);
                    }
                }
                else if (registered.Error?.Kind == GrainErrorKind.NotFound)
                {
                    foreach (var watcher in Watchers)
                    {
                        watcher.PostGone();
                    }
                }

                // What was on its way through a lost silo shows only when it should have arrived.
                wait = looksAgain ? SecondLook : SessionFeedLimits.ObserverRenewal;
                looksAgain = false;
                failures = 0;
            }
            catch (OperationCanceledException) when (closed.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                ApiMetrics.FeedRenewalFailures.Add(1);
                if (++failures == FailuresToTell)
                {
                    LogNotRenewed(exception, SessionId, failures);
                }

                wait = PauseAfter(failures);
            }
        }
    }

    private async Task<GrainResult<SessionSnapshot>> RegisterAgainAsync(CancellationToken closed)
    {
        await _renewals.WaitAsync(closed);
        try
        {
            // Not given up when the feed is closed: it would come to the grain after the observer was taken off.
            return await RegisterAsync();
        }
        finally
        {
            _renewals.Release();
        }
    }

    /// <returns>Whether it was called before it was due.</returns>
    private async Task<bool> WaitAsync(TimeSpan wait, CancellationToken closed)
    {
        using var sooner = CancellationTokenSource.CreateLinkedTokenSource(_sooner.Token, closed);
        await Task.Delay(wait, _time, sooner.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        closed.ThrowIfCancellationRequested();
        if (!_sooner.IsCancellationRequested)
        {
            return false;
        }

        Volatile.Write(ref _sooner, new CancellationTokenSource());
        return true;
    }

    [LoggerMessage(EventId = 40, Level = LogLevel.Warning, Message =
        "The live feed of {SessionId} could not be renewed {Times} times in a row; it is tried again every few seconds, and then brings dashboards what they missed. "
        + "If it goes on, see what /health/page of this process says of cluster and database.")]
    private partial void LogNotRenewed(Exception exception, string sessionId, int times);

    [LoggerMessage(EventId = 41, Level = LogLevel.Information, Message = "The live feed of {SessionId} could not be taken off and has expired by itself: {Exception}: {Reason}")]
    private partial void LogNotUnsubscribed(string sessionId, string exception, string reason);

    [LoggerMessage(EventId = 42, Level = LogLevel.Warning, Message =
        "What a watcher of {SessionId} missed could not be read {Times} times in a row: {Exception}: {Reason} It is tried again every few seconds. "
        + "If it goes on, see what /health/page of this process says of the database.")]
    private partial void LogUnread(string sessionId, int times, string exception, string reason);

    [LoggerMessage(EventId = 43, Level = LogLevel.Error, Message = "The live feed of {SessionId} was not closed in order")]
    private partial void LogEnded(Exception exception, string sessionId);
}
