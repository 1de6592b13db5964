using System.Collections.Frozen;
using Orleans.CodeGeneration;
using Orleans.Runtime;

namespace Orleans.Calls;

/// <summary>Makes references of the generated classes.</summary>
internal sealed class ReferenceFactory(SiloRuntime runtime, GrainReferenceCatalog catalog)
{
    private readonly FrozenDictionary<Type, Func<ReferenceTarget, GrainReference>> _factories = catalog.Factories.ToFrozenDictionary();

    internal GrainReference Create(Type interfaceType, GrainId id) =>
        _factories.TryGetValue(interfaceType, out var factory)
            ? factory(new(runtime, id))
            : throw new InvalidOperationException(
                $"No reference was generated for {interfaceType.FullName}. Its project must import Engine.props, and the interface must be accessible within its assembly.");
}
