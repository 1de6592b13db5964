using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Orleans.CodeGenerator;

/// <summary>Writes, for each grain and observer interface of a project, the class that calls it; and the manifest that names them.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ReferenceGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var interfaces = context.SyntaxProvider
            .CreateSyntaxProvider(static (node, _) => node is InterfaceDeclarationSyntax { BaseList: not null }, Describe)
            .Where(static model => model is not null);
        context.RegisterSourceOutput(interfaces, static (output, model) => Write(output, model!));

        var assembly = context.CompilationProvider.Select(static (compilation, _) => ApplicationParts.Find(compilation));
        context.RegisterSourceOutput(
            interfaces.Select(static (model, _) => model!.Registration).Collect().Combine(assembly),
            static (output, parts) => output.AddSource("Orleans.Manifest.g.cs", SourceText.From(ManifestWriter.Write(parts.Left, parts.Right), Encoding.UTF8)));
    }

    private static InterfaceModel? Describe(GeneratorSyntaxContext context, CancellationToken cancellationToken)
    {
        if (context.SemanticModel.GetDeclaredSymbol(context.Node, cancellationToken) is not INamedTypeSymbol type
            || !GrainInterfaces.IsCallable(type)
            || type.DeclaringSyntaxReferences[0].GetSyntax(cancellationToken) != context.Node)
            return null;
        var problems = InterfaceRules.Check(type).ToImmutableArray();
        return problems.Length > 0 ? InterfaceModel.Faulty(problems) : ReferenceWriter.Write(type);
    }

    private static void Write(SourceProductionContext output, InterfaceModel model)
    {
        foreach (var problem in model.Problems)
            output.ReportDiagnostic(problem.ToDiagnostic());
        if (model.Source.Length > 0)
            output.AddSource(model.Name + ".g.cs", SourceText.From(model.Source, Encoding.UTF8));
    }
}
