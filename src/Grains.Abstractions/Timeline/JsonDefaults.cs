using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeetingIntel.Timeline;

/// <summary>How the product writes JSON where a source system does not prescribe something else.</summary>
public static class JsonDefaults
{
    /// <summary>snake_case names, enums as snake_case strings; <see langword="null"/> is left out.</summary>
    public static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            MaxDepth = 32,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
