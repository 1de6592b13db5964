using Orleans.Configuration;
using Orleans.TestingHost;

namespace Orleans.Conformance.Calls;

public interface ISlowGrain : IGrainWithStringKey
{
    Task WaitAsync(string gate);

    [ResponseTimeout("00:00:01")]
    Task WaitBrieflyAsync(string gate);

    [ResponseTimeout("00:00:02")]
    Task CallBackAsync(string other);

    Task PingAsync();
}

internal sealed class SlowGrain : Grain, ISlowGrain
{
    public async Task WaitAsync(string gate)
    {
        Signals.Open($"{gate}.started");
        await Signals.Opened(gate);
        Signals.Open($"{gate}.ended");
    }

    public Task WaitBrieflyAsync(string gate) => WaitAsync(gate);

    public async Task CallBackAsync(string other)
    {
        if (Signals.Count(this.GetPrimaryKeyString()) == 1)
            await GrainFactory.GetGrain<ISlowGrain>(other).CallBackAsync(this.GetPrimaryKeyString());
    }

    public Task PingAsync() => Task.CompletedTask;
}

public sealed class TimeoutTests(SharedCluster shared)
{
    private readonly string _key = Key.New();

    private ISlowGrain Grain => shared.Grains.GetGrain<ISlowGrain>(_key);

    [Fact]
    public async Task Call_WithoutResponseInTime_FailsWhileTheMethodGoesOn()
    {
        _ = await Assert.ThrowsAsync<TimeoutException>(() => Grain.WaitBrieflyAsync(_key));

        Assert.True(Signals.IsOpen($"{_key}.started"));
        Assert.False(Signals.IsOpen($"{_key}.ended"));
        Signals.Open(_key);
        await Signals.Opened($"{_key}.ended").Within("the method ended");
        await Grain.PingAsync().Within("the grain took the next call");
    }

    [Fact]
    public async Task Call_ThatExpiredWhileWaiting_IsNotExecuted()
    {
        var running = Grain.WaitAsync($"{_key}.1");
        await Signals.Opened($"{_key}.1.started").Within("the first call started");
        _ = await Assert.ThrowsAsync<TimeoutException>(() => Grain.WaitBrieflyAsync($"{_key}.2"));

        Signals.Open($"{_key}.1");
        await running.Within("the first call ended");
        await Grain.PingAsync().Within("the grain took the next call");

        Assert.False(Signals.IsOpen($"{_key}.2.started"));
    }

    [Fact]
    public async Task Calls_InADeadlock_EndByTimeout()
    {
        var other = Key.New();

        _ = await Assert.ThrowsAsync<TimeoutException>(() => Grain.CallBackAsync(other));

        await Grain.PingAsync().Within("the grain took the next call");
        await shared.Grains.GetGrain<ISlowGrain>(other).PingAsync().Within("the other grain took the next call");
    }

    [Fact]
    public async Task ResponseTimeout_WhenConfigured_AppliesToCallsOfGrains()
    {
        await using var cluster = await Clusters.StartAsync<ShortTimeout>();

        var failure = await cluster.GrainFactory.GetGrain<IRelayGrain>(_key).WaitAsync(_key).Within("the relay answered");

        Assert.Equal(nameof(TimeoutException), failure);
        Signals.Open(_key);
    }

    private sealed class ShortTimeout : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            Engine.Configure(siloBuilder);
            _ = siloBuilder.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(1));
        }
    }
}

public interface IRelayGrain : IGrainWithStringKey
{
    /// <summary>Waits for the gate through another grain; the type of the exception that ends it.</summary>
    [ResponseTimeout("00:00:30")]
    Task<string> WaitAsync(string gate);
}

internal sealed class RelayGrain : Grain, IRelayGrain
{
    public async Task<string> WaitAsync(string gate)
    {
        try
        {
            await GrainFactory.GetGrain<ISlowGrain>(this.GetPrimaryKeyString()).WaitAsync(gate);
            return "none";
        }
        catch (TimeoutException exception)
        {
            return exception.GetType().Name;
        }
    }
}
