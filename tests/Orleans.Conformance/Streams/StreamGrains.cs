using Orleans.Concurrency;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Orleans.Conformance.Streams;

/// <summary>Namespaces of the streams.</summary>
internal static class Namespaces
{
    internal const string OnSubscribed = "conformance.on-subscribed";
    internal const string OnActivate = "conformance.on-activate";
    internal const string Explicit = "conformance.explicit";
}

public interface IProducerGrain : IGrainWithStringKey
{
    Task PublishAsync(string ns, string key, int first, int count);

    Task PublishBatchAsync(string ns, string key, int first, int count);

    Task PublishWithContextAsync(string ns, string key, string name, string value);
}

internal sealed class ProducerGrain : Grain, IProducerGrain
{
    public async Task PublishAsync(string ns, string key, int first, int count)
    {
        var stream = this.GetStreamProvider(Names.Streams).GetStream<int>(StreamId.Create(ns, key));
        for (var number = first; number < first + count; number++)
            await stream.OnNextAsync(number);
    }

    public Task PublishBatchAsync(string ns, string key, int first, int count) =>
        this.GetStreamProvider(Names.Streams).GetStream<int>(StreamId.Create(ns, key)).OnNextBatchAsync(Enumerable.Range(first, count));

    public Task PublishWithContextAsync(string ns, string key, string name, string value)
    {
        RequestContext.Set(name, value);
        return PublishAsync(ns, key, 1, 1);
    }
}

/// <summary>Logs items as "number", and what else the test asked for.</summary>
internal abstract class ConsumerGrainBase : Grain, IAsyncObserver<int>
{
    internal const string ContextName = "conformance";

    protected string Key => this.GetPrimaryKeyString();

    public virtual Task OnNextAsync(int item, StreamSequenceToken? token = null)
    {
        Signals.Log(Key, RequestContext.Get(ContextName) is string value ? $"{item} {value}" : $"{item}");
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex)
    {
        Signals.Log(Key, $"error: {ex.GetType().Name}");
        return Task.CompletedTask;
    }
}

public interface ISubscribedGrain : IGrainWithStringKey
{
    Task DeactivateAsync();

    Task<int> WaitAsync(string gate);
}

/// <summary>Attaches its observer when the first item arrives. Fails as often as the counter of its key says it shall.</summary>
[ImplicitStreamSubscription(Namespaces.OnSubscribed)]
internal sealed class SubscribedGrain : ConsumerGrainBase, ISubscribedGrain, IStreamSubscriptionObserver
{
    internal const int FailsOnce = 1001;
    internal const int FailsAlways = 1002;

    private int _items;

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<int>().ResumeAsync(this);

    public override async Task OnNextAsync(int item, StreamSequenceToken? token = null)
    {
        var attempt = item > 1000 ? Signals.Count($"{Key}.{item}") : 0;
        if (item == FailsAlways || (item == FailsOnce && attempt == 1))
        {
            await Task.Yield();
            Signals.Log(Key, $"{item} fails");
            throw new InvalidOperationException($"{item} is refused.");
        }

        _items++;
        await base.OnNextAsync(item, token);
    }

    public Task DeactivateAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task<int> WaitAsync(string gate)
    {
        var before = _items;
        Signals.Open($"{gate}.waiting");
        await Signals.Opened(gate);
        return _items - before;
    }
}

public interface IActivatedGrain : IGrainWithStringKey
{
    Task DeactivateAsync();
}

/// <summary>Attaches its observer when it is activated.</summary>
[ImplicitStreamSubscription(Namespaces.OnActivate)]
internal sealed class ActivatedGrain : ConsumerGrainBase, IActivatedGrain
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var stream = this.GetStreamProvider(Names.Streams).GetStream<int>(StreamId.Create(Namespaces.OnActivate, Key));
        var handles = await stream.GetAllSubscriptionHandles();
        foreach (var handle in handles)
            _ = await handle.ResumeAsync(this);
        Signals.Log(Key, $"activated with {handles.Count}");
    }

    public Task DeactivateAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

public interface IExplicitGrain : IGrainWithStringKey
{
    Task SubscribeAsync(string key);

    Task<int> UnsubscribeAsync(string key);

    Task DeactivateAsync();

    [AlwaysInterleave]
    Task PingAsync();
}

/// <summary>Subscribes when told to, and resumes when activated.</summary>
internal sealed class ExplicitGrain : ConsumerGrainBase, IExplicitGrain
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var handle in await Stream(Key).GetAllSubscriptionHandles())
            _ = await handle.ResumeAsync(this);
    }

    public Task SubscribeAsync(string key) => Stream(key).SubscribeAsync(this);

    public async Task<int> UnsubscribeAsync(string key)
    {
        var handles = await Stream(key).GetAllSubscriptionHandles();
        foreach (var handle in handles)
            await handle.UnsubscribeAsync();
        return handles.Count;
    }

    public Task DeactivateAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task PingAsync() => Task.CompletedTask;

    private IAsyncStream<int> Stream(string key) => this.GetStreamProvider(Names.Streams).GetStream<int>(StreamId.Create(Namespaces.Explicit, key));
}
