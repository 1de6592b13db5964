using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>A stream of a <see cref="MemoryStreamProvider"/>.</summary>
internal sealed class MemoryStream<T>(MemoryStreamProvider provider, StreamId id) : IAsyncStream<T>
{
    private StreamTopic<T>? _topic;

    public bool IsRewindable => false;

    public string ProviderName => provider.Name;

    public StreamId StreamId => id;

    public Task OnNextAsync(T item, StreamSequenceToken? token = null) => Publish(item);

    public async Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null)
    {
        foreach (var item in batch)
            await Publish(item);
    }

    public Task OnCompletedAsync() => throw new NotSupportedException("A stream of this provider does not end.");

    public Task OnErrorAsync(Exception ex) => throw new NotSupportedException("A stream of this provider does not fail.");

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer) => Subscribe(new SingleSink<T>(observer), null);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token, string? filterData = null) =>
        Subscribe(new SingleSink<T>(observer), token);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer) => Subscribe(new BatchSink<T>(observer), null);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token) =>
        Subscribe(new BatchSink<T>(observer), token);

    public Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles() =>
        Task.FromResult<IList<StreamSubscriptionHandle<T>>>(
            RuntimeContext.Current is { } activation ? [.. Topic().Of(activation.GrainId).Select(s => new StreamHandle<T>(s))] : []);

    public bool Equals(IAsyncStream<T>? other) =>
        other is not null && StreamId == other.StreamId && string.Equals(ProviderName, other.ProviderName, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as IAsyncStream<T>);

    public override int GetHashCode() => StreamId.GetHashCode();

    public int CompareTo(IAsyncStream<T>? other) => other is null ? 1 : StreamId.CompareTo(other.StreamId);

    private Task<StreamSubscriptionHandle<T>> Subscribe(StreamSink<T> sink, StreamSequenceToken? token)
    {
        StreamHandle<T>.CheckToken(token);
        var activation = RuntimeContext.Current;
        var client = activation is null ? new StreamClient(provider.Runtime) : null;
        var consumer = activation?.GrainId ?? client!.Id;
        while (true)
        {
            var topic = Topic();
            // A grain that is subscribed by its attribute attaches to that subscription.
            var known = topic.ImplicitOf(consumer);
            var subscription = known ?? new(provider, topic, id, consumer, client);
            subscription.Attach(sink);
            if (known is not null || topic.TryAdd(subscription))
                return Task.FromResult<StreamSubscriptionHandle<T>>(new StreamHandle<T>(subscription));
        }
    }

    private Task Publish(T item)
    {
        while (true)
        {
            if (Topic().PublishAsync(item) is { } accepted)
                return accepted;
        }
    }

    private StreamTopic<T> Topic()
    {
        if (_topic is { IsForgotten: false } topic)
            return topic;
        return _topic = provider.Topic<T>(id);
    }
}
