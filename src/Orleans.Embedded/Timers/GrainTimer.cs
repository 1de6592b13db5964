using Orleans.Activations;
using Orleans.Calls;
using Orleans.Runtime;

namespace Orleans.Timers;

/// <summary>One timer of a grain. Its tick is a request to the activation; the next is timed when that has ended.</summary>
internal sealed class GrainTimer : Request, IGrainTimer
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly CancellationTokenSource _disposed = new();
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private TimeSpan _dueTime;
    private TimeSpan _period;
    private bool _ticking;
    private bool _changed;

    internal GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        Validate(options.DueTime, nameof(options));
        Validate(options.Period, nameof(options));
        _activation = activation;
        _callback = callback;
        Options = (options.Interleave ? RequestOptions.AlwaysInterleave : RequestOptions.None)
            | (options.KeepAlive ? RequestOptions.None : RequestOptions.Unused);
        _timer = activation.Runtime.Clock.CreateTimer(static timer => ((GrainTimer)timer!).OnDue(), this);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Validate(dueTime, nameof(dueTime));
        Validate(period, nameof(period));
        lock (_gate)
        {
            _dueTime = dueTime;
            _period = period;
            _changed = true;
            if (!_ticking)
                _ = _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _disposed.Cancel();
        _timer.Dispose();
        _activation.Timers.Remove(this);
    }

    internal override bool Start(RequestMailbox mailbox)
    {
        if (_disposed.IsCancellationRequested)
            return true;
        var tick = TickAsync();
        if (tick.IsCompleted)
            return true;
        _ = EndAsync(tick);
        return false;
    }

    internal override void Reject(Exception reason) => _activation.Runtime.Log.TimerFailed(_activation.GrainId, reason);

    // A tick belongs to its activation and is not passed on.
    internal override void Forward()
    {
    }

    private static void Validate(TimeSpan time, string name)
    {
        if (time == Timeout.InfiniteTimeSpan)
            return;
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time, Longest, name);
    }

    private void OnDue()
    {
        lock (_gate)
        {
            if (_ticking || _disposed.IsCancellationRequested)
                return;
            _ticking = true;
            _changed = false;
        }

        _activation.Post(this);
    }

    private async Task TickAsync()
    {
        try
        {
            await _callback(_disposed.Token);
        }
        catch (Exception exception)
        {
            _activation.Runtime.Log.TimerFailed(_activation.GrainId, exception);
        }

        lock (_gate)
        {
            _ticking = false;
            if (!_disposed.IsCancellationRequested)
                _ = _timer.Change(_changed ? _dueTime : _period, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task EndAsync(Task tick)
    {
        await tick;
        _activation.End(this, Options);
    }
}
