using Orleans.Runtime;

namespace Orleans;

/// <summary>Names the grain type of a class instead of deriving it from the class name.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class GrainTypeAttribute(string grainType) : Attribute
{
    internal GrainType GrainType { get; } = GrainType.Create(grainType);
}
