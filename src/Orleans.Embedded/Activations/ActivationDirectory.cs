using System.Collections.Concurrent;
using Orleans.Runtime;

namespace Orleans.Activations;

/// <summary>The activations of this process, by grain: at most one each.</summary>
internal sealed class ActivationDirectory
{
    private readonly ConcurrentDictionary<GrainId, Activation> _activations = new();
    private readonly Func<GrainId, Activation> _create;

    internal ActivationDirectory(SiloRuntime runtime, GrainClassMap classes) =>
        _create = id => new(runtime, classes.ClassOf(id.Type), id);

    internal int Count => _activations.Count;

    /// <summary>All activations at about this moment.</summary>
    internal IEnumerable<Activation> All => _activations.Select(entry => entry.Value);

    // Constructing an activation does nothing yet, so that the loser of a race leaves no trace.
    internal Activation GetOrAdd(GrainId id) => _activations.GetOrAdd(id, _create);

    internal bool TryGet(GrainId id, out Activation? activation) => _activations.TryGetValue(id, out activation);

    internal void Remove(Activation activation) => _ = _activations.TryRemove(new(activation.GrainId, activation));
}
