namespace Orleans.Concurrency;

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
