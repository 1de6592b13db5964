using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace MeetingIntel.Api.SocketIo;

/// <summary>Puts the bytes that came behind an event where they belong: as base64, as clients send them that send no bytes, so that whoever takes the event sees no difference.</summary>
/// <param name="attachments">The bytes, in order.</param>
internal sealed class BinaryArguments(IReadOnlyList<ReadOnlyMemory<byte>> attachments)
{
    /// <summary>Fills the gaps of an event.</summary>
    /// <param name="data">The event's JSON.</param>
    /// <param name="filled">The same with its bytes.</param>
    /// <returns>Whether every gap names bytes that there are.</returns>
    public bool TryFill(JsonElement data, [NotNullWhen(true)] out JsonElement? filled)
    {
        var json = new ArrayBufferWriter<byte>(1024);
        filled = null;
        using (var writer = new Utf8JsonWriter(json))
        {
            if (!TryWrite(writer, data))
            {
                return false;
            }
        }

        using var document = JsonDocument.Parse(json.WrittenMemory);
        filled = document.RootElement.Clone();
        return true;
    }

    private bool TryWrite(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    if (!TryWrite(writer, item))
                    {
                        return false;
                    }
                }

                writer.WriteEndArray();
                return true;

            case JsonValueKind.Object when value.TryGetProperty("_placeholder", out var mark) && mark.ValueKind == JsonValueKind.True:
                if (!value.TryGetProperty("num", out var num) || num.ValueKind != JsonValueKind.Number || !num.TryGetInt32(out var index) || index < 0 || index >= attachments.Count)
                {
                    return false;
                }

                writer.WriteBase64StringValue(attachments[index].Span);
                return true;

            case JsonValueKind.Object:
                return TryWriteFields(writer, value);

            default:
                value.WriteTo(writer);
                return true;
        }
    }

    private bool TryWriteFields(Utf8JsonWriter writer, JsonElement value)
    {
        writer.WriteStartObject();
        foreach (var field in value.EnumerateObject())
        {
            writer.WritePropertyName(field.Name);
            if (!TryWrite(writer, field.Value))
            {
                return false;
            }
        }

        writer.WriteEndObject();
        return true;
    }
}
