using System.Collections.Immutable;

namespace Orleans.Runtime;

/// <summary>
/// A coarse clock for deadlines and idleness: it advances when its timer ticks, so that reading it costs nothing.
/// A deadline allows for one tick of staleness: a call never expires early, and at most two ticks late.
/// </summary>
internal sealed class RuntimeClock : IDisposable
{
    private const long TicksPerTimeout = 10;
    private const long LongestTick = 1000;
    private const long ShortestTick = 10;

    private readonly long _start;
    private readonly long _timeout;
    private readonly long _tick;
    private readonly ITimer _timer;
    private ImmutableList<Action<long>> _watchers = [];
    private long _now;

    internal RuntimeClock(TimeProvider timeProvider, TimeSpan responseTimeout, IEnumerable<long?> methodTimeouts)
    {
        TimeProvider = timeProvider;
        _start = timeProvider.GetTimestamp();
        _timeout = Milliseconds(responseTimeout);
        _tick = Math.Clamp(methodTimeouts.Select(t => t ?? _timeout).Append(_timeout).Min() / TicksPerTimeout, ShortestTick, LongestTick);
        _timer = timeProvider.CreateTimer(_ => Tick(), null, TimeSpan.FromMilliseconds(_tick), TimeSpan.FromMilliseconds(_tick));
    }

    internal TimeProvider TimeProvider { get; }

    /// <summary>Milliseconds since the runtime was made, as of the last tick.</summary>
    internal long Now => Volatile.Read(ref _now);

    public void Dispose() => _timer.Dispose();

    /// <summary>Calls <paramref name="watcher"/> after each tick with the new time.</summary>
    internal void OnTick(Action<long> watcher) => ImmutableInterlocked.Update(ref _watchers, static (watchers, added) => watchers.Add(added), watcher);

    /// <summary>A timer that does not tick yet and keeps nothing of its maker's execution context.</summary>
    internal ITimer CreateTimer(TimerCallback callback, object state)
    {
        if (ExecutionContext.IsFlowSuppressed())
            return TimeProvider.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using (ExecutionContext.SuppressFlow())
        {
            return TimeProvider.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    internal long Deadline(long? methodTimeout)
    {
        var timeout = methodTimeout ?? _timeout;
        return timeout == long.MaxValue ? long.MaxValue : Now + timeout + _tick;
    }

    internal TimeSpan TimeoutOf(long? methodTimeout) => TimeSpan.FromMilliseconds(methodTimeout ?? _timeout);

    private static long Milliseconds(TimeSpan time) =>
        time == Timeout.InfiniteTimeSpan || time == TimeSpan.MaxValue ? long.MaxValue : Math.Max(1, (long)time.TotalMilliseconds);

    private void Tick()
    {
        var now = (long)TimeProvider.GetElapsedTime(_start).TotalMilliseconds;
        Volatile.Write(ref _now, now);
        foreach (var watcher in _watchers)
            watcher(now);
    }
}
