namespace Orleans.Calls;

/// <summary>Ties a call to its caller's token for as long as it is pending.</summary>
internal sealed class CallCancellation : IDisposable
{
    private readonly CancellationTokenSource _method = new();
    private readonly GrainCall _call;
    private readonly long _use;
    private readonly CancellationTokenRegistration _registration;

    internal CallCancellation(GrainCall call, long use, CancellationToken caller)
    {
        _call = call;
        _use = use;
        _registration = caller.UnsafeRegister(static (state, token) => ((CallCancellation)state!).Cancel(token), this);
    }

    internal CancellationToken Token => _method.Token;

    // The source itself is left to the garbage collector: the method may keep the token.
    public void Dispose() => _ = _registration.Unregister();

    private void Cancel(CancellationToken token)
    {
        if (_call.TryCancel(_use, token))
            _method.Cancel();
    }
}
