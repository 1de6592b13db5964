using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Orleans.Calls;

/// <summary>A call with a result. Generated code derives from it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class FunctionCall<T> : GrainCall
{
    private AsyncTaskMethodBuilder<T> _caller;
    private Task<T>? _method;

    private protected FunctionCall(CallMethod method)
        : base(method)
    {
    }

    internal Task<T> CallerTask => _caller.Task;

    /// <summary>Calls the method of the target.</summary>
    protected abstract ValueTask<T> Invoke(object target);

    internal sealed override async Task<object?> InvokeBoxedAsync(object target) => await Invoke(target);

    private protected sealed override bool StartMethod(object target)
    {
        var method = Invoke(target);
        if (!method.IsCompletedSuccessfully)
            return StartAwaiting(_method = method.AsTask());
        Succeed(method.Result);
        return true;
    }

    private protected sealed override void EndMethod()
    {
        var method = _method!;
        _method = null;
        T result;
        try
        {
            result = method.GetAwaiter().GetResult();
        }
        catch (Exception exception)
        {
            Fail(exception);
            return;
        }

        Succeed(result);
    }

    private protected sealed override void SetException(Exception exception) => _caller.SetException(exception);

    private protected sealed override void SetBoxedResult(object? result) => _caller.SetResult((T)result!);

    private protected override void Recycle() => _caller = default;

    private void Succeed(T result)
    {
        if (!TrySettle())
            return;
        _caller.SetResult(result);
        Release();
    }
}

/// <inheritdoc cref="FunctionCall{T}"/>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class FunctionCall<TSelf, T> : FunctionCall<T>
    where TSelf : FunctionCall<TSelf, T>, new()
{
    /// <summary>Describes the method.</summary>
    protected FunctionCall(CallMethod method)
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
