namespace Orleans.Conformance.Activations;

public sealed class ActivationTests(SharedCluster shared)
{
    private const int Callers = 100;

    [Fact]
    public async Task Call_RacedByManyCallers_MeetsOneActivation()
    {
        var key = Key.New();
        using var start = new ManualResetEventSlim();
        var calls = Enumerable.Range(0, Callers).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.Wait(TestContext.Current.CancellationToken);
                return shared.Grains.GetGrain<IActivationGrain>(key).InstanceAsync();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()).ToArray();

        start.Set();
        var instances = await Task.WhenAll(calls).Within("all callers got an answer");

        _ = Assert.Single(instances.Distinct());
        Assert.Equal(1, Signals.Counted(key));
    }

    [Fact]
    public async Task DeactivateOnIdle_ThenCall_ActivatesAgain()
    {
        var key = Key.New();
        var grain = shared.Grains.GetGrain<IActivationGrain>(key);

        var first = await grain.DeactivateAsync();
        var reason = await Signals.Logged(key, 1);
        var second = await grain.InstanceAsync();

        Assert.Equal([nameof(DeactivationReasonCode.ApplicationRequested)], reason);
        Assert.NotEqual(first, second);
        Assert.Equal(2, Signals.Counted(key));
    }

    [Fact]
    public async Task Call_WhileDeactivating_WaitsForTheNextActivation()
    {
        var key = Key.New();
        var grain = shared.Grains.GetGrain<IActivationGrain>(key);
        var first = await grain.InstanceAsync();
        var running = grain.DeactivateAndWaitAsync(key);
        await Signals.Opened($"{key}.asked").Within("deactivation was asked for");

        var waiting = grain.InstanceAsync();
        Assert.False(waiting.IsCompleted);
        Signals.Open(key);
        await running.Within("the running call ended");
        var second = await waiting.Within("the waiting call was answered");

        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task OnActivateAsync_WhenItFails_FailsTheCallAndTheNextOneTriesAgain()
    {
        var grain = shared.Grains.GetGrain<IFailingActivationGrain>(Key.New());

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(grain.PingAsync);
        await grain.PingAsync().Within("the grain was activated at the second try");

        Assert.Equal("not yet", failure.Message);
    }

    [Fact]
    public async Task Constructor_WhenItCannotBeResolved_FailsTheCall()
    {
        var grain = shared.Grains.GetGrain<IUnactivatableGrain>(Key.New());

        var failure = await Assert.ThrowsAnyAsync<Exception>(grain.PingAsync);

        Assert.Contains(nameof(Version), failure.ToString(), StringComparison.Ordinal);
    }
}
