// Stand-ins until the engine lands; whoever merges the engine deletes this file.
#pragma warning disable CS1591, CA1716, MA0036
namespace Orleans
{
    [AttributeUsage(AttributeTargets.All)] public sealed class GenerateSerializerAttribute : Attribute;
    [AttributeUsage(AttributeTargets.All)] public sealed class ImmutableAttribute : Attribute;
    [AttributeUsage(AttributeTargets.All)] public sealed class IdAttribute(uint id) : Attribute { public uint Id { get; } = id; }
    [AttributeUsage(AttributeTargets.All)] public sealed class AliasAttribute(string alias) : Attribute { public string Alias { get; } = alias; }
    public interface IAddressable;
    public interface IGrain : IAddressable;
    public interface IGrainWithStringKey : IGrain;
    public interface IGrainObserver : IAddressable;
}
namespace Orleans.Concurrency
{
    [AttributeUsage(AttributeTargets.Method)] public sealed class ReadOnlyAttribute : Attribute;
    [AttributeUsage(AttributeTargets.Method)] public sealed class OneWayAttribute : Attribute;
}
namespace Orleans.Runtime { public sealed class SeedMarker; }
namespace Orleans.Hosting { public sealed class SeedMarker; }
