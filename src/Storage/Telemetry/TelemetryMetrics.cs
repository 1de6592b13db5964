using System.Diagnostics.Metrics;

namespace MeetingIntel.Storage.Telemetry;

/// <summary>What operators see of telemetry on its way into the database. Meter <see cref="MeterName"/>. No tag names a session or a channel.</summary>
internal sealed class TelemetryMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "MeetingIntel.Telemetry";

    private const string CommittedOutcome = "committed";
    private const string RejectedOutcome = "rejected";
    private const string UnavailableOutcome = "unavailable";

    // The default boundaries are meant for milliseconds.
    private static readonly InstrumentAdvice<double> CommitBuckets = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };

    private readonly Meter _meter;
    private readonly Histogram<double> _commitDuration;
    private readonly Counter<long> _points;

    public TelemetryMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _commitDuration = _meter.CreateHistogram<double>(
            "meetingintel.telemetry.commit.duration", "s", "From handing points of several clients to the database to their commit; long streams, which have a transaction of their own, are not in it.", tags: null, CommitBuckets);
        _points = _meter.CreateCounter<long>("meetingintel.telemetry.points", "{point}", "Points that clients sent, by outcome; a repeated one counts again.");
        // Told before they have happened. A collector goes on showing the figures of a process that ended: those of its successor must not begin where they ended.
        foreach (var outcome in (string[])[CommittedOutcome, RejectedOutcome, UnavailableOutcome])
            Count(0, outcome);
    }

    /// <summary>Points of several clients are on record.</summary>
    public void Committed(long points, TimeSpan duration)
    {
        _commitDuration.Record(duration.TotalSeconds);
        Count(points, CommittedOutcome);
    }

    /// <summary>A long stream is on record.</summary>
    public void Loaded(long points) => Count(points, CommittedOutcome);

    /// <summary>The database would refuse them again.</summary>
    public void Rejected(long points) => Count(points, RejectedOutcome);

    /// <summary>The database was away for so long that their clients have to send them again.</summary>
    public void Unavailable(long points) => Count(points, UnavailableOutcome);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Count(long points, string outcome) => _points.Add(points, new KeyValuePair<string, object?>("outcome", outcome));
}
