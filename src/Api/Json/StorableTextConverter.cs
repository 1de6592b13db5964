using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeetingIntel.Api.Json;

/// <summary>Refuses text that no database can hold: the NUL character, half a character. Everything else passes as it is.</summary>
internal sealed class StorableTextConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String => Storable(ref reader),
            _ => throw new JsonException("A string is due here."),
        };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    /// <inheritdoc/>
    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Storable(ref reader);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

    private static string Storable(ref Utf8JsonReader reader)
    {
        string text;
        try
        {
            text = reader.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            // What the reader says of an escape such as \ud800 that stands alone, and of bytes that are no UTF-8.
            throw new UnstorableTextException("holds half a character: a surrogate that stands alone, or bytes that are not UTF-8.", exception);
        }

        return text.Contains('\0', StringComparison.Ordinal) ? throw new UnstorableTextException("must not hold the character U+0000.") : text;
    }
}

/// <summary>JSON is as it should be, but a text in it can't be stored.</summary>
/// <param name="reason">What is wrong with the text, to follow its name.</param>
/// <param name="inner">The cause.</param>
internal sealed class UnstorableTextException(string reason, Exception? inner = null) : JsonException(null, inner)
{
    /// <summary>What is wrong with the text, to follow its name.</summary>
    public string Reason => reason;
}
