using System.Diagnostics;
using MeetingIntel.Bench.Sockets;

namespace MeetingIntel.Bench.Load.Measuring;

/// <summary>Waiting for what is still on its way.</summary>
internal static class Draining
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly long Wait = Stopwatch.Frequency / 100;

    /// <summary>Reads on until all that is due has come.</summary>
    public static void Drain(this Reactor reactor, Func<bool> isDone, Figures figures, CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        while (!isDone())
        {
            stop.ThrowIfCancellationRequested();
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                figures.Violate("not everything that was said came back in time");
                return;
            }

            reactor.Poll(Wait);
        }
    }
}
