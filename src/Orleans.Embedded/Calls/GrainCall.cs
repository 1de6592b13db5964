using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans.Calls;

/// <summary>
/// One call of an interface method: its arguments, and the task its caller holds. Generated code derives from it.
/// Whoever moves it from pending to settled (the method's end, the timeout or the caller's cancellation) completes the task,
/// once. Only the method's end gives the object back to its pool; else it is left to the garbage collector, since the
/// method may still be running with it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class GrainCall : Request, IInvokable
{
    private const long PhaseMask = 3;
    private const long Pending = 1;
    private const long Settled = 2;
    private const long NextUse = 4;

    /// <summary>How often a call may meet an activation that is ending.</summary>
    private const int MaxForwards = 5;

    private long _state;
    private long _deadline;
    private int _forwards;
    private SiloRuntime? _runtime;
    private CallCancellation? _cancellation;
    private Action? _onMethodEnded;

    private protected GrainCall(CallMethod method)
    {
        Method = method;
        Options = method.Options;
    }

    internal int Slot { get; set; } = -1;

    internal CallMethod Method { get; }

    internal GrainReference? Reference { get; private set; }

    internal Dictionary<string, object>? Context { get; private set; }

    /// <summary>The mailbox that runs the call, from its start to its end.</summary>
    internal RequestMailbox? Mailbox { get; private set; }

    private protected bool IsOneWay => Options.HasFlag(RequestOptions.OneWay);

    private bool IsPending => (Volatile.Read(ref _state) & PhaseMask) == Pending;

    /// <inheritdoc/>
    public virtual int GetArgumentCount() => 0;

    /// <inheritdoc/>
    public virtual object? GetArgument(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    /// <inheritdoc/>
    public virtual void SetArgument(int index, object value) => throw new ArgumentOutOfRangeException(nameof(index));

    /// <inheritdoc/>
    public string GetMethodName() => Method.Name;

    /// <inheritdoc/>
    public string GetInterfaceName() => Method.InterfaceType.Name;

    /// <inheritdoc/>
    public string GetActivityName() => Method.ToString();

    /// <inheritdoc/>
    public MethodInfo GetMethod() => Method.Method;

    /// <inheritdoc/>
    public Type GetInterfaceType() => Method.InterfaceType;

    /// <inheritdoc/>
    public override string ToString() => $"{Reference?.GrainId}.{Method.Name}";

    internal void Prepare(GrainReference reference, SiloRuntime runtime)
    {
        Reference = reference;
        _runtime = runtime;
        Context = RequestContext.Export();
        _deadline = runtime.Clock.Deadline(Method.TimeoutMilliseconds);
        Volatile.Write(ref _state, (_state & ~PhaseMask) + NextUse + Pending);
    }

    /// <summary>Gives back a call that was never made.</summary>
    internal void Discard() => Release();

    internal sealed override bool Start(RequestMailbox mailbox)
    {
        // Its caller has given up before it began: it does not run.
        if (!IsPending)
        {
            _runtime!.Log.CallDropped(this);
            return true;
        }

        Mailbox = mailbox;
        if (Context is not null)
            RequestContext.Import(Context);
        try
        {
            if (mailbox.Target is not { } target)
            {
                Fail(new ClientNotAvailableException(Reference!.GrainId));
                return true;
            }

            return _runtime!.Filters.AppliesTo(target) ? StartFiltered(target) : StartMethod(target);
        }
        catch (Exception exception)
        {
            Fail(exception);
            return true;
        }
    }

    internal sealed override void Reject(Exception reason) => Fail(reason);

    internal sealed override void Forward()
    {
        if (_forwards++ < MaxForwards)
            Reference!.Dispatch(this);
        else
            Fail(new OrleansMessageRejectionException($"Call {this} met {MaxForwards} activations that were ending."));
    }

    /// <summary>Marks the call as expired if it belongs to the runtime and is due.</summary>
    internal bool TryExpire(SiloRuntime runtime, long now)
    {
        var state = Volatile.Read(ref _state);
        return (state & PhaseMask) == Pending
            && ReferenceEquals(Volatile.Read(ref _runtime), runtime)
            && Volatile.Read(ref _deadline) <= now
            && TrySettle(state);
    }

    /// <summary>Completes the caller's task of an expired call.</summary>
    internal void FailExpired()
    {
        _cancellation?.Dispose();
        if (IsOneWay)
            return;
        _runtime!.Log.CallExpired(this);
        SetException(new TimeoutException($"Response did not arrive on time in {_runtime.Clock.TimeoutOf(Method.TimeoutMilliseconds)} for call {this}. Whether it was executed is unknown."));
    }

    internal bool TryCancel(long state, CancellationToken token)
    {
        if (!TrySettle(state))
            return false;
        CallRegistry.Remove(this);
        if (!IsOneWay)
            SetException(new OperationCanceledException(token));
        return true;
    }

    /// <summary>Gives the method a token that is cancelled with the caller's; the caller's task is then cancelled at once.</summary>
    internal void LinkCancellation(CancellationToken token)
    {
        if (token.CanBeCanceled)
            _cancellation = new(this, Volatile.Read(ref _state), token);
    }

    /// <summary>The token that the method gets for its <see cref="CancellationToken"/> parameter.</summary>
    protected CancellationToken MethodToken => _cancellation?.Token ?? CancellationToken.None;

    /// <summary>The caller's token, or none if the method takes none.</summary>
    protected internal virtual CancellationToken CallerToken => CancellationToken.None;

    /// <summary>Drops the arguments.</summary>
    protected abstract void Clear();

    private protected abstract bool StartMethod(object target);

    /// <summary>Runs the method for a filter; a result is boxed.</summary>
    internal abstract Task<object?> InvokeBoxedAsync(object target);

    private protected abstract void SetException(Exception exception);

    private protected abstract void SetBoxedResult(object? result);

    /// <summary>Forgets the task and goes back to the pool.</summary>
    private protected abstract void Recycle();

    private protected abstract void EndMethod();

    private protected bool StartAwaiting(Task task)
    {
        // Captures this mailbox as the scheduler, so that the end is a turn of it.
        task.GetAwaiter().UnsafeOnCompleted(_onMethodEnded ??= OnMethodEnded);
        return false;
    }

    private protected bool TrySettle()
    {
        var state = Volatile.Read(ref _state);
        return (state & PhaseMask) == Pending && TrySettle(state);
    }

    private protected void Release()
    {
        _cancellation?.Dispose();
        _cancellation = null;
        _forwards = 0;
        Reference = null;
        Context = null;
        Mailbox = null;
        Clear();
        Recycle();
    }

    private protected void Fail(Exception exception)
    {
        Mailbox?.OnRequestFailed(exception);
        if (!TrySettle())
        {
            // Of a cancelled call nothing else is to be expected.
            if (exception is not OperationCanceledException)
                _runtime!.Log.LateFailure(this, exception);
            return;
        }

        if (!IsOneWay)
            SetException(exception);
        else if (exception is ClientNotAvailableException)
            _runtime!.Log.ObserverGone(this);
        else
            _runtime!.Log.OneWayFailure(this, exception);
        Release();
    }

    private bool TrySettle(long state) => Interlocked.CompareExchange(ref _state, state - Pending + Settled, state) == state;

    private void OnMethodEnded()
    {
        var mailbox = Mailbox!;
        var options = Options;
        Debug.Assert(Scheduling.Mailbox.OfThisThread == mailbox, "A call ends in a turn of its target.");
        EndMethod();
        mailbox.End(this, options);
    }

    private bool StartFiltered(object target)
    {
        var task = RunFilteredAsync(target);
        if (task.IsCompleted)
            return true;
        _ = EndFilteredAsync(task);
        return false;
    }

    private async Task RunFilteredAsync(object target)
    {
        object? result;
        try
        {
            result = await _runtime!.Filters.InvokeIncomingAsync(this, target, Mailbox as IGrainContext);
        }
        catch (Exception exception)
        {
            Fail(exception);
            return;
        }

        if (!TrySettle())
            return;
        try
        {
            SetBoxedResult(result);
        }
        catch (Exception exception) when (exception is InvalidCastException or NullReferenceException)
        {
            // A filter has replaced the result by one of another type.
            SetException(exception);
        }

        Release();
    }

    private async Task EndFilteredAsync(Task running)
    {
        var mailbox = Mailbox!;
        var options = Options;
        await running;
        mailbox.End(this, options);
    }
}
