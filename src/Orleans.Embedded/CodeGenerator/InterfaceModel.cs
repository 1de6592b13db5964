using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Orleans.CodeGenerator;

/// <summary>What was generated for one interface. Compared by value, so that unchanged interfaces are not written again.</summary>
internal sealed class InterfaceModel : IEquatable<InterfaceModel>
{
    private InterfaceModel(string name, string source, string registration, ImmutableArray<Problem> problems)
    {
        Name = name;
        Source = source;
        Registration = registration;
        Problems = problems;
    }

    /// <summary>The name of the file.</summary>
    internal string Name { get; }

    internal string Source { get; }

    /// <summary>The lines of the manifest.</summary>
    internal string Registration { get; }

    internal ImmutableArray<Problem> Problems { get; }

    public bool Equals(InterfaceModel? other) =>
        other is not null
        && string.Equals(Source, other.Source, StringComparison.Ordinal)
        && string.Equals(Registration, other.Registration, StringComparison.Ordinal)
        && Problems.SequenceEqual(other.Problems);

    public override bool Equals(object? obj) => Equals(obj as InterfaceModel);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Source);

    internal static InterfaceModel Of(string name, string source, string registration) => new(name, source, registration, ImmutableArray<Problem>.Empty);

    internal static InterfaceModel Faulty(ImmutableArray<Problem> problems) => new(string.Empty, string.Empty, string.Empty, problems);
}

/// <summary>An error in an interface, compared by value.</summary>
internal sealed record Problem(DiagnosticDescriptor Descriptor, string Path, TextSpan Span, LinePositionSpan Lines, string Subject)
{
    internal static Problem At(DiagnosticDescriptor descriptor, ISymbol symbol)
    {
        var location = symbol.Locations[0];
        var lines = location.GetLineSpan();
        return new(descriptor, lines.Path, location.SourceSpan, lines.Span, symbol.ToDisplayString());
    }

    internal Diagnostic ToDiagnostic() => Diagnostic.Create(Descriptor, Location.Create(Path, Span, Lines), Subject);
}
