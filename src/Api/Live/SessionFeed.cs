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

    /// <summary>While a session moves from a silo that was lost, a renewal or two fail, and nobody has to do anything.</summary>
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
        Renewal = RenewAsync(_closed.Token);
    }

    /// <summary>The session.</summary>
    public string SessionId { get; }

    /// <summary>Who watches. Replaced as a whole, under the hub's lock.</summary>
    public ImmutableArray<FeedSubscription> Watchers
    {
        get => _watchers;
        set => ImmutableInterlocked.InterlockedExchange(ref _watchers, value);
    }

    /// <summary>How old an event is.</summary>
    /// <param name="item">The event.</param>
    public TimeSpan AgeOf(SessionEvent item)
    {
        var age = _time.GetUtcNow() - item.At;
        return age > TimeSpan.Zero ? age : TimeSpan.Zero;
    }

    /// <summary>The renewal loop; ends when the feed is closed.</summary>
    public Task Renewal { get; }

    /// <summary>Registers at the grain, or renews that.</summary>
    /// <returns>The session as it stands; later events reach the watchers.</returns>
    public Task<GrainResult<SessionSnapshot>> RegisterAsync() => _grain.SubscribeAsync(_self);

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

    /// <summary>Takes a watcher off; the last one closes the feed.</summary>
    /// <param name="watcher">The watcher.</param>
    public async ValueTask RemoveAsync(FeedSubscription watcher)
    {
        if (!_remove(this, watcher))
        {
            return;
        }

        await _closed.CancelAsync();
        await Renewal;
        _closed.Dispose();
        try
        {
            await _grain.UnsubscribeAsync(_self);
        }
        catch (Exception exception)
        {
            // The grain forgets an observer that is not renewed.
            LogNotUnsubscribed(exception, SessionId);
        }

        _cluster.DeleteObjectReference<ISessionObserver>(_self);
    }

    private async Task RenewAsync(CancellationToken closed)
    {
        // It goes on when the request of the first watcher has ended.
        CallContext.Leave();
        var wait = SessionFeedLimits.ObserverRenewal;
        var failures = 0;
        var looksAgain = false;
        while (true)
        {
            try
            {
                looksAgain |= await WaitAsync(wait, closed);
                if (await RegisterAgainAsync(closed) is { Succeeded: true, Value: var session })
                {
                    var message = new SnapshotMessage(session);
                    foreach (var watcher in Watchers)
                    {
                        watcher.Post(message);
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

                // While all sessions' database is away, all of them are asked for, by all front-ends.
                wait = TimeSpan.FromTicks(Math.Min(LongestRetry.Ticks, FirstRetry.Ticks * failures));
            }
        }
    }

    private async Task<GrainResult<SessionSnapshot>> RegisterAgainAsync(CancellationToken closed)
    {
        await _renewals.WaitAsync(closed);
        try
        {
            return await RegisterAsync().WaitAsync(closed);
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

    [LoggerMessage(EventId = 41, Level = LogLevel.Information, Message = "The live feed of {SessionId} could not be taken off; it expires by itself")]
    private partial void LogNotUnsubscribed(Exception exception, string sessionId);
}
