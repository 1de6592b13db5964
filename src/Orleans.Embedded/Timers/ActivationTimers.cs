using Orleans.Activations;
using Orleans.Runtime;

namespace Orleans.Timers;

/// <summary>The timers of one activation. They stop when its last request has ended.</summary>
internal sealed class ActivationTimers(Activation activation)
{
    private readonly Lock _gate = new();
    private readonly HashSet<GrainTimer> _timers = [];
    private bool _stopped;

    internal IGrainTimer Register(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        var timer = new GrainTimer(activation, callback, options);
        lock (_gate)
        {
            if (!_stopped)
            {
                _ = _timers.Add(timer);
                timer.Change(options.DueTime, options.Period);
                return timer;
            }
        }

        timer.Dispose();
        return timer;
    }

    internal void Remove(GrainTimer timer)
    {
        lock (_gate)
        {
            _ = _timers.Remove(timer);
        }
    }

    internal void Stop()
    {
        GrainTimer[] timers;
        lock (_gate)
        {
            _stopped = true;
            timers = [.. _timers];
        }

        foreach (var timer in timers)
            timer.Dispose();
    }
}
