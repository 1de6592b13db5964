using Microsoft.CodeAnalysis;

namespace Orleans.CodeGenerator;

/// <summary>What a grain interface must be like, and the errors otherwise.</summary>
internal static class InterfaceRules
{
    private const string Category = "Orleans";

    private static readonly DiagnosticDescriptor ReturnType = new(
        "ORLEMB001",
        "A grain interface method must be asynchronous",
        "'{0}' must return Task, Task<T>, ValueTask or ValueTask<T> (an observer's method may return void)",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    private static readonly DiagnosticDescriptor Generic = new(
        "ORLEMB002",
        "The embedded engine has no generic grain interfaces or methods",
        "'{0}' is generic, which the embedded engine does not support",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    private static readonly DiagnosticDescriptor Inaccessible = new(
        "ORLEMB003",
        "A grain interface must be accessible within its assembly",
        "'{0}' must be public or internal, as must the types that contain it",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    private static readonly DiagnosticDescriptor Member = new(
        "ORLEMB004",
        "A grain interface has methods only, with parameters by value",
        "'{0}' is a property, an event, or has a parameter by reference",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    private static readonly DiagnosticDescriptor OneWay = new(
        "ORLEMB005",
        "A one-way method has no result",
        "'{0}' is [OneWay] and must return Task, ValueTask or void",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    internal static IEnumerable<Problem> Check(INamedTypeSymbol type)
    {
        if (type.IsGenericType)
            yield return Problem.At(Generic, type);
        if (!IsAccessible(type))
            yield return Problem.At(Inaccessible, type);
        foreach (var member in type.GetMembers().Where(member => !member.IsStatic))
        {
            if (member is IPropertySymbol or IEventSymbol)
                yield return Problem.At(Member, member);
            else if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary } method && CheckMethod(type, method) is { } descriptor)
                yield return Problem.At(descriptor, method);
        }
    }

    private static DiagnosticDescriptor? CheckMethod(INamedTypeSymbol type, IMethodSymbol method)
    {
        if (method.IsGenericMethod)
            return Generic;
        if (method.Parameters.Any(parameter => parameter.RefKind != RefKind.None))
            return Member;
        var returns = GrainInterfaces.Returns(method);
        if (returns == ReturnKind.Other || (returns == ReturnKind.Void && !GrainInterfaces.IsObserver(type)))
            return ReturnType;
        return returns is ReturnKind.TaskOfResult or ReturnKind.ValueTaskOfResult
            && GrainInterfaces.Attribute(method, "Orleans.Concurrency", "OneWayAttribute") is not null
            ? OneWay
            : null;
    }

    private static bool IsAccessible(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.ContainingType)
        {
            if (type.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))
                return false;
        }

        return true;
    }
}
