using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace MeetingIntel.Deploy.Tests;

/// <summary>One overlay of <c>deploy/k8s</c>, as <c>kubectl kustomize</c> builds it.</summary>
public sealed class Overlay
{
    private static readonly Dictionary<string, Lazy<Overlay>> Built =
        Names.ToDictionary(name => name, name => new Lazy<Overlay>(() => new Overlay(Build(name))), StringComparer.Ordinal);

    private Overlay(IReadOnlyList<JsonNode> objects) => Objects = objects;

    /// <summary>All there are.</summary>
    public static string[] Names => ["local", "production"];

    /// <summary>For theories.</summary>
    public static TheoryData<string> All => [.. Names];

    internal IReadOnlyList<JsonNode> Objects { get; }

    /// <summary>What runs pods.</summary>
    internal IEnumerable<Workload> Workloads => Objects.Where(item => item.Text("kind") is "StatefulSet" or "Deployment").Select(item => new Workload(item));

    /// <summary>What runs our image.</summary>
    internal IEnumerable<Workload> OurWorkloads => Workloads.Where(workload => workload.Name is "silo" or "api");

    /// <summary>The settings that all our pods share.</summary>
    internal IReadOnlyDictionary<string, string> Settings => OfKind("ConfigMap").Single().Map("data");

    /// <summary>A setting that is a number.</summary>
    /// <param name="setting">As in the environment.</param>
    internal int Number(string setting) => int.Parse(Settings[setting], CultureInfo.InvariantCulture);

    /// <summary>Builds it, once.</summary>
    /// <param name="name">Folder of <c>deploy/k8s/overlays</c>.</param>
    internal static Overlay Of(string name) => Built[name].Value;

    /// <summary>All objects of a kind.</summary>
    internal IEnumerable<JsonNode> OfKind(string kind) => Objects.Where(item => item.Text("kind") == kind);

    private static IReadOnlyList<JsonNode> Build(string name)
    {
        // Which kubectl: the one on the path, unless KUBECTL names another, as to try an older one.
        var kubectl = Environment.GetEnvironmentVariable("KUBECTL") is { Length: > 0 } given ? given : "kubectl";
        using var process = Process.Start(new ProcessStartInfo(kubectl, ["kustomize", Checkout.Path($"deploy/k8s/overlays/{name}")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? Yaml.Read(output)
            : throw new InvalidOperationException($"kubectl kustomize fails on the overlay '{name}': {error.GetAwaiter().GetResult()}");
    }
}
