using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeetingIntel.Api.Json;

/// <summary>Refuses text that no database can hold: the NUL character. Everything else passes as it is.</summary>
internal sealed class StorableTextConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String => Storable(reader.GetString()!),
            _ => throw new JsonException("A string is due here."),
        };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    /// <inheritdoc/>
    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Storable(reader.GetString()!);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

    private static string Storable(string text) =>
        text.Contains('\0', StringComparison.Ordinal) ? throw new JsonException("Text must not hold the character U+0000.") : text;
}
