using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeetingIntel.Api.Json;

/// <summary>Times on the wire: UTC with microseconds and a <c>Z</c>; a time without a zone is read as UTC.</summary>
internal sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>Writes a time as clients expect it.</summary>
    /// <param name="time">Any zone.</param>
    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Reads a time.</summary>
    /// <param name="text">ISO 8601; without a zone it is UTC. A space before the offset counts as the <c>+</c> that a query string turns into one.</param>
    /// <param name="time">The time, UTC.</param>
    public static bool TryRead(string? text, out DateTimeOffset time)
    {
        time = default;
        if (text is not { Length: >= 10 and <= 40 } || text[4] != '-')
        {
            return false;
        }

        var offsetSign = text.LastIndexOf(' ');
        var repaired = offsetSign > 10 ? string.Concat(text.AsSpan(0, offsetSign), "+", text.AsSpan(offsetSign + 1)) : text;
        return DateTimeOffset.TryParse(repaired, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TryRead(reader.GetString(), out var time) ? time : throw new JsonException("A time must be ISO 8601, for example 2026-01-31T09:30:00Z.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[32];
        value.UtcDateTime.TryFormat(text, out var length, Format, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }
}
