using Orleans.Calls;
using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Timers;

namespace Orleans.Activations;

/// <summary>One activation of a grain: the mailbox of its requests, and its life from construction to disposal.</summary>
internal sealed partial class Activation : RequestMailbox, IGrainContext
{
    private readonly TaskCompletionSource _deactivated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ActivationState _state;
    private GrainReference? _reference;
    private StreamConsumer? _streams;

    internal Activation(SiloRuntime runtime, GrainClass grainClass, GrainId id)
        : base(runtime.WaitingLimit)
    {
        Runtime = runtime;
        Class = grainClass;
        GrainId = id;
        Timers = new(this);
        _lastUsed = runtime.Clock.Now;
    }

    public GrainId GrainId { get; }

    public GrainReference GrainReference => _reference ??= new(new(Runtime, GrainId));

    public object? GrainInstance { get; private set; }

    public IServiceProvider ActivationServices =>
        _scope?.ServiceProvider ?? throw new ObjectDisposedException(GrainId.ToString());

    public Task Deactivated => _deactivated.Task;

    internal SiloRuntime Runtime { get; }

    internal GrainClass Class { get; }

    internal ActivationTimers Timers { get; }

    /// <summary>The stream subscriptions that this activation has attached observers to.</summary>
    internal StreamConsumer Streams => _streams ??= new(this);

    internal override object? Target => GrainInstance;

    internal override bool IsGone => _state == ActivationState.Gone;

    protected override bool IsOpen => _state == ActivationState.Active;

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override string ToString() => GrainId.ToString();

    internal override void Receive(Request request)
    {
        switch (_state)
        {
            case ActivationState.Gone:
                request.Forward();
                return;
            case ActivationState.New:
                _state = ActivationState.Activating;
                base.Receive(request);
                _ = ActivateAsync();
                return;
            default:
                base.Receive(request);
                return;
        }
    }

    internal override void OnRequestFailed(Exception exception)
    {
        // The state in memory is not what is stored: the next call shall read it again.
        if (exception is Storage.InconsistentStateException { IsSourceActivation: true } conflict)
        {
            conflict.IsSourceActivation = false;
            Deactivate(new(DeactivationReasonCode.ApplicationError, conflict, "The stored state was changed by somebody else."));
        }
    }

    protected override bool MayInterleave(Request request)
    {
        try
        {
            return Class.MayInterleave(GrainInstance!, request, Blocking);
        }
        catch (Exception exception)
        {
            Runtime.Log.PredicateFailed(GrainId, exception);
            return false;
        }
    }

    protected override void OnStarting(RequestOptions options)
    {
        if (!options.HasFlag(RequestOptions.Unused))
            _lastUsed = Runtime.Clock.Now;
    }

    protected override void OnEnded(RequestOptions options)
    {
        if (!options.HasFlag(RequestOptions.Unused))
            _lastUsed = Runtime.Clock.Now;
        if (_state == ActivationState.Deactivating && Running == 0)
            _ = FinishAsync();
    }

    protected override void OnTurnFailed(Exception exception) => Runtime.Log.TurnFailed(GrainId, exception);
}

/// <summary>The life of an activation, in order.</summary>
internal enum ActivationState
{
    /// <summary>Nothing has been constructed.</summary>
    New,

    /// <summary>Being constructed; requests wait.</summary>
    Activating,

    /// <summary>Requests run.</summary>
    Active,

    /// <summary>Running requests end; new ones wait for the next activation.</summary>
    Deactivating,

    /// <summary>Ended; requests are passed on.</summary>
    Gone,
}
