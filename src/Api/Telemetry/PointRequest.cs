namespace MeetingIntel.Api.Telemetry;

/// <summary>A point as <see cref="JsonPoint"/> reads it, for the documentation of the paths: where a thousand come at once, none of them becomes an object.</summary>
/// <param name="Timestamp">When it was measured: ISO 8601, UTC unless it says otherwise; to the microsecond; required.</param>
/// <param name="Channel">The channel's name, 1 to 200 characters; required.</param>
/// <param name="Value">What was measured, finite; required.</param>
/// <param name="Unit">What it is measured in, at most 50 characters; the first that is said stays the channel's.</param>
/// <param name="IdempotencyKey">A name for the point, at most 100 characters: the same channel, moment and name again are the same point. Without it the value takes the name's place.</param>
internal sealed record PointRequest(DateTimeOffset Timestamp, string Channel, double Value, string? Unit, string? IdempotencyKey);

/// <summary>A batch, for the documentation of the paths.</summary>
/// <param name="Data">Points; required.</param>
internal sealed record BatchRequest(IReadOnlyList<PointRequest> Data);
