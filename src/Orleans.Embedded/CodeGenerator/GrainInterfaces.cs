using Microsoft.CodeAnalysis;

namespace Orleans.CodeGenerator;

/// <summary>Recognises what concerns the engine.</summary>
internal static class GrainInterfaces
{
    /// <summary>Whether references to the interface are needed.</summary>
    internal static bool IsCallable(INamedTypeSymbol type) => type.AllInterfaces.Any(i => Is(i, "Orleans.Runtime", "IAddressable"));

    internal static bool IsObserver(INamedTypeSymbol type) =>
        Is(type, "Orleans", "IGrainObserver") || type.AllInterfaces.Any(i => Is(i, "Orleans", "IGrainObserver"));

    /// <summary>The methods that a reference to the interface has, inherited ones included.</summary>
    internal static IEnumerable<IMethodSymbol> Methods(INamedTypeSymbol type) =>
        new[] { type }.Concat(type.AllInterfaces)
            .SelectMany(i => i.GetMembers())
            .OfType<IMethodSymbol>()
            .Where(m => m is { IsStatic: false, MethodKind: MethodKind.Ordinary });

    internal static AttributeData? Attribute(ISymbol symbol, string ns, string name) =>
        symbol.GetAttributes().FirstOrDefault(a => a.AttributeClass is { } type && Is(type, ns, name));

    internal static bool IsCancellationToken(ITypeSymbol type) => Is(type, "System.Threading", "CancellationToken");

    internal static ReturnKind Returns(IMethodSymbol method)
    {
        if (method.ReturnsVoid)
            return ReturnKind.Void;
        if (method.ReturnType is not INamedTypeSymbol type || !IsInNamespace(type, "System.Threading.Tasks"))
            return ReturnKind.Other;
        return (type.Name, type.Arity) switch
        {
            ("Task", 0) => ReturnKind.Task,
            ("Task", 1) => ReturnKind.TaskOfResult,
            ("ValueTask", 0) => ReturnKind.ValueTask,
            ("ValueTask", 1) => ReturnKind.ValueTaskOfResult,
            _ => ReturnKind.Other,
        };
    }

    private static bool Is(ITypeSymbol type, string ns, string name) =>
        string.Equals(type.Name, name, StringComparison.Ordinal) && IsInNamespace(type, ns);

    private static bool IsInNamespace(ITypeSymbol type, string ns) =>
        string.Equals(type.ContainingNamespace?.ToDisplayString(), ns, StringComparison.Ordinal);
}

/// <summary>What a method returns.</summary>
internal enum ReturnKind
{
    Void,
    Task,
    TaskOfResult,
    ValueTask,
    ValueTaskOfResult,
    Other,
}
