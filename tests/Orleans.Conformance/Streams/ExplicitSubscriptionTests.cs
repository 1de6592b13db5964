namespace Orleans.Conformance.Streams;

public sealed class ExplicitSubscriptionTests(StreamCluster streams) : IClassFixture<StreamCluster>
{
    private readonly string _key = Key.New();

    private IExplicitGrain Grain => streams.Cluster.GrainFactory.GetGrain<IExplicitGrain>(_key);

    [Fact]
    public async Task Subscriber_AfterSubscribing_GetsItemsInOrder()
    {
        await Grain.SubscribeAsync(_key);
        await streams.Producer.PublishAsync(Namespaces.Explicit, _key, 1, 3);

        Assert.Equal(["1", "2", "3"], await Signals.Logged(_key, 3));
    }

    [Fact]
    public async Task Subscribers_OfOneStream_AllGetItsItems()
    {
        var other = Key.New();
        await Grain.SubscribeAsync(_key);
        await streams.Cluster.GrainFactory.GetGrain<IExplicitGrain>(other).SubscribeAsync(_key);
        await streams.Producer.PublishAsync(Namespaces.Explicit, _key, 1, 2);

        Assert.Equal(["1", "2"], await Signals.Logged(_key, 2));
        Assert.Equal(["1", "2"], await Signals.Logged(other, 2));
    }

    [Fact]
    public async Task Subscriber_AfterDeactivation_ResumesByItsHandle()
    {
        await Grain.SubscribeAsync(_key);
        await streams.Producer.PublishAsync(Namespaces.Explicit, _key, 1, 1);
        Assert.Equal(["1"], await Signals.Logged(_key, 1));
        await Grain.DeactivateAsync();

        await streams.Producer.PublishAsync(Namespaces.Explicit, _key, 2, 1);

        Assert.Equal(["2"], await Signals.Logged(_key, 1));
    }

    [Fact]
    public async Task Unsubscribe_OfASubscriber_EndsItsItems()
    {
        var other = Key.New();
        var observing = streams.Cluster.GrainFactory.GetGrain<IExplicitGrain>(other);
        await Grain.SubscribeAsync(_key);
        await observing.SubscribeAsync(_key);
        await streams.Producer.PublishAsync(Namespaces.Explicit, _key, 1, 1);
        Assert.Equal(["1"], await Signals.Logged(_key, 1));

        Assert.Equal(1, await Grain.UnsubscribeAsync(_key));
        await streams.Producer.PublishAsync(Namespaces.Explicit, _key, 2, 1);

        // Whoever is still subscribed has it; whoever is not would have it too by then.
        Assert.Equal(["1", "2"], await Signals.Logged(other, 2));
        await Grain.PingAsync();
        Signals.Log(_key, "end");
        Assert.Equal(["end"], await Signals.Logged(_key, 1));
        Assert.Equal(0, await Grain.UnsubscribeAsync(_key));
    }
}
