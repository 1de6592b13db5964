using System.Globalization;
using MeetingIntel.Api.Errors;

namespace MeetingIntel.Api.Telemetry.UnixTime;

/// <summary>Moments as seconds since 1970, with a fraction; exact to the microsecond.</summary>
internal static class UnixTimes
{
    /// <summary>The years 1900 to 9998: more than points can have, and room for sums of whole minutes.</summary>
    private const double Earliest = -2_208_988_800;
    private const double Latest = 253_370_764_799;

    /// <summary>A moment as seconds.</summary>
    /// <param name="at">The moment.</param>
    public static double Of(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / (double)TimeSpan.TicksPerSecond;

    /// <summary>Reads a moment.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="text">From a client.</param>
    /// <param name="at">The moment, UTC.</param>
    /// <returns><see langword="null"/>, or what is wrong.</returns>
    public static ApiProblem? Read(string field, string? text, out DateTimeOffset at)
    {
        at = default;
        if (Required(field, text) is { } missing)
        {
            return missing;
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) || seconds is not (>= Earliest and <= Latest))
        {
            return ApiProblem.Invalid(field, $"'{field}' must be a number of seconds since 1970, of the years 1900 to 9998.", "telemetry.bad-time");
        }

        at = DateTimeOffset.UnixEpoch.AddTicks((long)Math.Round(seconds * 1_000_000) * TimeSpan.TicksPerMicrosecond);
        return null;
    }

    /// <summary>Reads a stretch.</summary>
    /// <param name="t0">From a client.</param>
    /// <param name="t1">From a client.</param>
    /// <param name="from">Its beginning, UTC.</param>
    /// <param name="before">Its end, UTC.</param>
    /// <returns><see langword="null"/>, or what is wrong.</returns>
    public static ApiProblem? ReadRange(string? t0, string? t1, out DateTimeOffset from, out DateTimeOffset before)
    {
        var badFrom = Read("t0", t0, out from);
        var badBefore = Read("t1", t1, out before);
        return badFrom ?? badBefore;
    }

    /// <summary>Looks whether something is given at all.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="text">From a client.</param>
    /// <returns><see langword="null"/>, or that it is missing.</returns>
    public static ApiProblem? Required(string field, string? text) => string.IsNullOrEmpty(text) ? ApiProblem.Invalid(field, $"'{field}' is required.") : null;
}
