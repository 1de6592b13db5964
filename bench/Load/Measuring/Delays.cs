using System.Diagnostics;

namespace MeetingIntel.Bench.Load.Measuring;

/// <summary>All delays of one kind; exact, since there are few enough to keep.</summary>
internal sealed class Delays
{
    private readonly List<long> _ticks = [];
    private long _from;
    private long _to;

    /// <summary>Only what was sent in this stretch counts.</summary>
    public void Measure(long from, long to) => (_from, _to) = (from, to);

    public void Add(long sentAt, long receivedAt)
    {
        if (sentAt >= _from && sentAt < _to)
        {
            _ticks.Add(receivedAt - sentAt);
        }
    }

    /// <summary>The percentiles, ms.</summary>
    public Percentiles Summarise()
    {
        _ticks.Sort();
        return new Percentiles(_ticks.Count, At(0.5), At(0.9), At(0.99), At(1));
    }

    private double At(double share) => _ticks.Count == 0
        ? double.NaN
        : Stopwatch.GetElapsedTime(0, _ticks[Math.Max(0, (int)Math.Ceiling(share * _ticks.Count) - 1)]).TotalMilliseconds;
}

/// <summary>Percentiles, ms.</summary>
internal sealed record Percentiles(int Count, double P50, double P90, double P99, double Max);
