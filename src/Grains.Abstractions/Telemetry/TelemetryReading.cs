namespace MeetingIntel.Telemetry;

/// <summary>One measured point of a channel. Source: ASTRA.</summary>
/// <param name="At">When it was measured, UTC, to the microsecond.</param>
/// <param name="Key">What tells it from others of that moment.</param>
/// <param name="Value">In the channel's unit; finite.</param>
[GenerateSerializer, Immutable, Alias("mi.telemetry.reading")]
public sealed record TelemetryReading([property: Id(0)] DateTimeOffset At, [property: Id(1)] long Key, [property: Id(2)] double Value)
{
    /// <summary>Whether this one comes behind another in time; of the same moment the order is any, but always the same.</summary>
    /// <param name="other">Another point of the channel; <see langword="null"/>: there is none.</param>
    public bool IsBehind(TelemetryReading? other) => other is null || At > other.At || (At == other.At && Key > other.Key);
}

/// <summary>The newest point of a channel, with what is known of the channel.</summary>
/// <param name="OrgId">The organisation that it belongs to.</param>
/// <param name="Channel">The channel's number in the database.</param>
/// <param name="Unit">What the values are measured in, if that was ever said.</param>
/// <param name="Reading">The point.</param>
[GenerateSerializer, Immutable, Alias("mi.telemetry.newest")]
public sealed record NewestReading([property: Id(0)] string OrgId, [property: Id(1)] int Channel, [property: Id(2)] string? Unit, [property: Id(3)] TelemetryReading Reading);
