using System.Text.Json.Nodes;

namespace MeetingIntel.Deploy.Tests;

/// <summary>A Deployment or StatefulSet.</summary>
/// <param name="Node">It.</param>
internal sealed record Workload(JsonNode Node)
{
    public string Kind => Node.Text("kind")!;

    public string Name => Node.Text("metadata/name")!;

    public JsonNode Pod => Node.At("spec/template/spec")!;

    /// <summary>Ours and the stores' have one each.</summary>
    public JsonNode Container => Pod.List("containers").Single();

    public IReadOnlyDictionary<string, string> Labels => Node.Map("spec/template/metadata/labels");

    public string Image => Container.Text("image")!;

    /// <summary>Number of a named port.</summary>
    public string? Port(string? name) => Container.List("ports").SingleOrDefault(port => port.Text("name") == name)?.Text("containerPort");

    /// <summary>Names of its own variables, with their values; those from elsewhere have none.</summary>
    public IReadOnlyDictionary<string, string> Variables =>
        Container.List("env").ToDictionary(item => item.Text("name")!, item => item.Text("value") ?? "", StringComparer.Ordinal);

    /// <summary>Whether a label selector means its pods. Ours use <c>matchLabels</c> only.</summary>
    /// <param name="selector">The selector; an empty one means all.</param>
    public bool IsSelectedBy(JsonNode? selector) =>
        selector is JsonObject && selector.At("matchExpressions") is null && selector.Map("matchLabels").All(label => Labels.GetValueOrDefault(label.Key) == label.Value);

    public override string ToString() => $"{Kind}/{Name}";
}
