namespace MeetingIntel.Telemetry;

/// <summary>Between which values a channel is as it should be; <see langword="null"/>: no such limit. In the channel's unit.</summary>
/// <param name="WarnLow">Below it: a warning.</param>
/// <param name="WarnHigh">Above it: a warning.</param>
/// <param name="AlarmLow">Below it: an alarm.</param>
/// <param name="AlarmHigh">Above it: an alarm.</param>
/// <param name="HoldSeconds">So long the values must be better, by their own time, before that is said: a value that trembles around a limit is no new crossing each time.</param>
public sealed record TelemetryLimits(double? WarnLow, double? WarnHigh, double? AlarmLow, double? AlarmHigh, double HoldSeconds)
{
    /// <summary>No limits.</summary>
    public static TelemetryLimits None { get; } = new(null, null, null, null, 1);
}

/// <summary>How a value stands to the limits of its channel.</summary>
[GenerateSerializer]
public enum TelemetryLevel
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Beyond a warning's limit.</summary>
    Warn,

    /// <summary>Beyond an alarm's limit.</summary>
    Alarm,
}
