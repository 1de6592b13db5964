using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeetingIntel.Api.Json;

/// <summary>A JSON object whose fields are looked at one by one: of some it matters whether they are there.</summary>
internal sealed record JsonObjectBody : IClientInput
{
    /// <summary>The fields.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement> Fields { get; init; } = [];
}
