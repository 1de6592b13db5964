namespace MeetingIntel.Silo.Hosting.Clustering;

/// <summary>Until when answers to calls can come. Thread-safe.</summary>
/// <param name="time">The clock.</param>
internal sealed class AwaitedAnswers(TimeProvider time) : IDisposable
{
    /// <summary>What was on its way to silos that are still there may be answered for so long. Nearly all calls take less.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private CancellationTokenSource _current = new(Timeout.InfiniteTimeSpan, time);

    /// <summary>For a call that begins now: cancelled when a silo has been lost since, and no answer is to be expected any more.</summary>
    public CancellationToken Loss => Volatile.Read(ref _current).Token;

    /// <summary>A silo was lost.</summary>
    public void NoteLoss() => Interlocked.Exchange(ref _current, new CancellationTokenSource(Timeout.InfiniteTimeSpan, time)).CancelAfter(Grace);

    /// <inheritdoc/>
    public void Dispose() => _current.Dispose();
}
