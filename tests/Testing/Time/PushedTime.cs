using System.Collections.Concurrent;

namespace MeetingIntel.Testing.Time;

/// <summary>
/// The system's time, which goes on by itself and which a test can push on: it is then so much later, and every timer has so much less to wait. For what runs on
/// a whole engine, which would not live with time that stands still. Timestamps are the system's, so that no call is given up because of a push.
/// </summary>
public sealed class PushedTime : TimeProvider
{
    private readonly ConcurrentDictionary<PushedTimer, bool> _timers = new();
    private long _pushed;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _pushed));

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new PushedTimer(this, callback, state);
        _ = timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Makes it later.</summary>
    /// <param name="by">How much.</param>
    public void Push(TimeSpan by)
    {
        Interlocked.Add(ref _pushed, by.Ticks);
        foreach (var timer in _timers.Keys)
        {
            timer.Push(by);
        }
    }

    private sealed class PushedTimer : ITimer
    {
        private readonly Lock _gate = new();
        private readonly PushedTime _time;
        private readonly ITimer _timer;
        private DateTimeOffset _due = DateTimeOffset.MaxValue;
        private TimeSpan _period;

        public PushedTimer(PushedTime time, TimerCallback callback, object? state)
        {
            _time = time;
            _timer = System.CreateTimer(
                _ =>
                {
                    NoteTick();
                    callback(state);
                },
                null,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                _period = period;
                _due = After(dueTime);
                _time._timers[this] = true;
                return _timer.Change(dueTime, period);
            }
        }

        public void Dispose()
        {
            _time._timers.TryRemove(this, out _);
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            _time._timers.TryRemove(this, out _);
            return _timer.DisposeAsync();
        }

        internal void Push(TimeSpan by)
        {
            lock (_gate)
            {
                if (_due == DateTimeOffset.MaxValue)
                {
                    return;
                }

                _due -= by;
                var left = _due - System.GetUtcNow();
                _ = _timer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, _period);
            }
        }

        private void NoteTick()
        {
            lock (_gate)
            {
                _due = _period > TimeSpan.Zero ? After(_period) : DateTimeOffset.MaxValue;
            }
        }

        private static DateTimeOffset After(TimeSpan time) => time < TimeSpan.Zero || time.TotalMilliseconds >= uint.MaxValue ? DateTimeOffset.MaxValue : System.GetUtcNow() + time;
    }
}
