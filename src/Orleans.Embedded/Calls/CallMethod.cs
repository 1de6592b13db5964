using System.Reflection;

namespace Orleans.Calls;

/// <summary>What is known of an interface method when the code is generated.</summary>
/// <param name="interfaceType">The interface that declares it.</param>
/// <param name="name">Its name.</param>
/// <param name="options">Its concurrency attributes.</param>
/// <param name="timeout">Its <c>[ResponseTimeout]</c> as text, or null.</param>
/// <param name="parameterTypes">The types of its parameters.</param>
public sealed class CallMethod(Type interfaceType, string name, RequestOptions options, string? timeout, Type[] parameterTypes)
{
    private readonly Lazy<MethodInfo> _method = new(() => interfaceType.GetMethod(name, parameterTypes)
        ?? throw new MissingMethodException(interfaceType.FullName, name));

    internal Type InterfaceType { get; } = interfaceType;

    internal string Name { get; } = name;

    internal RequestOptions Options { get; } = options;

    internal long? TimeoutMilliseconds { get; } =
        timeout is null ? null : (long)(new ResponseTimeoutAttribute(timeout).Timeout!.Value.TotalMilliseconds);

    internal MethodInfo Method => _method.Value;

    /// <inheritdoc/>
    public override string ToString() => $"{InterfaceType.Name}.{Name}";
}
