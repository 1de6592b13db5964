namespace Orleans.Concurrency
{
    /// <summary>The method does not change state: it may run while other read-only requests do.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class ReadOnlyAttribute : Attribute;

    /// <summary>All requests of this grain class may interleave at their awaits.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class ReentrantAttribute : Attribute;

    /// <summary>The method may start while any request runs, and any request may start while it runs.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class AlwaysInterleaveAttribute : Attribute;

    /// <summary>The caller does not wait for the method; what it throws is logged.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class OneWayAttribute : Attribute;

    /// <summary>Names a predicate of the grain class, <c>bool Name(IInvokable request)</c>, that says which requests may interleave.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class MayInterleaveAttribute(string callbackMethodName) : Attribute
    {
        internal string CallbackMethodName { get; } = callbackMethodName;
    }

    /// <summary>Marks a value as never changed after it was passed.</summary>
    public readonly struct Immutable<T>(T value)
    {
        /// <summary>The value.</summary>
        public readonly T Value = value;
    }

    /// <summary>Marks values as immutable.</summary>
    public static class ImmutableExtensions
    {
        /// <summary>Marks a value as never changed after it was passed.</summary>
        public static Immutable<T> AsImmutable<T>(this T value) => new(value);
    }
}

namespace Orleans.Placement
{
    /// <summary>Where a cluster places a grain; with one process there is one place.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
    public abstract class PlacementAttribute : Attribute;

    /// <summary>On any machine.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
    public sealed class RandomPlacementAttribute : PlacementAttribute;

    /// <summary>On the machine of the first caller.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
    public sealed class PreferLocalPlacementAttribute : PlacementAttribute;

    /// <summary>On the machine with fewer activations.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
    public sealed class ActivationCountBasedPlacementAttribute : PlacementAttribute;

    /// <summary>On the machine with more free resources.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
    public sealed class ResourceOptimizedPlacementAttribute : PlacementAttribute;
}
