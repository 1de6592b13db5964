using Orleans.Providers.Streams.Common;

namespace Orleans.Streams;

/// <summary>Where items of a subscription go: an observer of single items, or one of several at a time.</summary>
internal abstract class StreamSink<T>
{
    /// <summary>Delivers the rest of the batch, marking what was delivered; throws what the observer throws.</summary>
    internal abstract Task DeliverAsync(DeliveryBatch<T> batch);

    internal abstract Task OnErrorAsync(Exception exception);
}

internal sealed class SingleSink<T>(IAsyncObserver<T> observer) : StreamSink<T>
{
    internal override async Task DeliverAsync(DeliveryBatch<T> batch)
    {
        while (batch.TryPeek(out var item, out var number))
        {
            await observer.OnNextAsync(item, new EventSequenceTokenV2(number));
            batch.MarkDelivered(1);
        }
    }

    internal override Task OnErrorAsync(Exception exception) => observer.OnErrorAsync(exception);
}

internal sealed class BatchSink<T>(IAsyncBatchObserver<T> observer) : StreamSink<T>
{
    internal override async Task DeliverAsync(DeliveryBatch<T> batch)
    {
        var items = batch.Rest();
        await observer.OnNextAsync(items);
        batch.MarkDelivered(items.Count);
    }

    internal override Task OnErrorAsync(Exception exception) => observer.OnErrorAsync(exception);
}
