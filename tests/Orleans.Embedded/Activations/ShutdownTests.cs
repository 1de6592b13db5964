using Orleans.Conformance;

namespace Orleans.Embedded.Tests.Activations;

public interface ILastingGrain : IGrainWithStringKey
{
    Task WaitAsync(string gate);

    /// <summary>When deactivated, calls the grain of this key.</summary>
    Task CallOnDeactivationAsync(string other);
}

internal sealed class LastingGrain : Grain, ILastingGrain
{
    private string? _other;

    public async Task WaitAsync(string gate)
    {
        Signals.Open($"{gate}.started");
        await Signals.Opened(gate);
    }

    public Task CallOnDeactivationAsync(string other)
    {
        _other = other;
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_other is not null)
        {
            try
            {
                await GrainFactory.GetGrain<ILastingGrain>(_other).CallOnDeactivationAsync(string.Empty);
            }
            catch (SiloUnavailableException)
            {
                Signals.Log(this.GetPrimaryKeyString(), "refused");
            }
        }

        Signals.Log(this.GetPrimaryKeyString(), $"{reason.ReasonCode}");
    }
}

public sealed class ShutdownTests
{
    private readonly string _key = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Stop_WhileACallRuns_WaitsForItAndDeactivates()
    {
        await using var silo = await Silo.StartAsync();
        var call = silo.Grains.GetGrain<ILastingGrain>(_key).WaitAsync(_key);
        await Signals.Opened($"{_key}.started").Within("the call runs");

        var stopping = silo.StopAsync(CancellationToken.None);
        Assert.False(stopping.IsCompleted);
        Signals.Open(_key);

        await call.Within("the call ended");
        await stopping.Within("the silo stopped");
        Assert.Equal([nameof(DeactivationReasonCode.ShuttingDown)], await Signals.Logged(_key, 1));
    }

    [Fact]
    public async Task Stop_WhenACallDoesNotEnd_EndsWithItsToken()
    {
        await using var silo = await Silo.StartAsync();
        var call = silo.Grains.GetGrain<ILastingGrain>(_key).WaitAsync(_key);
        await Signals.Opened($"{_key}.started").Within("the call runs");
        using var impatient = new CancellationTokenSource();
        var stopping = silo.StopAsync(impatient.Token);
        await impatient.CancelAsync();

        // The host reports the cancellation; what matters is that it does not wait on.
        _ = await Record.ExceptionAsync(() => stopping).AsTask().Within("the silo stopped");
        Signals.Open(_key);
        await call.Within("the call ended");
    }

    [Fact]
    public async Task Stop_WhenAGrainCallsOneThatIsNotActive_RefusesTheCall()
    {
        await using var silo = await Silo.StartAsync();
        await silo.Grains.GetGrain<ILastingGrain>(_key).CallOnDeactivationAsync($"{_key}.other");

        await silo.StopAsync(CancellationToken.None).Within("the silo stopped");

        Assert.Equal(["refused", nameof(DeactivationReasonCode.ShuttingDown)], await Signals.Logged(_key, 2));
    }

    [Fact]
    public async Task Call_AfterTheStop_IsRefused()
    {
        await using var silo = await Silo.StartAsync();
        await silo.StopAsync(CancellationToken.None);

        _ = await Assert.ThrowsAsync<SiloUnavailableException>(() => silo.Grains.GetGrain<ILastingGrain>(_key).CallOnDeactivationAsync(string.Empty));
    }
}
