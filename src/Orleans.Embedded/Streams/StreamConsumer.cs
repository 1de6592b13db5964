using Orleans.Activations;
using Orleans.Streams.Core;

namespace Orleans.Streams;

/// <summary>The observers that an activation has attached to its subscriptions. Used in the activation's turns.</summary>
internal sealed class StreamConsumer(Activation activation)
{
    private readonly Dictionary<Guid, object> _observers = [];

    internal void Attach<T>(Guid subscription, StreamSink<T> sink) => _observers[subscription] = sink;

    internal void Detach(Guid subscription) => _ = _observers.Remove(subscription);

    /// <summary>The observer of a subscription; a grain that attaches on arrival is asked to.</summary>
    internal async ValueTask<StreamSink<T>?> FindAsync<T>(Guid subscription, IStreamSubscriptionHandleFactory factory)
    {
        if (!_observers.TryGetValue(subscription, out var sink) && activation.GrainInstance is IStreamSubscriptionObserver grain)
        {
            await grain.OnSubscribed(factory);
            _ = _observers.TryGetValue(subscription, out sink);
        }

        return (StreamSink<T>?)sink;
    }
}
