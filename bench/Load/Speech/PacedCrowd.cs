using System.Diagnostics;
using MeetingIntel.Bench.Load.Measuring;
using MeetingIntel.Bench.Sockets;

namespace MeetingIntel.Bench.Load.Speech;

/// <summary>Many channels that speak in real time, each a frame every 20 ms, their frames spread evenly over these 20 ms.</summary>
internal sealed class PacedCrowd(Reactor reactor, IReadOnlyList<Speaker> speakers, Figures figures)
{
    // Sleeps shorter than this cost more than they are worth.
    private static readonly long ShortestWait = Stopwatch.Frequency / 5000;
    private static readonly long Interval = Stopwatch.Frequency / Script.FrameRate;

    private readonly byte[] _scratch = new byte[Speaker.MaxBatch * Script.WireSize];
    private long _start;
    private long _spoken;

    /// <summary>Speaks whole sentences for about the given time, then says goodbye.</summary>
    /// <param name="warmUp">What is not measured.</param>
    /// <param name="measured">What is.</param>
    /// <param name="usage">Takes a look at everybody's CPU time.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>What everybody used while it was measured.</returns>
    public CpuShares Speak(TimeSpan warmUp, TimeSpan measured, Func<Usage> usage, CancellationToken stop)
    {
        _start = Stopwatch.GetTimestamp() + Interval;
        var from = _start + Ticks(warmUp);
        var to = from + Ticks(measured);
        figures.Measure(from, to);
        foreach (var speaker in speakers)
        {
            speaker.FinishAfter((long)((warmUp + measured).TotalSeconds * Script.FrameRate));
        }

        SpeakUntil(from, stop);
        var before = usage();
        SpeakUntil(to, stop);
        var after = usage();
        while (speakers.Any(speaker => !speaker.HasFinished))
        {
            SpeakUntil(Stopwatch.GetTimestamp() + Interval, stop);
        }

        return after.Since(before);
    }

    private void SpeakUntil(long end, CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var now = Stopwatch.GetTimestamp();
            var (round, index) = Math.DivRem(_spoken, speakers.Count);
            var due = _start + (Interval * round) + (Interval * index / speakers.Count);
            if (Math.Min(due, now) >= end)
            {
                return;
            }

            if (due > now)
            {
                reactor.Poll(Math.Max(due - now, ShortestWait));
                continue;
            }

            var speaker = speakers[(int)index];
            speaker.Speak(round + 1, _scratch);
            figures.Pacing.Add(due, now);
            if (speaker.IsBlocked)
            {
                figures.Violate($"{speaker.Name} was made to wait, though it speaks in real time");
            }

            _spoken++;
        }
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
