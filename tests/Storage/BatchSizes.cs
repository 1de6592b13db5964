using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace MeetingIntel.Storage.Tests;

/// <summary>Listens to the journal's meter: how many appends each committed transaction held.</summary>
internal sealed class BatchSizes : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<int> _sizes = new();

    public BatchSizes(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters) && instrument is { Meter.Name: "MeetingIntel.Journal", Name: "meetingintel.journal.batch.size" })
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((_, size, _, _) => _sizes.Enqueue(size));
        _listener.Start();
    }

    public IReadOnlyList<int> Seen => [.. _sizes];

    public void Dispose() => _listener.Dispose();
}
