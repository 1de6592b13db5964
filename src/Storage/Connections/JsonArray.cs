using System.Text.Json;

namespace MeetingIntel.Storage.Connections;

/// <summary>Lists inside a column: unnest takes arrays of one length only, so a list of lists travels as JSON.</summary>
internal static class JsonArray
{
    /// <summary>Writes a list of texts.</summary>
    public static string Write(IReadOnlyList<string> values) => JsonSerializer.Serialize(values);
}
