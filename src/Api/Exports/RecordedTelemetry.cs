using System.Globalization;
using System.Text.Json.Serialization;
using MeetingIntel.Storage.Telemetry;
using MeetingIntel.Telemetry;

namespace MeetingIntel.Api.Exports;

/// <summary>A stretch of a telemetry channel in a session's record.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Points">Some of its points.</param>
/// <param name="Unit">What they are measured in, if that is known.</param>
/// <param name="Limits">The channel's limits, if it has any.</param>
internal sealed record RecordedTelemetry(string Channel, IReadOnlyList<RecordedPoint> Points, string? Unit = null, TelemetryLimits? Limits = null)
{
    /// <summary>From what was measured.</summary>
    /// <param name="stretch">Points of a channel.</param>
    public static RecordedTelemetry From(Measured stretch) => new(
        stretch.Channel.Name,
        [.. stretch.Points.Select(RecordedPoint.From)],
        stretch.Channel.Unit,
        stretch.Channel.Limits is { WarnLow: null, WarnHigh: null, AlarmLow: null, AlarmHigh: null } ? null : stretch.Channel.Limits);
}

/// <summary>A point in a session's record.</summary>
/// <param name="At">When it was measured, UTC.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Key">What tells it from others of that moment, a whole number as a text; <see langword="null"/>: its value does.</param>
internal sealed record RecordedPoint(DateTimeOffset At, double Value, string? Key = null)
{
    /// <summary>The key; <see langword="null"/> when there is none, or it is none.</summary>
    [JsonIgnore]
    public long? KeyNumber => long.TryParse(Key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var key) ? key : null;

    /// <summary>From what was measured.</summary>
    /// <param name="reading">The point.</param>
    public static RecordedPoint From(TelemetryReading reading) =>
        new(reading.At, reading.Value, reading.Key == TelemetryBatch.KeyOf(reading.Value, null) ? null : reading.Key.ToString(CultureInfo.InvariantCulture));
}
