using System.Diagnostics.Metrics;

namespace MeetingIntel.Storage.Timeline;

/// <summary>What operators see of the journal. Meter <see cref="MeterName"/>.</summary>
internal sealed class JournalMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "MeetingIntel.Journal";

    private const string CommittedOutcome = "committed";
    private const string FencedOutcome = "fenced";
    private const string RejectedOutcome = "rejected";
    private const string UnavailableOutcome = "unavailable";

    // The default boundaries are meant for milliseconds.
    private static readonly InstrumentAdvice<double> CommitBuckets = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };

    private static readonly InstrumentAdvice<int> SizeBuckets = new() { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] };

    private readonly Meter _meter;
    private readonly Histogram<int> _batchSize;
    private readonly Histogram<double> _commitDuration;
    private readonly UpDownCounter<int> _pending;
    private readonly Counter<int> _outcomes;

    public JournalMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _batchSize = _meter.CreateHistogram<int>("meetingintel.journal.batch.size", "{append}", "Appends that shared a committed transaction.", tags: null, SizeBuckets);
        _commitDuration = _meter.CreateHistogram<double>("meetingintel.journal.commit.duration", "s", "From handing a transaction to the database to its commit.", tags: null, CommitBuckets);
        _pending = _meter.CreateUpDownCounter<int>("meetingintel.journal.pending", "{append}", "Appends that wait for their outcome.");
        _outcomes = _meter.CreateCounter<int>("meetingintel.journal.appends", "{append}", "Appends by outcome.");
        // Told before they have happened. A collector goes on showing the figures of a process that ended: those of its successor must not begin where they ended.
        foreach (var outcome in (string[])[CommittedOutcome, FencedOutcome, RejectedOutcome, UnavailableOutcome])
        {
            Count(0, outcome);
        }
    }

    public void Accepted() => _pending.Add(1);

    public void Ended() => _pending.Add(-1);

    public void Committed(int appends, TimeSpan duration)
    {
        _batchSize.Record(appends);
        _commitDuration.Record(duration.TotalSeconds);
        Count(appends, CommittedOutcome);
    }

    public void Fenced() => Count(1, FencedOutcome);

    public void Rejected() => Count(1, RejectedOutcome);

    public void Unavailable(int appends) => Count(appends, UnavailableOutcome);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Count(int appends, string outcome) => _outcomes.Add(appends, new KeyValuePair<string, object?>("outcome", outcome));
}
