using Orleans.Activations;
using Orleans.Calls;
using Orleans.Runtime;
using Orleans.Streams.Core;

namespace Orleans.Streams;

/// <summary>
/// A subscription and its queue. It is itself the request that delivers: at most one delivery is under way, so items
/// stay in order; a failing item is tried again, after a growing wait, before the next one goes.
/// </summary>
internal sealed class StreamSubscription<T> : Request, IStreamSubscriptionHandleFactory
{
    private const int MaxForwards = 5;

    private readonly MemoryStreamProvider _provider;
    private readonly StreamTopic<T> _topic;
    private readonly Queue<Envelope<T>> _queue = new();
    private readonly DeliveryBatch<T> _batch;
    private readonly RequestMailbox? _client;
    private StreamSink<T>? _clientSink;
    private ITimer? _retry;
    private long _headNumber = 1;
    private int _attempts;
    private int _forwards;
    private long _firstFailure;
    private bool _delivering;
    private volatile bool _ended;

    internal StreamSubscription(MemoryStreamProvider provider, StreamTopic<T> topic, StreamId streamId, Guid id, GrainId consumer)
    {
        _provider = provider;
        _topic = topic;
        _batch = new(provider.BatchSize);
        StreamId = streamId;
        Id = id;
        Consumer = consumer;
        IsImplicit = true;
    }

    /// <summary>A subscription that its consumer made: a grain, or a client with a mailbox of its own.</summary>
    internal StreamSubscription(MemoryStreamProvider provider, StreamTopic<T> topic, StreamId streamId, GrainId consumer, RequestMailbox? client)
        : this(provider, topic, streamId, Guid.NewGuid(), consumer)
    {
        IsImplicit = false;
        _client = client;
    }

    public StreamId StreamId { get; }

    public string ProviderName => _provider.Name;

    internal Guid Id { get; }

    internal GrainId Consumer { get; }

    internal bool IsImplicit { get; }

    internal bool IsFull => _queue.Count >= _provider.QueueLimit;

    internal bool IsIdle => _queue.Count == 0 && !_delivering;

    public StreamSubscriptionHandle<TItem> Create<TItem>() =>
        this is StreamSubscription<TItem> subscription
            ? new StreamHandle<TItem>(subscription)
            : throw new InvalidOperationException($"Stream {StreamId} of {ProviderName} has items of {typeof(T)}, not of {typeof(TItem)}.");

    // The members below, up to the next comment, are called under the topic's gate.
    internal void StartAfter(long number) => _headNumber = number + 1;

    internal void Enqueue(Envelope<T> envelope)
    {
        _queue.Enqueue(envelope);
        if (!_delivering)
        {
            _delivering = true;
            PostToConsumer();
        }
    }

    internal void End()
    {
        _ended = true;
        _queue.Clear();
        _retry?.Dispose();
    }

    // The members below are called by the consumer, in its turns.
    internal void Attach(StreamSink<T> sink)
    {
        if (_client is not null)
            _clientSink = sink;
        else
            ConsumerActivation().Streams.Attach(Id, sink);
    }

    internal void Unsubscribe()
    {
        _topic.Remove(this);
        _batch.IsStopped = true;
        if (_client is null && RuntimeContext.Current is { } activation)
            activation.Streams.Detach(Id);
    }

    internal override bool Start(RequestMailbox mailbox)
    {
        _forwards = 0;
        var delivery = DeliverAsync(mailbox);
        if (!delivery.IsCompleted)
        {
            _ = EndAsync(delivery, mailbox);
            return false;
        }

        GoOn(delivery.Result);
        return true;
    }

    internal override void Reject(Exception reason) => GoOn(reason);

    internal override void Forward()
    {
        // A consumer that ends as soon as it is activated shall not keep the process busy.
        if (_forwards++ < MaxForwards)
        {
            PostToConsumer();
            return;
        }

        lock (_topic.Gate)
        {
            _forwards = 0;
            RetryLater();
        }
    }

    private async Task EndAsync(Task<Exception?> delivery, RequestMailbox mailbox)
    {
        GoOn(await delivery);
        mailbox.End(this, Options);
    }

