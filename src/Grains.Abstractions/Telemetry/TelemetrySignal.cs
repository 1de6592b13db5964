using MeetingIntel.Transcription;

namespace MeetingIntel.Telemetry;

/// <summary>The newest point of a telemetry channel, at most ten times a second.</summary>
/// <param name="Channel">The telemetry channel.</param>
/// <param name="Timestamp">When it was measured, UTC.</param>
/// <param name="Value">In <paramref name="Unit"/>.</param>
/// <param name="Unit">What it is measured in, if that is known.</param>
[GenerateSerializer, Immutable, Alias("mi.signal.telemetry")]
public sealed record TelemetryLatest(string Channel, [property: Id(0)] DateTimeOffset Timestamp, [property: Id(1)] double Value, [property: Id(2)] string? Unit)
    : LiveSignal(Channel);
