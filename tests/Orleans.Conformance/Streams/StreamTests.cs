using Orleans.Streams;

namespace Orleans.Conformance.Streams;

public sealed class StreamTests(StreamCluster streams) : IClassFixture<StreamCluster>
{
    private const int Many = 500;

    private readonly string _key = Key.New();

    private IProducerGrain Producer => streams.Producer;

    [Fact]
    public async Task Items_OfAStream_ReachTheImplicitSubscriberInOrder()
    {
        await Producer.PublishAsync(Namespaces.OnSubscribed, _key, 1, Many);

        Assert.Equal(Numbers(1, Many), await Signals.Logged(_key, Many), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Batch_OfItems_ArrivesInOrder()
    {
        await Producer.PublishBatchAsync(Namespaces.OnSubscribed, _key, 1, 10);
        await Producer.PublishAsync(Namespaces.OnSubscribed, _key, 11, 1);

        Assert.Equal(Numbers(1, 11), await Signals.Logged(_key, 11), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Items_OfManyStreams_StayWithTheirKeys()
    {
        var keys = Enumerable.Range(0, 20).Select(_ => Key.New()).ToArray();

        await Task.WhenAll(keys.Select((key, i) =>
            streams.Cluster.GrainFactory.GetGrain<IProducerGrain>(key).PublishAsync(Namespaces.OnSubscribed, key, i * 20, 20)));

        for (var i = 0; i < keys.Length; i++)
            Assert.Equal(Numbers(i * 20, 20), await Signals.Logged(keys[i], 20), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Subscriber_ThatAttachesOnActivation_GetsTheFirstItem()
    {
        await Producer.PublishAsync(Namespaces.OnActivate, _key, 1, 2);

        Assert.Equal(["activated with 1", "1", "2"], await Signals.Logged(_key, 3));
    }

    [Fact]
    public async Task Subscriber_AfterDeactivation_IsActivatedByTheNextItem()
    {
        await Producer.PublishAsync(Namespaces.OnActivate, _key, 1, 1);
        Assert.Equal(["activated with 1", "1"], await Signals.Logged(_key, 2));
        await streams.Cluster.GrainFactory.GetGrain<IActivatedGrain>(_key).DeactivateAsync();

        await Producer.PublishAsync(Namespaces.OnActivate, _key, 2, 1);

        Assert.Equal(["activated with 1", "2"], await Signals.Logged(_key, 2));
    }

    [Fact]
    public async Task Delivery_WhileACallRuns_Waits()
    {
        var grain = streams.Cluster.GrainFactory.GetGrain<ISubscribedGrain>(_key);
        var call = grain.WaitAsync(_key);
        await Signals.Opened($"{_key}.waiting").Within("the call runs");
        await Producer.PublishAsync(Namespaces.OnSubscribed, _key, 1, 3);
        Signals.Open(_key);

        Assert.Equal(0, await call.Within("the call ended"));
        Assert.Equal(Numbers(1, 3), await Signals.Logged(_key, 3), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Item_WhoseDeliveryFails_ComesAgainBeforeTheNext()
    {
        await Producer.PublishAsync(Namespaces.OnSubscribed, _key, SubscribedGrain.FailsOnce - 1, 1);
        await Producer.PublishAsync(Namespaces.OnSubscribed, _key, SubscribedGrain.FailsOnce, 1);
        await Producer.PublishAsync(Namespaces.OnSubscribed, _key, 1, 1);

        Assert.Equal(["1000", "1001 fails", "1001", "1"], await Signals.Logged(_key, 4));
    }

    [Fact]
    public async Task Item_ThatAlwaysFails_IsGivenUpAndTheNextComes()
    {
        await Producer.PublishAsync(Namespaces.OnSubscribed, _key, SubscribedGrain.FailsAlways, 1);
        await Producer.PublishAsync(Namespaces.OnSubscribed, _key, 1, 1);

        var entries = new List<string>();
        do
            entries.AddRange(await Signals.Logged(_key, 1));
        while (!string.Equals(entries[^1], "1", StringComparison.Ordinal));

        Assert.True(entries.Count(entry => string.Equals(entry, "1002 fails", StringComparison.Ordinal)) > 1, "The item comes more than once.");
        Assert.Equal($"error: {nameof(StreamEventDeliveryFailureException)}", entries[^2]);
    }

    [Fact]
    public async Task RequestContext_OfTheProducer_ReachesTheConsumer()
    {
        await Producer.PublishWithContextAsync(Namespaces.OnSubscribed, _key, ConsumerGrainBase.ContextName, "flows");
        await Producer.PublishAsync(Namespaces.OnSubscribed, _key, 2, 1);

        Assert.Equal(["1 flows", "2"], await Signals.Logged(_key, 2));
    }

    private static IEnumerable<string> Numbers(int first, int count) => Enumerable.Range(first, count).Select(number => $"{number}");
}