    /// <summary>Delivers what waits, up to a batch; the exception that stopped it, if one did.</summary>
    private async Task<Exception?> DeliverAsync(RequestMailbox mailbox)
    {
        TakeBatch();
        try
        {
            var sink = _client is null ? await ((Activation)mailbox).Streams.FindAsync<T>(Id, this) : _clientSink;
            if (sink is not null)
            {
                await sink.DeliverAsync(_batch);
                return null;
            }
        }
        catch (Exception exception)
        {
            return await GiveUpIfDueAsync(mailbox, exception) ? null : exception;
        }

        _provider.Runtime.Log.NoObserver(StreamId, ProviderName, Consumer);
        _batch.MarkAllDelivered();
        return null;
    }

    /// <summary>After too long a time of failures the item is dropped, and the consumer's error handler told.</summary>
    private async Task<bool> GiveUpIfDueAsync(RequestMailbox mailbox, Exception exception)
    {
        var now = _provider.Runtime.TimeProvider.GetTimestamp();
        if (_batch.Delivered > 0 || _attempts == 0)
        {
            // Another item failed than before.
            _attempts = 0;
            _firstFailure = now;
        }

        _attempts++;
        _provider.Runtime.Log.DeliveryFailed(StreamId, ProviderName, Consumer, _attempts, exception);
        if (_provider.Runtime.TimeProvider.GetElapsedTime(_firstFailure, now) < _provider.MaxDeliveryTime)
            return false;
        _provider.Runtime.Log.DeliveryGivenUp(StreamId, ProviderName, Consumer, _attempts, exception);
        _batch.MarkDelivered(1);
        try
        {
            var sink = _client is null ? await ((Activation)mailbox).Streams.FindAsync<T>(Id, this) : _clientSink;
            if (sink is not null)
                await sink.OnErrorAsync(new StreamEventDeliveryFailureException($"Stream provider {ProviderName} failed to deliver an event of stream {StreamId}.", exception));
        }
        catch (Exception handlerException)
        {
            _provider.Runtime.Log.ErrorHandlerFailed(StreamId, ProviderName, Consumer, handlerException);
        }

        return true;
    }

    private void TakeBatch()
    {
        lock (_topic.Gate)
        {
            _batch.Begin(_headNumber);
            foreach (var envelope in _queue)
            {
                if (_batch.IsFull)
                    break;
                _batch.Add(envelope);
            }
        }
    }

    /// <summary>Removes what was delivered, lets producers in, and delivers on: at once, or after a wait if it failed.</summary>
    private void GoOn(Exception? failure)
    {
        lock (_topic.Gate)
        {
            if (_ended)
                return;
            for (var i = 0; i < _batch.Delivered; i++)
                _ = _queue.Dequeue();
            _headNumber += _batch.Delivered;
            _batch.Begin(_headNumber);
            _topic.AdmitProducers();
            if (failure is not null)
            {
                RetryLater();
                return;
            }

            // The next failure is another item's: it has all its time before it.
            _attempts = 0;
            if (_queue.Count > 0)
                PostToConsumer();
            else
                _delivering = false;
        }
    }

    private void RetryLater()
    {
        _retry?.Dispose();
        _retry = _provider.Runtime.Clock.CreateTimer(static subscription => ((StreamSubscription<T>)subscription!).PostToConsumer(), this);
        _ = _retry.Change(_provider.Backoff.Next(Math.Max(0, _attempts - 1)), Timeout.InfiniteTimeSpan);
    }

    private void PostToConsumer()
    {
        if (_ended)
            return;
        try
        {
            (_client ?? _provider.Runtime.Resolve(Consumer)).Post(this);
        }
        catch (SiloUnavailableException)
        {
            // The process is stopping; what is in memory ends with it.
            _ended = true;
        }
    }

    private Activation ConsumerActivation() =>
        RuntimeContext.Current is { } activation && activation.GrainId == Consumer
            ? activation
            : throw new InvalidOperationException($"Only {Consumer} can attach observers to its subscription of stream {StreamId}.");
}
