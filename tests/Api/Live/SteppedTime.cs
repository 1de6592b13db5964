using System.Threading.Channels;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Live;

/// <summary>Time that stands still until a test lets a timer fire.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private readonly Channel<Timer> _timers = Channel.CreateUnbounded<Timer>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(callback, state, dueTime);
        _timers.Writer.TryWrite(timer);
        return timer;
    }

    /// <summary>Waits for a timer of this length to be set, and lets it fire.</summary>
    /// <param name="due">Its length.</param>
    /// <param name="before">What happens while it is waited for.</param>
    public async Task AdvanceToTimerAsync(TimeSpan due, Action? before = null)
    {
        Timer timer;
        do
        {
            timer = await _timers.Reader.ReadAsync().AsTask().Within($"waiting for a timer of {due}");
        }
        while (timer.Due != due);

        before?.Invoke();
        timer.Fire();
    }

    private sealed class Timer(TimerCallback callback, object? state, TimeSpan due) : ITimer
    {
        private bool _disposed;

        public TimeSpan Due { get; private set; } = due;

        public void Fire()
        {
            if (!_disposed)
            {
                callback(state);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime;
            return true;
        }

        public void Dispose() => _disposed = true;

        public ValueTask DisposeAsync()
        {
            _disposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
