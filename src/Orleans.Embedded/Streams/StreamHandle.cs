using Orleans.Runtime;

namespace Orleans.Streams;

/// <inheritdoc cref="StreamSubscriptionHandle{T}"/>
internal sealed class StreamHandle<T>(StreamSubscription<T> subscription) : StreamSubscriptionHandle<T>
{
    public override StreamId StreamId => subscription.StreamId;

    public override string ProviderName => subscription.ProviderName;

    public override Guid HandleId => subscription.Id;

    public override Task UnsubscribeAsync()
    {
        subscription.Unsubscribe();
        return Task.CompletedTask;
    }

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null) =>
        Attach(new SingleSink<T>(observer), token);

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token = null) =>
        Attach(new BatchSink<T>(observer), token);

    public override bool Equals(StreamSubscriptionHandle<T>? other) => other?.HandleId == HandleId;

    public override bool Equals(object? obj) => Equals(obj as StreamSubscriptionHandle<T>);

    public override int GetHashCode() => HandleId.GetHashCode();

    internal static void CheckToken(StreamSequenceToken? token)
    {
        if (token is not null)
            throw new ArgumentNullException(nameof(token), "Passing a non-null token to a non-rewindable IAsyncObservable.");
    }

    private Task<StreamSubscriptionHandle<T>> Attach(StreamSink<T> sink, StreamSequenceToken? token)
    {
        CheckToken(token);
        subscription.Attach(sink);
        return Task.FromResult<StreamSubscriptionHandle<T>>(this);
    }
}
