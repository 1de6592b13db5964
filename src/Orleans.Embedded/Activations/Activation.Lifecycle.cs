using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Activations;

internal sealed partial class Activation
{
    private AsyncServiceScope? _scope;
    private DeactivationReason _reason;
    private CancellationToken _deactivationToken;
    private CancellationTokenSource? _activating;
    private bool _activated;
    private bool _finishing;
    private long _lastUsed;
    private long _keepUntil;

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default) =>
        RunOrPost(() => BeginDeactivation(deactivationReason, cancellationToken));

    /// <summary>Keeps the activation at least so long; a negative time takes that back.</summary>
    internal void DelayDeactivation(TimeSpan time) =>
        Volatile.Write(ref _keepUntil, time < TimeSpan.Zero
            ? 0
            : time >= TimeSpan.FromDays(short.MaxValue) || time == Timeout.InfiniteTimeSpan ? long.MaxValue : Runtime.Clock.Now + (long)time.TotalMilliseconds);

    /// <summary>Deactivates the activation if it has been idle for its age limit. Called from any thread.</summary>
    internal void CollectIfIdle(long now)
    {
        if (IsIdle(now))
            RunOrPost(() =>
            {
                if (IsIdle(now) && Running == 0 && Waiting == 0)
                    BeginDeactivation(new(DeactivationReasonCode.ActivationIdle, "The activation was idle for its age limit."), CancellationToken.None);
            });
    }

    private bool IsIdle(long now) =>
        _state == ActivationState.Active
        && now - Volatile.Read(ref _lastUsed) >= Class.AgeLimitMilliseconds
        && Volatile.Read(ref _keepUntil) <= now;

    private async Task ActivateAsync()
    {
        using var timeout = new CancellationTokenSource(Runtime.Collection.ActivationTimeout, Runtime.Clock.TimeProvider);
        _activating = timeout;
        try
        {
            _scope = Runtime.Services.CreateAsyncScope();
            GrainInstance = Class.CreateInstance(this, out var states);
            foreach (var state in states)
                await state.LoadAsync(timeout.Token);
            if (GrainInstance is IGrainBase grain)
                await grain.OnActivateAsync(timeout.Token).WaitAsync(timeout.Token);
        }
        catch (Exception exception)
        {
            if (_reason.ReasonCode != DeactivationReasonCode.ShuttingDown)
                Runtime.Log.ActivationFailed(GrainId, exception);
            _activating = null;
            await FailActivationAsync(exception);
            return;
        }

        _activating = null;
        _activated = true;
        if (_state == ActivationState.Activating)
        {
            _state = ActivationState.Active;
            Pump();
        }
        else
        {
            await FinishAsync();
        }
    }

    private async Task FailActivationAsync(Exception exception)
    {
        Timers.Stop();
        await DisposeInstanceAsync();
        MarkGone();
        while (Dequeue() is { } request)
        {
            if (_reason.ReasonCode == DeactivationReasonCode.ShuttingDown)
                request.Forward();
            else
                request.Reject(exception);
        }

        _deactivated.SetResult();
    }

    private void BeginDeactivation(DeactivationReason reason, CancellationToken token)
    {
        switch (_state)
        {
            case ActivationState.New:
                _state = ActivationState.Deactivating;
                _reason = reason;
                _ = FinishAsync();
                return;
            case ActivationState.Activating:
                // Its end goes on with the deactivation.
                _state = ActivationState.Deactivating;
                _reason = reason;
                _deactivationToken = token;
                if (reason.ReasonCode == DeactivationReasonCode.ShuttingDown)
                    _activating?.Cancel();
                return;
            case ActivationState.Active:
                _state = ActivationState.Deactivating;
                _reason = reason;
                _deactivationToken = token;
                if (Running == 0)
                    _ = FinishAsync();
                return;
            default:
                return;
        }
    }

    private async Task FinishAsync()
    {
        if (_finishing)
            return;
        _finishing = true;
        Timers.Stop();
        if (_activated && GrainInstance is IGrainBase grain)
            await RunOnDeactivateAsync(grain);
        await DisposeInstanceAsync();
        MarkGone();
        while (Dequeue() is { } request)
            request.Forward();
        _deactivated.SetResult();
    }

    private async Task RunOnDeactivateAsync(IGrainBase grain)
    {
        using var timeout = new CancellationTokenSource(Runtime.Collection.DeactivationTimeout, Runtime.Clock.TimeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _deactivationToken);
        try
        {
            await grain.OnDeactivateAsync(_reason, both.Token).WaitAsync(both.Token);
        }
        catch (Exception exception)
        {
            Runtime.Log.DeactivationFailed(GrainId, exception);
        }
    }

    private async Task DisposeInstanceAsync()
    {
        try
        {
            switch (GrainInstance)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }

            if (_scope is { } scope)
                await scope.DisposeAsync();
        }
        catch (Exception exception)
        {
            Runtime.Log.DeactivationFailed(GrainId, exception);
        }
    }

    private void MarkGone()
    {
        Runtime.Directory.Remove(this);
        _state = ActivationState.Gone;
    }
}
