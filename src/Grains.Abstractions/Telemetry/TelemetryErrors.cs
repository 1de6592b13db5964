namespace MeetingIntel.Telemetry;

/// <summary>What can go wrong with telemetry, with its stable codes.</summary>
public static class TelemetryErrors
{
    /// <summary>There is no such session, or not any more.</summary>
    public static GrainError NoSession { get; } = new(GrainErrorKind.NotFound, "session.not-found", "There is no such session.");

    /// <summary>A channel of this name has no point.</summary>
    public static GrainError UnknownChannel { get; } =
        new(GrainErrorKind.NotFound, "telemetry.unknown-channel", "This session has no telemetry channel of that name, or nothing was measured on it yet.");

    /// <summary>Too many names.</summary>
    /// <param name="max">How many there may be.</param>
    public static GrainError TooManyChannels(int max) =>
        new(GrainErrorKind.Conflict, "telemetry.too-many-channels", $"A session has at most {max} telemetry channels. Is a value part of the channel's name?");

    /// <summary>What was measured in one unit is not measured in another from then on.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="known">Its unit.</param>
    public static GrainError UnitDiffers(string channel, string known) =>
        new(GrainErrorKind.Conflict, "telemetry.unit-differs", $"Channel '{channel}' is measured in '{known}'. Use another channel for another unit.");

    /// <summary>Another crossing comes first.</summary>
    public static GrainError CrossingTooEarly { get; } =
        new(GrainErrorKind.Conflict, "telemetry.crossing-too-early", "The channel's crossing before this one is not on the timeline yet.");

    /// <summary>Too many long streams at once.</summary>
    public static GrainError Busy { get; } =
        new(GrainErrorKind.RateLimited, "telemetry.busy", "So many large batches are being taken that there is no room for one more; send it again in a moment.");
}
