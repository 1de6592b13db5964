using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Orleans.CodeGenerator;

namespace Orleans.Embedded.Tests.CodeGenerator;

public sealed class ReferenceGeneratorTests
{
    [Theory]
    [InlineData("public interface IBad : IGrainWithStringKey { int Now(); }", "ORLEMB001")]
    [InlineData("public interface IBad : IGrainWithStringKey { void Now(); }", "ORLEMB001")]
    [InlineData("public interface IBad : IGrainWithStringKey { System.Collections.Generic.IAsyncEnumerable<int> All(); }", "ORLEMB001")]
    [InlineData("public interface IBad : IGrainWithStringKey { Task Do<T>(T value); }", "ORLEMB002")]
    [InlineData("public interface IBad<T> : IGrainWithStringKey { Task Do(T value); }", "ORLEMB002")]
    [InlineData("public class Outer { private interface IBad : IGrainWithStringKey { Task Do(); } }", "ORLEMB003")]
    [InlineData("public interface IBad : IGrainWithStringKey { int Value { get; } }", "ORLEMB004")]
    [InlineData("public interface IBad : IGrainWithStringKey { Task Do(ref int value); }", "ORLEMB004")]
    [InlineData("public interface IBad : IGrainWithStringKey { [Orleans.Concurrency.OneWay] Task<int> Do(); }", "ORLEMB005")]
    public void Interface_AgainstTheRules_IsAnError(string declaration, string expected)
    {
        var diagnostics = Run(declaration, out _);

        var diagnostic = Assert.Single(diagnostics);
        Assert.Equal(expected, diagnostic.Id);
        Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity);
        Assert.Equal(2, diagnostic.Location.GetLineSpan().StartLinePosition.Line);
    }

    [Theory]
    [InlineData("public interface IGood : IGrainWithStringKey { Task Do(); Task<int> Get(string a, int? b, params string[] rest); ValueTask Wait(); ValueTask<(int X, string Y)> Pair((int A, int B) value); }")]
    [InlineData("internal interface IGood : IGrainObserver { void Told(string what); Task Asked(); }")]
    [InlineData("public interface IBase : IGrain { Task Do(); } public interface IGood : IBase, IGrainWithGuidKey { Task Do(int other); }")]
    [InlineData("public class Outer { internal interface IGood : IGrainWithIntegerKey { Task @event(string @class, System.Threading.CancellationToken token = default); } }")]
    [InlineData("public interface IGood : IGrainWithStringKey { static int Count => 1; Task<Dictionary<string, List<int[]>>> Do(System.DayOfWeek day, string? text, object[,] table); }")]
    public void Interface_WithinTheRules_Compiles(string declaration)
    {
        var diagnostics = Run(declaration, out var compilation);

        Assert.Empty(diagnostics);
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity >= DiagnosticSeverity.Warning));
    }

    [Fact]
    public void Run_AfterAnUnrelatedChange_WritesNothingAgain()
    {
        var compilation = Compile("public interface IGood : IGrainWithStringKey { Task Do(); }");
        var driver = CSharpGeneratorDriver.Create(
            [new ReferenceGenerator().AsSourceGenerator()], driverOptions: new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        var first = driver.RunGenerators(compilation, TestContext.Current.CancellationToken);

        var second = first.RunGenerators(
            compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Unrelated;", cancellationToken: TestContext.Current.CancellationToken)),
            TestContext.Current.CancellationToken);

        var reasons = second.GetRunResult().Results[0].TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs).Select(output => output.Reason);
        Assert.All(reasons, reason => Assert.Contains(reason, (IncrementalStepRunReason[])[IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged]));
    }

    private static IEnumerable<Diagnostic> Run(string declaration, out Compilation output)
    {
        _ = CSharpGeneratorDriver.Create(new ReferenceGenerator())
            .RunGeneratorsAndUpdateCompilation(Compile(declaration), out output, out var diagnostics, TestContext.Current.CancellationToken);
        return diagnostics;
    }

    private static CSharpCompilation Compile(string declaration) => CSharpCompilation.Create(
        "Sample",
        [CSharpSyntaxTree.ParseText($"using Orleans; using System.Collections.Generic; using System.Threading.Tasks;\n#nullable enable\n{declaration}")],
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
        new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
}
