using System.ComponentModel;
using Orleans.Calls;

namespace Orleans.Runtime;

/// <summary>Where a reference points to. Opaque to generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ReferenceTarget
{
    internal ReferenceTarget(SiloRuntime runtime, GrainId id)
    {
        Runtime = runtime;
        Id = id;
    }

    internal SiloRuntime Runtime { get; }

    internal GrainId Id { get; }
}

/// <summary>A reference to a grain or an observer. Generated classes derive from it, one for each interface.</summary>
public class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private readonly SiloRuntime _runtime;
    private RequestMailbox? _mailbox;

    /// <summary>Used by generated code.</summary>
    protected internal GrainReference(ReferenceTarget target)
    {
        _runtime = target.Runtime;
        GrainId = target.Id;
    }

    /// <summary>The id of what it points to.</summary>
    public GrainId GrainId { get; }

    /// <inheritdoc/>
    public bool Equals(GrainReference? other) => other is not null && GrainId.Equals(other.GrainId);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <inheritdoc/>
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => $"GrainReference:{GrainId}";

    /// <summary>Whether two references point to the same grain.</summary>
    public static bool operator ==(GrainReference? left, GrainReference? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two references point to different grains.</summary>
    public static bool operator !=(GrainReference? left, GrainReference? right) => !(left == right);

    internal object Cast(Type interfaceType) =>
        interfaceType.IsInstanceOfType(this) ? this : _runtime.References.Create(interfaceType, GrainId);

    /// <summary>Hands a prepared call to its target.</summary>
    internal void Dispatch(GrainCall call)
    {
        var mailbox = _mailbox;
        if (mailbox is null || mailbox.IsGone)
        {
            try
            {
                _mailbox = mailbox = _runtime.Resolve(GrainId);
            }
            catch (Exception exception)
            {
                // No class for the id, or the process is stopping: the caller learns it from its task.
                call.Reject(exception);
                return;
            }
        }

        mailbox.Post(call);
    }

    /// <summary>Makes a call with a result.</summary>
    protected Task<T> Send<T>(FunctionCall<T> call)
    {
        var task = call.CallerTask;
        if (IsCancelled(call, out var token))
            return Task.FromCanceled<T>(token);
        if (_runtime.Filters.HasOutgoing)
            return SendFilteredAsync(call, task);
        Begin(call);
        return task;
    }

    /// <summary>Makes a call without a result.</summary>
    protected Task Send(ActionCall call)
    {
        var task = call.CallerTask;
        if (IsCancelled(call, out var token))
            return Task.FromCanceled(token);
        if (_runtime.Filters.HasOutgoing)
            return SendFilteredAsync(call, task);
        Begin(call);
        return task;
    }

    private static bool IsCancelled(GrainCall call, out CancellationToken token)
    {
        token = call.CallerToken;
        if (!token.IsCancellationRequested)
            return false;
        call.Discard();
        return true;
    }

    private void Begin(GrainCall call)
    {
        call.Prepare(this, _runtime);
        call.LinkCancellation(call.CallerToken);
        Dispatch(call);
    }

    private async Task<T> SendFilteredAsync<T>(FunctionCall<T> call, Task<T> task) =>
        (T)(await FilterAsync(call, async () => await task))!;

    private Task SendFilteredAsync(ActionCall call, Task task) =>
        FilterAsync(call, async () =>
        {
            await task;
            return null;
        });

    private async Task<object?> FilterAsync(GrainCall call, Func<Task<object?>> awaitCaller)
    {
        var begun = false;
        try
        {
            return await _runtime.Filters.InvokeOutgoingAsync(call, this, () =>
            {
                // A filter may invoke more than once; the call is made once.
                if (!begun)
                {
                    begun = true;
                    Begin(call);
                }

                return awaitCaller();
            });
        }
        finally
        {
            if (!begun)
                call.Discard();
        }
    }
}
