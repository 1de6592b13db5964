using System.Diagnostics.Metrics;

namespace MeetingIntel.Storage.Timeline;

/// <summary>What operators see of the journal. Meter <see cref="MeterName"/>.</summary>
internal sealed class JournalMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "MeetingIntel.Journal";

    private readonly Meter _meter;
    private readonly Histogram<int> _batchSize;
    private readonly Histogram<double> _commitDuration;
    private readonly UpDownCounter<int> _pending;
    private readonly Counter<int> _outcomes;

    public JournalMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _batchSize = _meter.CreateHistogram<int>("journal.batch.size", "{append}", "Appends that shared a committed transaction.");
        _commitDuration = _meter.CreateHistogram<double>("journal.commit.duration", "s", "From handing a transaction to the database to its commit.");
        _pending = _meter.CreateUpDownCounter<int>("journal.pending", "{append}", "Appends that wait for their outcome.");
        _outcomes = _meter.CreateCounter<int>("journal.appends", "{append}", "Appends by outcome.");
    }

    public void Accepted() => _pending.Add(1);

    public void Ended() => _pending.Add(-1);

    public void Committed(int appends, TimeSpan duration)
    {
        _batchSize.Record(appends);
        _commitDuration.Record(duration.TotalSeconds);
        _outcomes.Add(appends, new KeyValuePair<string, object?>("outcome", "committed"));
    }

    public void Fenced() => _outcomes.Add(1, new KeyValuePair<string, object?>("outcome", "fenced"));

    public void Rejected() => _outcomes.Add(1, new KeyValuePair<string, object?>("outcome", "rejected"));

    public void Unavailable(int appends) => _outcomes.Add(appends, new KeyValuePair<string, object?>("outcome", "unavailable"));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
