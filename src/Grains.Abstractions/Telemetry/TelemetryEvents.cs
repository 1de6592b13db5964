using MeetingIntel.Timeline;

namespace MeetingIntel.Telemetry;

/// <summary>A channel crossed a limit, or came back.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Number">The channel's first crossing, second … : tells whether it is known already.</param>
/// <param name="Level">How it stands now.</param>
/// <param name="Previous">How it stood before.</param>
/// <param name="Value">The value that crossed; of a return the one that proved it.</param>
/// <param name="Limit">The limit that was crossed; <see langword="null"/> of a return.</param>
/// <param name="Unit">What the value is measured in, if that is known.</param>
/// <param name="MeasuredAt">When, by the source's clock, UTC.</param>
/// <param name="Late">Whether newer points were on record already: what stands now is not touched by it.</param>
[GenerateSerializer, Immutable, Alias("mi.event.telemetry.limit")]
public sealed record TelemetryLimitCrossed(
    [property: Id(0)] string Channel,
    [property: Id(1)] long Number,
    [property: Id(2)] TelemetryLevel Level,
    [property: Id(3)] TelemetryLevel Previous,
    [property: Id(4)] double Value,
    [property: Id(5)] double? Limit,
    [property: Id(6)] string? Unit,
    [property: Id(7)] DateTimeOffset MeasuredAt,
    [property: Id(8)] bool Late) : SessionEventData;
