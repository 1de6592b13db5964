using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using MeetingIntel.Api.Json;
using MeetingIntel.Timeline;

namespace MeetingIntel.Api.Exports.Imports;

/// <summary>How a file is read that says it is a session's record: as the record is written, and in no other way, so that nothing in it is passed over or guessed.</summary>
internal static partial class ImportJson
{
    /// <summary>Every field that is not optional is there, no other is, and each is of its own type.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(SessionEventTypes.Json)
        {
            PropertyNameCaseInsensitive = false,
            NumberHandling = JsonNumberHandling.Strict,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowDuplicateProperties = false,
            RespectNullableAnnotations = true,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Require } },
        };
        options.Converters.Add(new TextConverter());
        options.Converters.Add(new ZonedTimeConverter());
        options.Converters.Add(new FiniteNumberConverter());
        options.MakeReadOnly();
        return options;
    }

    private static void Require(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            property.IsRequired |= property.AssociatedParameter is { HasDefaultValue: false, IsNullable: false };
        }
    }

    /// <summary>A text that can be stored; a missing one is left out, never null.</summary>
    private sealed class TextConverter : JsonConverter<string>
    {
        private static readonly StorableTextConverter Storable = new();

        public override bool HandleNull => true;

        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Storable.Read(ref reader, typeToConvert, options) ?? throw new JsonException("must be left out rather than null.");

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }

    /// <summary>A time that says its zone: one that does not is another time to each reader.</summary>
    private sealed partial class ZonedTimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: <= 40 } text && Zoned().IsMatch(text)
                && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time)
                ? time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond))
                : throw new JsonException("must be an ISO 8601 time with its zone, for example 2026-01-31T09:30:00Z.");

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(UtcTimeConverter.Write(value));

        [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
        private static partial Regex Zoned();
    }

    /// <summary>A number that is one: what is too large for it is read as infinite elsewhere.</summary>
    private sealed class FiniteNumberConverter : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number) && double.IsFinite(number) ? number : throw new JsonException("must be a finite number.");

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }
}
