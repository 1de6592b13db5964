using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Utilities;

namespace Orleans.Conformance.Observers;

public interface INewsObserver : IGrainObserver
{
    void Heard(string news);

    Task HeardAndAnsweredAsync(string news);
}

public interface INewsGrain : IGrainWithStringKey
{
    Task SubscribeAsync(INewsObserver observer);

    Task UnsubscribeAsync(INewsObserver observer);

    Task<int> PublishAsync(string news);

    /// <summary>Waits for each observer's answer; how many observers are left.</summary>
    Task<int> PublishAndWaitAsync(string news);

    Task PassTimeAsync(TimeSpan time);
}

internal sealed class NewsGrain : Grain, INewsGrain
{
    private static readonly TimeSpan Expiration = TimeSpan.FromMinutes(1);

    private readonly ObserverManager<INewsObserver> _observers;
    private DateTime _now = DateTime.UnixEpoch;

    public NewsGrain() => _observers = new(Expiration, NullLogger.Instance) { GetDateTime = () => _now };

    public Task SubscribeAsync(INewsObserver observer)
    {
        _observers.Subscribe(observer, observer);
        return Task.CompletedTask;
    }

    public Task UnsubscribeAsync(INewsObserver observer)
    {
        _observers.Unsubscribe(observer);
        return Task.CompletedTask;
    }

    public Task<int> PublishAsync(string news)
    {
        _observers.Notify(observer => observer.Heard(news));
        return Task.FromResult(_observers.Count);
    }

    public async Task<int> PublishAndWaitAsync(string news)
    {
        await _observers.Notify(observer => observer.HeardAndAnsweredAsync(news));
        return _observers.Count;
    }

    public Task PassTimeAsync(TimeSpan time)
    {
        _now += time;
        return Task.CompletedTask;
    }
}

internal sealed class NewsObserver(string log, bool fails = false) : INewsObserver
{
    public void Heard(string news)
    {
        Signals.Log(log, news);
        if (fails)
            throw new InvalidOperationException("An observer fails.");
    }

    public Task HeardAndAnsweredAsync(string news)
    {
        Heard(news);
        return Task.CompletedTask;
    }
}

public sealed class ObserverTests(SharedCluster shared)
{
    private readonly string _key = Key.New();

    private INewsGrain Grain => shared.Grains.GetGrain<INewsGrain>(_key);

    [Fact]
    public async Task Notify_OfASubscriber_ReachesItEachTime()
    {
        var observer = new NewsObserver(_key);
        await Grain.SubscribeAsync(shared.Grains.CreateObjectReference<INewsObserver>(observer));

        foreach (var news in (string[])["one", "two", "three"])
            Assert.Equal(1, await Grain.PublishAsync(news));

        // Nobody waits for these calls, and they may overtake each other.
        Assert.Equal(["one", "three", "two"], (await Signals.Logged(_key, 3)).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task Subscribe_ByTheSameReference_RenewsIt()
    {
        var observer = new NewsObserver(_key);
        var reference = shared.Grains.CreateObjectReference<INewsObserver>(observer);
        await Grain.SubscribeAsync(reference);
        await Grain.PassTimeAsync(TimeSpan.FromSeconds(50));
        await Grain.SubscribeAsync(reference);
        await Grain.PassTimeAsync(TimeSpan.FromSeconds(50));

        Assert.Equal(1, await Grain.PublishAsync("still here"));
        Assert.Equal(["still here"], await Signals.Logged(_key, 1));
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task Observer_NotRenewedInTime_Expires()
    {
        var observer = new NewsObserver(_key);
        await Grain.SubscribeAsync(shared.Grains.CreateObjectReference<INewsObserver>(observer));
        await Grain.PassTimeAsync(TimeSpan.FromSeconds(61));

        Assert.Equal(0, await Grain.PublishAsync("too late"));
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task Observer_ThatFails_IsRemovedAndTheOthersAreNotified()
    {
        var bad = new NewsObserver($"{_key}.bad", fails: true);
        var good = new NewsObserver($"{_key}.good");
        await Grain.SubscribeAsync(shared.Grains.CreateObjectReference<INewsObserver>(bad));
        await Grain.SubscribeAsync(shared.Grains.CreateObjectReference<INewsObserver>(good));

        Assert.Equal(1, await Grain.PublishAndWaitAsync("one"));
        Assert.Equal(1, await Grain.PublishAndWaitAsync("two"));

        Assert.Equal(["one"], await Signals.Logged($"{_key}.bad", 1));
        Assert.Equal(["one", "two"], await Signals.Logged($"{_key}.good", 2));
        GC.KeepAlive(bad);
        GC.KeepAlive(good);
    }

    [Fact]
    public async Task Unsubscribe_OfAnObserver_EndsIt()
    {
        var observer = new NewsObserver(_key);
        var reference = shared.Grains.CreateObjectReference<INewsObserver>(observer);
        await Grain.SubscribeAsync(reference);
        await Grain.UnsubscribeAsync(reference);

        Assert.Equal(0, await Grain.PublishAsync("unheard"));
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task DeleteObjectReference_ThenNotify_DoesNotDisturbTheGrain()
    {
        var observer = new NewsObserver(_key);
        var reference = shared.Grains.CreateObjectReference<INewsObserver>(observer);
        await Grain.SubscribeAsync(reference);
        shared.Grains.DeleteObjectReference<INewsObserver>(reference);

        Assert.Equal(1, await Grain.PublishAsync("unheard"));
        GC.KeepAlive(observer);
    }
}
