using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Conformance;
using Orleans.Internal;
using Orleans.Runtime.Providers;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Orleans.Embedded.Tests.Streams;

public interface ISlowConsumer : IGrainWithStringKey;

/// <summary>Takes no item before the gate of its key is open. Fails about every seventh attempt if its key says so.</summary>
[ImplicitStreamSubscription(Namespace)]
internal sealed class SlowConsumer : Grain, ISlowConsumer, IStreamSubscriptionObserver, IAsyncObserver<int>
{
    internal const string Namespace = "embedded.slow";
    internal const string Unreliable = "unreliable-";

    private int _attempts;

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<int>().ResumeAsync(this);

    public async Task OnNextAsync(int item, StreamSequenceToken? token = null)
    {
        var key = this.GetPrimaryKeyString();
        await Signals.Opened(key);
        if (key.StartsWith(Unreliable, StringComparison.Ordinal) && ++_attempts % 7 == 0)
        {
            if (_attempts % 2 == 0)
                DeactivateOnIdle();
            throw new InvalidOperationException("An attempt fails.");
        }

        Signals.Log(key, $"{item} at {token!.SequenceNumber}");
    }

    public Task OnErrorAsync(Exception ex)
    {
        Signals.Log(this.GetPrimaryKeyString(), $"error {ex.GetType().Name}");
        return Task.CompletedTask;
    }
}

public sealed class BackpressureTests
{
    private const string Provider = "small";
    private const int QueueLimit = 8;

    private readonly string _key = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task OnNextAsync_WhenAConsumersQueueIsFull_WaitsForRoom()
    {
        await using var silo = await StartAsync();
        var stream = Stream(silo, _key);
        for (var item = 1; item <= QueueLimit; item++)
            await stream.OnNextAsync(item).Within($"item {item} was accepted");

        var ninth = stream.OnNextAsync(QueueLimit + 1);
        var tenth = stream.OnNextAsync(QueueLimit + 2);
        Assert.False(ninth.IsCompleted);
        Signals.Open(_key);
        await Task.WhenAll(ninth, tenth).Within("the last items were accepted");

        Assert.Equal(Enumerable.Range(1, QueueLimit + 2).Select(i => $"{i} at {i}"), await Signals.Logged(_key, QueueLimit + 2), StringComparer.Ordinal);
    }

    [Fact]
    public async Task OnNextAsync_WhenTheQueueStaysFull_FailsAndTheItemIsNotDelivered()
    {
        await using var silo = await StartAsync(TimeSpan.FromMilliseconds(200));
        var stream = Stream(silo, _key);
        for (var item = 1; item <= QueueLimit; item++)
            await stream.OnNextAsync(item).Within($"item {item} was accepted");

        _ = await Assert.ThrowsAsync<TimeoutException>(() => stream.OnNextAsync(0)).Within("the item was refused");
        Signals.Open(_key);
        Assert.Equal(QueueLimit, (await Signals.Logged(_key, QueueLimit)).Count);
        await stream.OnNextAsync(QueueLimit + 1);

        Assert.Equal([$"{QueueLimit + 1} at {QueueLimit + 1}"], await Signals.Logged(_key, 1));
    }

    [Fact]
    public async Task Items_OfAnUnreliableConsumer_ArriveAllAndInOrder()
    {
        const int Items = 500;
        var key = SlowConsumer.Unreliable + _key;
        Signals.Open(key);
        await using var silo = await StartAsync();
        var stream = Stream(silo, key);
        for (var item = 1; item <= Items; item++)
            await stream.OnNextAsync(item).Within($"item {item} was accepted");

        Assert.Equal(Enumerable.Range(1, Items).Select(i => $"{i} at {i}"), await Signals.Logged(key, Items), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Subscribe_ByAClient_DeliversToItUntilItUnsubscribes()
    {
        await using var silo = await StartAsync();
        var stream = silo.Grains.GetStreamProvider(Provider).GetStream<int>(StreamId.Create("embedded.client", _key));
        var handle = await stream.SubscribeAsync((item, _) =>
        {
            Signals.Log(_key, $"{item}");
            return Task.CompletedTask;
        });
        await stream.OnNextBatchAsync([1, 2, 3]);
        Assert.Equal(["1", "2", "3"], await Signals.Logged(_key, 3));

        await handle.UnsubscribeAsync();
        await stream.OnNextAsync(4);
        var second = await stream.SubscribeAsync(new BatchLog(_key));
        await stream.OnNextAsync(5);

        Assert.Equal(["batch 5"], await Signals.Logged(_key, 1));
        await second.UnsubscribeAsync();
    }

    [Fact]
    public async Task GetStream_WithItemsOfAnotherType_IsRefused()
    {
        await using var silo = await StartAsync();
        await Stream(silo, _key).OnNextAsync(1);

        _ = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            silo.Grains.GetStreamProvider(Provider).GetStream<string>(StreamId.Create(SlowConsumer.Namespace, _key)).OnNextAsync("one"));
        Signals.Open(_key);
    }

    private static IAsyncStream<int> Stream(Silo silo, string key) =>
        silo.Grains.GetStreamProvider(Provider).GetStream<int>(StreamId.Create(SlowConsumer.Namespace, key));

    private static Task<Silo> StartAsync(TimeSpan? responseTimeout = null) => Silo.StartAsync(builder =>
    {
        _ = builder.AddMemoryStreams(Provider).ConfigureServices(services => services
            .Configure<SimpleQueueCacheOptions>(Provider, options => options.CacheSize = QueueLimit)
            .AddKeyedSingleton<IMessageDeliveryBackoffProvider, NoBackoff>(Provider));
        if (responseTimeout is { } timeout)
            _ = builder.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = timeout);
    });

    private sealed class NoBackoff : IMessageDeliveryBackoffProvider
    {
        TimeSpan IBackoffProvider.Next(int attempt) => TimeSpan.FromMilliseconds(1);
    }

    private sealed class BatchLog(string key) : IAsyncBatchObserver<int>
    {
        public Task OnNextAsync(IList<SequentialItem<int>> items)
        {
            Signals.Log(key, $"batch {string.Join(' ', items.Select(item => item.Item))}");
            return Task.CompletedTask;
        }

        public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
    }
}
