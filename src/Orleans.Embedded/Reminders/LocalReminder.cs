using Orleans.Runtime;

namespace Orleans.Reminders;

/// <summary>A reminder that this process ticks. A tick is not sent before the grain has answered the last one.</summary>
internal sealed class LocalReminder
{
    /// <summary>Timers don't reach further than 49 days; a later tick is approached in steps.</summary>
    private static readonly TimeSpan LongestStep = TimeSpan.FromDays(1);

    private readonly SiloRuntime _runtime;
    private readonly ReminderEntry _entry;
    private readonly ITimer _timer;
    private DateTime _due;

    internal LocalReminder(SiloRuntime runtime, ReminderEntry entry)
    {
        _runtime = runtime;
        _entry = entry;
        _timer = runtime.Clock.CreateTimer(static reminder => ((LocalReminder)reminder!).OnTimer(), this);
        _due = Now <= entry.StartAt ? entry.StartAt : NextPeriod();
    }

    internal string? ETag => _entry.ETag;

    internal TimeSpan TimeToNextTick => _due - Now;

    private DateTime Now => _runtime.TimeProvider.GetUtcNow().UtcDateTime;

    internal void Start()
    {
        var wait = TimeToNextTick;
        _ = _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestStep ? wait : LongestStep, Timeout.InfiniteTimeSpan);
    }

    internal void Stop() => _timer.Dispose();

    private void OnTimer()
    {
        if (TimeToNextTick > TimeSpan.Zero)
            Start();
        else
            _ = TickAsync();
    }

    private async Task TickAsync()
    {
        try
        {
            var grain = (IRemindable)(object)_runtime.References.Create(typeof(IRemindable), _entry.GrainId);
            await grain.ReceiveReminder(_entry.ReminderName, new(_entry.StartAt, _entry.Period, Now));
        }
        catch (Exception exception)
        {
            _runtime.Log.ReminderFailed(_entry.GrainId, _entry.ReminderName, exception);
        }

        _due = NextPeriod();
        Start();
    }

    /// <summary>Ticks are at the start time and at whole periods after it; what was missed is not made up for.</summary>
    private DateTime NextPeriod()
    {
        var late = Now - _entry.StartAt;
        var period = Math.Max(1, _entry.Period.Ticks);
        return _entry.StartAt + TimeSpan.FromTicks(((late.Ticks / period) + 1) * period);
    }
}
