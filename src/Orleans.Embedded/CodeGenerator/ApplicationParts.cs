using Microsoft.CodeAnalysis;

namespace Orleans.CodeGenerator;

/// <summary>The assemblies that may have grains: this one, and the referenced ones that say so of themselves.</summary>
internal static class ApplicationParts
{
    private const char Separator = '\n';

    /// <summary>Their names, as one text, so that it is compared by value.</summary>
    internal static string Find(Compilation compilation) =>
        string.Join(
            Separator.ToString(),
            compilation.SourceModule.ReferencedAssemblySymbols
                .Where(assembly => GrainInterfaces.Attribute(assembly, "Orleans", "ApplicationPartAttribute") is not null)
                .Select(assembly => assembly.Name)
                .Concat(new[] { compilation.AssemblyName ?? string.Empty })
                .Distinct(StringComparer.Ordinal));

    internal static string[] Split(string parts) => parts.Split(Separator);
}
