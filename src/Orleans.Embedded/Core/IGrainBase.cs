using Orleans.Runtime;

namespace Orleans;

/// <summary>What a grain class is to the runtime; <see cref="Grain"/> implements it.</summary>
public interface IGrainBase
{
    /// <summary>The activation this instance runs in.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Runs before the first call. A failure fails the waiting calls; the next call tries again.</summary>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Runs after the last call. A failure is logged.</summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
