using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>What the provider knows of a stream whatever its items.</summary>
internal abstract class StreamTopic
{
    internal long LastUsed { get; set; }

    /// <summary>Whether its provider has forgotten it, so that whoever holds it should ask again.</summary>
    internal abstract bool IsForgotten { get; }

    /// <summary>Marks it as forgotten if nothing would be lost.</summary>
    internal abstract bool TryForget();

    /// <summary>Fails producers that have waited until <paramref name="now"/> in vain.</summary>
    internal abstract void ExpireProducers(long now);
}

/// <summary>
/// One stream: its subscriptions and the producers that wait for room. An item is accepted by all subscriptions at once,
/// under one lock, so that all see the same order.
/// </summary>
internal sealed class StreamTopic<T> : StreamTopic
{
    private readonly MemoryStreamProvider _provider;
    private readonly Lock _gate = new();
    private readonly Queue<WaitingProducer> _producers = new();
    private StreamSubscription<T>[] _subscriptions;
    private long _lastNumber;
    private volatile bool _forgotten;
    private volatile bool _hasWaiting;

    internal StreamTopic(MemoryStreamProvider provider, StreamId id)
    {
        _provider = provider;
        _subscriptions = [.. provider.ImplicitConsumers(id).Select(c => new StreamSubscription<T>(provider, this, id, c.Subscription, c.Consumer))];
        LastUsed = provider.Runtime.Clock.Now;
    }

    internal override bool IsForgotten => _forgotten;

    internal Lock Gate => _gate;

    /// <summary>Null if the topic was forgotten meanwhile.</summary>
    internal Task? PublishAsync(T item)
    {
        var envelope = new Envelope<T>(item, RequestContext.Export());
        lock (_gate)
        {
            if (_forgotten)
                return null;
            LastUsed = _provider.Runtime.Clock.Now;
            if (_producers.Count == 0 && HasRoom())
            {
                Accept(envelope);
                return Task.CompletedTask;
            }

            var producer = new WaitingProducer(envelope, _provider.Runtime.Clock.Deadline(null));
            _producers.Enqueue(producer);
            _hasWaiting = true;
            return producer.Accepted.Task;
        }
    }

    /// <summary>Lets waiting producers in. Called under the gate when a subscription has made room.</summary>
    internal void AdmitProducers()
    {
        while (_producers.TryPeek(out var producer))
        {
            if (!producer.Accepted.Task.IsCompleted)
            {
                if (!HasRoom())
                    return;
                Accept(producer.Envelope);
                _ = producer.Accepted.TrySetResult();
            }

            _ = _producers.Dequeue();
        }

        _hasWaiting = false;
    }

    internal override bool TryForget()
    {
        lock (_gate)
        {
            return _forgotten = _producers.Count == 0 && _subscriptions.All(s => s.IsImplicit && s.IsIdle);
        }
    }

    internal override void ExpireProducers(long now)
    {
        if (!_hasWaiting)
            return;
        lock (_gate)
        {
            foreach (var producer in _producers)
            {
                if (producer.Deadline <= now)
                    _ = producer.Accepted.TrySetException(new TimeoutException($"A consumer's queue of a stream of {_provider.Name} stayed full; the item was not accepted."));
            }
        }
    }

    /// <summary>False if the topic was forgotten meanwhile.</summary>
    internal bool TryAdd(StreamSubscription<T> subscription)
    {
        lock (_gate)
        {
            if (_forgotten)
                return false;
            if (_subscriptions.Length >= MemoryStreamProvider.MaxSubscriptions)
                throw new LimitExceededException("Subscriptions of a stream", _subscriptions.Length, MemoryStreamProvider.MaxSubscriptions, subscription.StreamId);
            subscription.StartAfter(_lastNumber);
            _subscriptions = [.. _subscriptions, subscription];
            return true;
        }
    }

    internal void Remove(StreamSubscription<T> subscription)
    {
        lock (_gate)
        {
            _subscriptions = [.. _subscriptions.Where(s => !ReferenceEquals(s, subscription))];
            subscription.End();
            AdmitProducers();
        }
    }

    internal StreamSubscription<T>? ImplicitOf(GrainId consumer) => _subscriptions.FirstOrDefault(s => s.IsImplicit && s.Consumer == consumer);

    internal IEnumerable<StreamSubscription<T>> Of(GrainId consumer) => _subscriptions.Where(s => s.Consumer == consumer);

    private bool HasRoom()
    {
        foreach (var subscription in _subscriptions)
        {
            if (subscription.IsFull)
                return false;
        }

        return true;
    }

    private void Accept(Envelope<T> envelope)
    {
        _lastNumber++;
        foreach (var subscription in _subscriptions)
            subscription.Enqueue(envelope);
    }

    private sealed record WaitingProducer(Envelope<T> Envelope, long Deadline)
    {
        internal TaskCompletionSource Accepted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
