namespace Orleans.Runtime;

/// <summary>One activation of a grain.</summary>
public interface IGrainContext : IEquatable<IGrainContext>
{
    /// <summary>A reference to the grain.</summary>
    GrainReference GrainReference { get; }

    /// <summary>The id of the grain.</summary>
    GrainId GrainId { get; }

    /// <summary>The instance of the grain class; null before it is constructed and after deactivation.</summary>
    object? GrainInstance { get; }

    /// <summary>The services of this activation.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Completes when the activation has been deactivated.</summary>
    Task Deactivated { get; }

    /// <summary>Starts deactivation: running requests end first, waiting ones go to the next activation.</summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}

/// <summary>Gives services of a grain the activation they serve.</summary>
public interface IGrainContextAccessor
{
    /// <summary>The activation of the running turn.</summary>
    IGrainContext GrainContext { get; }
}

/// <summary>What a grain can ask of the process it runs in.</summary>
public interface IGrainRuntime
{
    /// <summary>Makes references to grains.</summary>
    IGrainFactory GrainFactory { get; }

    /// <summary>The services of the process.</summary>
    IServiceProvider ServiceProvider { get; }

    /// <summary>The clock.</summary>
    TimeProvider TimeProvider { get; }

    /// <summary>Deactivates an activation when its running requests have ended.</summary>
    void DeactivateOnIdle(IGrainContext grainContext);

    /// <summary>Keeps an activation at least this long.</summary>
    void DelayDeactivation(IGrainContext grainContext, TimeSpan timeSpan);
}
