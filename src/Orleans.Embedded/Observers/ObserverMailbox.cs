using Orleans.Calls;
using Orleans.Runtime;

namespace Orleans.Observers;

/// <summary>Runs the calls of one observer, one after the other.</summary>
internal sealed class ObserverMailbox(SiloRuntime runtime, GrainId id, WeakReference<IGrainObserver> observer)
    : RequestMailbox(runtime.WaitingLimit)
{
    private volatile bool _closed;

    internal override object? Target => !_closed && observer.TryGetTarget(out var target) ? target : null;

    internal override bool IsGone => _closed;

    protected override bool IsOpen => true;

    public override string ToString() => id.ToString();

    internal void Close() => _closed = true;

    protected override void OnTurnFailed(Exception exception) => runtime.Log.TurnFailed(id, exception);
}
