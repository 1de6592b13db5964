using System.Text.Json.Serialization;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Json;
using MeetingIntel.Telemetry;

namespace MeetingIntel.Api.Telemetry;

/// <summary>A channel's unit and limits; a limit that is absent or null is none. A field that is none of these is refused: a slip must not take an alarm away.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record LimitsRequest : IClientInput
{
    private const double MaxHold = 24 * 60 * 60;
    private const string BadLimits = "telemetry.bad-limits";

    /// <summary>What it is measured in, at most 50 characters; absent or null: as it is.</summary>
    public string? Unit { get; init; }

    /// <summary>Below it: a warning.</summary>
    public double? WarnLow { get; init; }

    /// <summary>Above it: a warning.</summary>
    public double? WarnHigh { get; init; }

    /// <summary>Below it: an alarm.</summary>
    public double? AlarmLow { get; init; }

    /// <summary>Above it: an alarm.</summary>
    public double? AlarmHigh { get; init; }

    /// <summary>So long values must be better, by their own time, before that is said; 1 unless given, at most a day.</summary>
    public double? HoldSeconds { get; init; }

    /// <summary>Reads it.</summary>
    /// <param name="limits">The limits.</param>
    /// <returns><see langword="null"/>, or what is wrong.</returns>
    public ApiProblem? Read(out TelemetryLimits limits)
    {
        limits = new(WarnLow, WarnHigh, AlarmLow, AlarmHigh, HoldSeconds ?? 1);
        return PointText.CheckUnit(Unit) is { } unit ? unit.At("") : Check(limits);
    }

    /// <summary>Looks at limits.</summary>
    /// <param name="limits">The limits.</param>
    /// <returns><see langword="null"/>, or what is wrong.</returns>
    public static ApiProblem? Check(TelemetryLimits limits)
    {
        double?[] ascending = [limits.AlarmLow, limits.WarnLow, limits.WarnHigh, limits.AlarmHigh];
        var given = ascending.Where(limit => limit is not null).Select(limit => limit!.Value).ToArray();
        return Array.Exists(given, limit => PointText.CheckValue(limit) is not null) ? ApiProblem.Invalid("alarm_high", "Limits must be between -1e290 and 1e290.", BadLimits)
            : !given.SequenceEqual(given.Order()) ? ApiProblem.Invalid("alarm_high", "'alarm_low', 'warn_low', 'warn_high' and 'alarm_high' must ascend in this order.", BadLimits)
            : limits.HoldSeconds is not (>= 0 and <= MaxHold) ? ApiProblem.Invalid("hold_seconds", "'hold_seconds' must be a number from 0 to 86400.", BadLimits)
            : null;
    }
}
