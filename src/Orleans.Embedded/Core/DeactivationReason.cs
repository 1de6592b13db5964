namespace Orleans;

/// <summary>Why an activation ends.</summary>
public readonly struct DeactivationReason
{
    /// <summary>A reason without an exception.</summary>
    public DeactivationReason(DeactivationReasonCode code, string text)
        : this(code, null, text)
    {
    }

    /// <summary>A reason with the exception behind it.</summary>
    public DeactivationReason(DeactivationReasonCode code, Exception? exception, string text)
    {
        ReasonCode = code;
        Description = text;
        Exception = exception;
    }

    /// <summary>The reason in words.</summary>
    public string Description { get; }

    /// <summary>The reason as a code.</summary>
    public DeactivationReasonCode ReasonCode { get; }

    /// <summary>What went wrong, if anything did.</summary>
    public Exception? Exception { get; }

    /// <inheritdoc/>
    public override string ToString() =>
        Exception is null ? $"{ReasonCode}: {Description}" : $"{ReasonCode}: {Description}. Exception: {Exception}";
}

/// <summary>The kinds of <see cref="DeactivationReason"/>.</summary>
public enum DeactivationReasonCode : byte
{
    /// <summary>Unknown.</summary>
    None,

    /// <summary>The process is stopping.</summary>
    ShuttingDown,

    /// <summary>The activation did not come up.</summary>
    ActivationFailed,

    /// <summary>The directory failed (clusters only).</summary>
    DirectoryFailure,

    /// <summary>It was idle for its age limit.</summary>
    ActivationIdle,

    /// <summary>It did not answer (clusters only).</summary>
    ActivationUnresponsive,

    /// <summary>Another activation of the grain exists (clusters only).</summary>
    DuplicateActivation,

    /// <summary>It got a request of another version (clusters only).</summary>
    IncompatibleRequest,

    /// <summary>The grain's code failed in a way that makes its state doubtful.</summary>
    ApplicationError,

    /// <summary>The grain's code asked for it.</summary>
    ApplicationRequested,

    /// <summary>It moves to another machine (clusters only).</summary>
    Migrating,

    /// <summary>The runtime asked for it.</summary>
    RuntimeRequested,

    /// <summary>Memory is short (clusters only).</summary>
    HighMemoryPressure,
}
