using Orleans.Configuration;
using Orleans.TestingHost;

namespace Orleans.Conformance.Activations;

public interface ICollectedGrain : IGrainWithStringKey
{
    Task DelayAsync(TimeSpan time);

    Task PingAsync();
}

internal class CollectedGrain : Grain, ICollectedGrain
{
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Signals.Log(this.GetPrimaryKeyString(), $"{reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task DelayAsync(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }

    public Task PingAsync() => Task.CompletedTask;
}

public interface IKeptGrain : ICollectedGrain;

[KeepAlive]
internal sealed class KeptGrain : CollectedGrain, IKeptGrain;

public sealed class CollectionTests
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Grain_WhenIdle_IsDeactivatedAndWhenKept_IsNot()
    {
        await using var cluster = await Clusters.StartAsync<Configuration>();
        var (idle, delayed, kept) = (Key.New(), Key.New(), Key.New());
        await cluster.GrainFactory.GetGrain<IKeptGrain>(kept).PingAsync();
        await cluster.GrainFactory.GetGrain<ICollectedGrain>(delayed).DelayAsync(TimeSpan.FromHours(1));
        await cluster.GrainFactory.GetGrain<ICollectedGrain>(idle).PingAsync();

        Assert.Equal([nameof(DeactivationReasonCode.ActivationIdle)], await Signals.Logged(idle, 1));
        // The process stops: whoever is still active learns it now.
        await cluster.StopAllSilosAsync();

        Assert.Equal([nameof(DeactivationReasonCode.ShuttingDown)], await Signals.Logged(delayed, 1));
        Assert.Equal([nameof(DeactivationReasonCode.ShuttingDown)], await Signals.Logged(kept, 1));
    }

    private sealed class Configuration : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            Engine.Configure(siloBuilder);
            _ = siloBuilder.Configure<GrainCollectionOptions>(options =>
            {
                options.CollectionAge = Age;
                options.CollectionQuantum = Age / 2;
            });
        }
    }
}
