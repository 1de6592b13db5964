namespace MeetingIntel.Testing.Time;

/// <summary>
/// Time that stands still until a test moves it. Timers fire on the thread that moves it, in order. What a clock shows can be set, as an operator or a time server
/// does; timers and timestamps know nothing of that.
/// </summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private TimeSpan _set;
    private TaskCompletionSource _awaited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Whether something waits for time to pass. A test that moves time only then gives nobody less time than they have.</summary>
    public bool IsAwaited
    {
        get
        {
            lock (_gate)
            {
                return IsAwaitedLocked;
            }
        }
    }

    private bool IsAwaitedLocked => _timers.Exists(timer => timer.Due < DateTimeOffset.MaxValue);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now + _set;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _now.Ticks;
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        _ = timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves time on; what is due on the way fires.</summary>
    /// <param name="by">How far.</param>
    public void Advance(TimeSpan by)
    {
        DateTimeOffset until;
        lock (_gate)
        {
            until = _now + by;
        }

        while (NextDue(until) is { } due)
        {
            due.Fire();
        }

        lock (_gate)
        {
            _now = until;
        }
    }

    /// <summary>Moves time on a step whenever something waits for it, until a task is done.</summary>
    /// <param name="done">The task.</param>
    /// <param name="step">The step.</param>
    public async Task AdvanceUntilAsync(Task done, TimeSpan step)
    {
        while (!done.IsCompleted)
        {
            if (await Task.WhenAny(done, AwaitedAsync()) != done)
            {
                Advance(step);
            }
        }
    }

    /// <summary>Sets the clock: it shows another time of the day, and no time passes.</summary>
    /// <param name="by">How far, forward or back.</param>
    public void SetClock(TimeSpan by)
    {
        lock (_gate)
        {
            _set += by;
        }
    }

    /// <summary>Completes as soon as something waits for time to pass.</summary>
    private Task AwaitedAsync()
    {
        lock (_gate)
        {
            if (IsAwaitedLocked)
            {
                return Task.CompletedTask;
            }

            if (_awaited.Task.IsCompleted)
            {
                _awaited = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return _awaited.Task;
        }
    }

    private ManualTimer? NextDue(DateTimeOffset until)
    {
        lock (_gate)
        {
            var next = _timers.Where(timer => timer.Due <= until).MinBy(timer => timer.Due);
            if (next is not null)
            {
                _now = next.Due > _now ? next.Due : _now;
                next.Due = next.Period > TimeSpan.Zero ? next.Due + next.Period : DateTimeOffset.MaxValue;
            }

            return next;
        }
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        internal DateTimeOffset Due { get; set; } = DateTimeOffset.MaxValue;

        internal TimeSpan Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                Due = dueTime < TimeSpan.Zero ? DateTimeOffset.MaxValue : time._now + dueTime;
                Period = period;
                _ = time._timers.Remove(this);
                time._timers.Add(this);
                if (Due < DateTimeOffset.MaxValue)
                {
                    _ = time._awaited.TrySetResult();
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._gate)
            {
                _ = time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        internal void Fire() => callback(state);
    }
}
