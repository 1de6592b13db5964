using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MeetingIntel.Api.Json;

/// <summary>Seconds are written to the millisecond: binary fractions such as 28.439999999999998 say nothing more. Kept and counted with they are as they came.</summary>
internal static class WholeMilliseconds
{
    private static readonly FrozenSet<string> Seconds = new[] { "start", "end", "duration", "lag", "ack_lag", "acked_time" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly Converter Rounding = new();

    /// <summary>Rounds a type's properties that are seconds.</summary>
    /// <param name="type">Any type.</param>
    public static void Apply(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        foreach (var property in type.Properties)
        {
            if (property.PropertyType == typeof(double) && Seconds.Contains(property.Name))
            {
                property.CustomConverter = Rounding;
            }
        }
    }

    private sealed class Converter : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(Math.Round(value, 3));
    }
}
