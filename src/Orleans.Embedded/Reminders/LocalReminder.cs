using Orleans.Runtime;

namespace Orleans.Reminders;

/// <summary>A reminder that this process ticks. A tick is not sent before the grain has answered the last one.</summary>
internal sealed class LocalReminder
{
    private readonly SiloRuntime _runtime;
    private readonly ReminderEntry _entry;
    private readonly ITimer _timer;

    internal LocalReminder(SiloRuntime runtime, ReminderEntry entry)
    {
        _runtime = runtime;
        _entry = entry;
        _timer = runtime.TimeProvider.CreateTimer(_ => _ = TickAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    internal string? ETag => _entry.ETag;

    internal void ScheduleNext() => _timer.Change(TimeToNextTick(), Timeout.InfiniteTimeSpan);

    internal void Stop() => _timer.Dispose();

    /// <summary>The first tick is at the start time, the others at whole periods after it; what was missed is not made up for.</summary>
    internal TimeSpan TimeToNextTick()
    {
        var late = _runtime.TimeProvider.GetUtcNow().UtcDateTime - _entry.StartAt;
        if (late <= TimeSpan.Zero)
            return -late;
        return _entry.Period <= TimeSpan.Zero ? TimeSpan.Zero : _entry.Period - TimeSpan.FromTicks(late.Ticks % _entry.Period.Ticks);
    }

    private async Task TickAsync()
    {
        try
        {
            var grain = (IRemindable)(object)_runtime.References.Create(typeof(IRemindable), _entry.GrainId);
            await grain.ReceiveReminder(
                _entry.ReminderName, new(_entry.StartAt, _entry.Period, _runtime.TimeProvider.GetUtcNow().UtcDateTime));
        }
        catch (Exception exception)
        {
            _runtime.Log.ReminderFailed(_entry.GrainId, _entry.ReminderName, exception);
        }

        ScheduleNext();
    }
}
