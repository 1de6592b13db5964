using Orleans.Configuration;
using Orleans.Conformance;

namespace Orleans.Embedded.Tests.Calls;

public sealed class LimitTests
{
    private const int Limit = 10;

    private readonly string _key = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Calls_BeyondTheLimitOfWaitingOnes_AreRefused()
    {
        await using var silo = await Silo.StartAsync(builder => builder.Configure<SiloMessagingOptions>(options => options.MaxEnqueuedRequestsHardLimit = Limit));
        var grain = silo.Grains.GetGrain<ILimitedGrain>(_key);
        var running = grain.WaitAsync(_key);
        await Signals.Opened($"{_key}.started").Within("the first call runs");

        var calls = Enumerable.Range(0, Limit * 2).Select(_ => grain.WaitAsync(_key)).ToArray();
        var refused = calls[Limit..].Select(call => Assert.ThrowsAsync<LimitExceededException>(() => call));

        await Task.WhenAll(refused).Within("the calls beyond the limit were refused");
        Signals.Open(_key);
        await Task.WhenAll(calls[..Limit].Append(running)).Within("the other calls were executed");
    }

    [Fact]
    public async Task Grain_ThatAlwaysDeactivatesOnActivation_RefusesCalls()
    {
        await using var silo = await Silo.StartAsync();

        _ = await Assert.ThrowsAsync<OrleansMessageRejectionException>(() => silo.Grains.GetGrain<IFleetingGrain>(_key).PingAsync())
            .Within("the call was refused");
    }
}

public interface ILimitedGrain : IGrainWithStringKey
{
    Task WaitAsync(string gate);
}

internal sealed class LimitedGrain : Grain, ILimitedGrain
{
    public Task WaitAsync(string gate)
    {
        Signals.Open($"{gate}.started");
        return Signals.Opened(gate);
    }
}

public interface IFleetingGrain : IGrainWithStringKey
{
    Task PingAsync();
}

internal sealed class FleetingGrain : Grain, IFleetingGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task PingAsync() => Task.CompletedTask;
}
