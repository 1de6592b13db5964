using System.Collections.Concurrent;

namespace MeetingIntel.Testing.Time;

/// <summary>
/// The system's time, which goes on by itself and which a test can push on: it is then so much later, and every timer has so much less to wait. For what runs on
/// a whole engine, which would not live with time that stands still. A push gives up no call that begins after it.
/// </summary>
public sealed class PushedTime : TimeProvider
{
    private readonly ConcurrentDictionary<PushedTimer, bool> _timers = new();
    private long _pushed;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _pushed));

    /// <inheritdoc/>
    public override long GetTimestamp() => System.GetTimestamp() + (Interlocked.Read(ref _pushed) * (TimestampFrequency / TimeSpan.TicksPerSecond));

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new PushedTimer(this, callback, state);
        _ = timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Makes it later, and waits until the timers that are due by then have fired.</summary>
    /// <param name="by">How much.</param>
    public Task PushAsync(TimeSpan by)
    {
        Interlocked.Add(ref _pushed, by.Ticks);
        return Task.WhenAll([.. _timers.Keys.Select(timer => timer.PushAsync(by))]);
    }

    private sealed class PushedTimer : ITimer
    {
        private readonly Lock _gate = new();
        private readonly PushedTime _time;
        private readonly ITimer _timer;
        private DateTimeOffset _due = DateTimeOffset.MaxValue;
        private TimeSpan _period;
        private TaskCompletionSource _fired = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public PushedTimer(PushedTime time, TimerCallback callback, object? state)
        {
            _time = time;
            _timer = System.CreateTimer(
                _ =>
                {
                    NoteTick();
                    callback(state);
                    NoteFired();
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
                NoteFired();
                return _timer.Change(dueTime, period);
            }
        }

        public void Dispose()
        {
            _time._timers.TryRemove(this, out _);
            _timer.Dispose();
            NoteFired();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        internal Task PushAsync(TimeSpan by)
        {
            lock (_gate)
            {
                if (_due == DateTimeOffset.MaxValue)
                {
                    return Task.CompletedTask;
                }

                _due -= by;
                var left = _due - System.GetUtcNow();
                var isLeft = left > TimeSpan.Zero;
                return _timer.Change(isLeft ? left : TimeSpan.Zero, _period) && !isLeft ? _fired.Task : Task.CompletedTask;
            }
        }

        /// <summary>It has fired, or will not any more.</summary>
        private void NoteFired()
        {
            lock (_gate)
            {
                _fired.TrySetResult();
                _fired = new(TaskCreationOptions.RunContinuationsAsynchronously);
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
