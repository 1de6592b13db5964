using System.ComponentModel;
using Orleans.Runtime;

namespace Orleans.CodeGeneration;

/// <summary>Points from an assembly to the references that were generated for its interfaces.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class GrainManifestAttribute(Type manifest) : Attribute
{
    /// <summary>A class with a parameterless constructor that implements <see cref="IGrainManifest"/>.</summary>
    public Type Manifest { get; } = manifest;
}

/// <summary>The references that were generated in one assembly.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IGrainManifest
{
    /// <summary>Adds them all.</summary>
    void Register(GrainReferenceCatalog catalog);
}

/// <summary>Takes up generated references.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class GrainReferenceCatalog
{
    internal Dictionary<Type, Func<ReferenceTarget, GrainReference>> Factories { get; } = [];

    internal List<long?> MethodTimeouts { get; } = [];

    /// <summary>Adds the reference class of an interface.</summary>
    public void Add(Type interfaceType, Func<ReferenceTarget, GrainReference> factory) => Factories[interfaceType] = factory;

    /// <summary>Adds a <c>[ResponseTimeout]</c>, so that calls are watched often enough for it.</summary>
    public void AddTimeout(string timeout) =>
        MethodTimeouts.Add((long)new ResponseTimeoutAttribute(timeout).Timeout!.Value.TotalMilliseconds);
}
