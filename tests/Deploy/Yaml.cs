using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MeetingIntel.Deploy.Tests;

/// <summary>YAML as trees that are easy to look into. All scalars are text.</summary>
internal static class Yaml
{
    /// <summary>Reads documents.</summary>
    /// <param name="text">One or more documents; <c>&lt;&lt;: *name</c> merges, as in Compose.</param>
    public static IReadOnlyList<JsonNode> Read(string text)
    {
        var stream = new YamlStream();
        stream.Load(new MergingParser(new Parser(new StringReader(text))));
        return [.. stream.Documents.Select(document => Convert(document.RootNode)).OfType<JsonNode>()];
    }

    /// <summary>What lies at a path; numbers count items of a list.</summary>
    /// <param name="node">Where to begin.</param>
    /// <param name="path">Keys with slashes between.</param>
    public static JsonNode? At(this JsonNode? node, string path) => path.Split('/').Aggregate(node, (at, key) => at switch
    {
        JsonObject map => map[key],
        JsonArray list => int.TryParse(key, CultureInfo.InvariantCulture, out var index) && index < list.Count ? list[index] : null,
        _ => null,
    });

    /// <summary>The text at a path.</summary>
    public static string? Text(this JsonNode? node, string path) => node.At(path)?.ToString();

    /// <summary>The number at a path.</summary>
    public static int Number(this JsonNode? node, string path) => int.Parse(node.Text(path) ?? "", CultureInfo.InvariantCulture);

    /// <summary>The list at a path; empty where there is none.</summary>
    public static IEnumerable<JsonNode> List(this JsonNode? node, string path) => (node.At(path) as JsonArray ?? []).OfType<JsonNode>();

    /// <summary>The map at a path; empty where there is none.</summary>
    public static IReadOnlyDictionary<string, string> Map(this JsonNode? node, string path) =>
        (node.At(path) as JsonObject ?? []).ToDictionary(entry => entry.Key, entry => entry.Value?.ToString() ?? "", StringComparer.Ordinal);

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Select(entry => KeyValuePair.Create(((YamlScalarNode)entry.Key).Value ?? "", Convert(entry.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Select(Convert)]),
        YamlScalarNode { Value: { } text } => JsonValue.Create(text),
        _ => null,
    };
}
