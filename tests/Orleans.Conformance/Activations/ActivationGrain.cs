namespace Orleans.Conformance.Activations;

public interface IActivationGrain : IGrainWithStringKey
{
    /// <summary>An id of the instance.</summary>
    Task<Guid> InstanceAsync();

    Task<Guid> DeactivateAsync();

    /// <summary>Waits for the gate of the name, after asking for deactivation.</summary>
    Task DeactivateAndWaitAsync(string gate);
}

internal sealed class ActivationGrain : Grain, IActivationGrain
{
    private readonly Guid _instance = Guid.NewGuid();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _ = Signals.Count(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Signals.Log(this.GetPrimaryKeyString(), $"{reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task<Guid> InstanceAsync() => Task.FromResult(_instance);

    public Task<Guid> DeactivateAsync()
    {
        DeactivateOnIdle();
        return Task.FromResult(_instance);
    }

    public Task DeactivateAndWaitAsync(string gate)
    {
        DeactivateOnIdle();
        Signals.Open($"{gate}.asked");
        return Signals.Opened(gate);
    }
}

public interface IFailingActivationGrain : IGrainWithStringKey
{
    Task PingAsync();
}

/// <summary>Fails its first activation.</summary>
internal sealed class FailingActivationGrain : Grain, IFailingActivationGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        Signals.Count(this.GetPrimaryKeyString()) == 1 ? throw new InvalidOperationException("not yet") : Task.CompletedTask;

    public Task PingAsync() => Task.CompletedTask;
}

public interface IUnactivatableGrain : IGrainWithStringKey
{
    Task PingAsync();
}

/// <summary>Its constructor asks for what nobody registered.</summary>
#pragma warning disable CS9113 // The parameter is there to be unresolvable.
internal sealed class UnactivatableGrain(Version unregistered) : Grain, IUnactivatableGrain
#pragma warning restore CS9113
{
    public Task PingAsync() => Task.CompletedTask;
}
