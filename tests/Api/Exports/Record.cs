using System.Text.Json;
using System.Text.Json.Nodes;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Exports;

/// <summary>The whole record of a session, without what differs between a session and its copy.</summary>
internal static class Record
{
    private const string Imported = "imported:";

    /// <summary>The record as a file.</summary>
    public static Task<string> ExportAsync(this ApiServer server, string sessionId) =>
        server.Http.GetStringAsync(new Uri($"/api/sessions/{sessionId}/export?format=json", UriKind.Relative));

    /// <summary>Makes a session of a file; gives its id.</summary>
    public static async Task<string> ImportAsync(this ApiServer server, string record) =>
        (await (await server.SendJsonAsync(HttpMethod.Post, "/api/sessions/import", record)).JsonAsync()).GetProperty("id").GetString()!;

    /// <summary>A record, comparable.</summary>
    /// <param name="record">The file.</param>
    /// <param name="imported">Whether to name those who changed notes as a copy does.</param>
    public static string Plain(string record, bool imported)
    {
        var root = JsonNode.Parse(record)!.AsObject();
        root.Remove("exported_at");
        foreach (var entry in root["events"]!.AsArray())
        {
            if (imported && (string?)entry!["data"]!["by"] is { } by)
            {
                var name = (string?)entry["by_name"] ?? (by.StartsWith(Imported, StringComparison.Ordinal) ? by[Imported.Length..] : by);
                entry["data"]!["by"] = Imported + name;
                entry.AsObject().Remove("by_name");
            }
        }

        return Rename(root.ToJsonString(), record);
    }

    /// <summary>Puts what is the same in each copy instead of the ids that are not.</summary>
    public static string Rename(string text, string record)
    {
        var root = JsonSerializer.Deserialize<JsonElement>(record);
        text = text.Replace(root.GetProperty("session").GetProperty("id").GetString()!, "SESSION", StringComparison.Ordinal);
        var tasks = root.GetProperty("events").EnumerateArray().Where(entry => entry.GetProperty("type").GetString() == "stt.task.created").Select(entry => entry.GetProperty("data").GetProperty("task").GetProperty("id").GetString()!);
        return tasks.Index().Aggregate(text, (renamed, task) => renamed.Replace($"\"{task.Item}\"", $"\"TASK{task.Index}\"", StringComparison.Ordinal));
    }
}
