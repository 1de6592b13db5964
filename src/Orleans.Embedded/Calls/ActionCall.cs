using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Orleans.Calls;

/// <summary>A call without a result. Generated code derives from it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ActionCall : GrainCall
{
    private AsyncTaskMethodBuilder _caller;
    private Task? _method;

    private protected ActionCall(CallMethod method)
        : base(method)
    {
    }

    internal Task CallerTask => IsOneWay ? Task.CompletedTask : _caller.Task;

    /// <summary>Calls the method of the target.</summary>
    protected abstract ValueTask Invoke(object target);

    internal sealed override async Task<object?> InvokeBoxedAsync(object target)
    {
        await Invoke(target);
        return null;
    }

    private protected sealed override bool StartMethod(object target)
    {
        var method = Invoke(target);
        if (!method.IsCompletedSuccessfully)
            return StartAwaiting(_method = method.AsTask());
        method.GetAwaiter().GetResult();
        Succeed();
        return true;
    }

    private protected sealed override void EndMethod()
    {
        var method = _method!;
        _method = null;
        try
        {
            method.GetAwaiter().GetResult();
        }
        catch (Exception exception)
        {
            Fail(exception);
            return;
        }

        Succeed();
    }

    private protected sealed override void SetException(Exception exception) => _caller.SetException(exception);

    private protected sealed override void SetBoxedResult(object? result) => SetResult();

    private protected override void Recycle() => _caller = default;

    private void Succeed()
    {
        if (!TrySettle())
            return;
        SetResult();
        Release();
    }

    private void SetResult()
    {
        if (!IsOneWay)
            _caller.SetResult();
    }
}

/// <inheritdoc cref="ActionCall"/>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ActionCall<TSelf> : ActionCall
    where TSelf : ActionCall<TSelf>, new()
{
    /// <summary>Describes the method.</summary>
    protected ActionCall(CallMethod method)
        : base(method)
    {
    }

    /// <summary>Takes a call object out of the pool.</summary>
    public static TSelf Rent() => CallPool<TSelf>.Rent();

    private protected sealed override void Recycle()
    {
        base.Recycle();
        CallPool<TSelf>.Return((TSelf)this);
    }
}
