using System.Globalization;
using MeetingIntel.Api.Json;

namespace MeetingIntel.Api.Replay;

/// <summary>A moment that somebody names: so many seconds after the session's start, or a time.</summary>
/// <param name="Seconds">Seconds, when <paramref name="Time"/> is <see langword="null"/>; may lie outside of the session.</param>
/// <param name="Time">UTC.</param>
internal readonly record struct ReplayPlace(double Seconds, DateTimeOffset? Time = null)
{
    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Reads a place. A time says its zone: what a clock somewhere showed is no moment.</summary>
    /// <param name="text">What a client sent.</param>
    /// <returns><see langword="null"/>: it is none.</returns>
    public static ReplayPlace? TryParse(string? text)
    {
        if (double.TryParse(text, Number, CultureInfo.InvariantCulture, out var seconds))
        {
            return double.IsFinite(seconds) ? new(seconds) : null;
        }

        return HasZone(text) && UtcTimeConverter.TryRead(text, out var time) ? new(0, time) : null;
    }

    /// <summary>The moment itself, to the microsecond; what lies outside of the session is its nearer end.</summary>
    /// <param name="start">When the session began.</param>
    /// <param name="end">When it ended.</param>
    public DateTimeOffset Within(DateTimeOffset start, DateTimeOffset end)
    {
        var whole = (end - start).TotalSeconds;
        var at = Time ?? (Seconds >= whole ? end : start.AddSeconds(Math.Max(0, Seconds)));
        at = at.AddTicks(-(at.UtcTicks % TimeSpan.TicksPerMicrosecond));
        return at < start ? start : at > end ? end : at;
    }

    private static bool HasZone(string? text)
    {
        // The sign of an offset may have become a blank on its way through a query.
        var clock = text?.IndexOfAny(['T', 't', ' ']) ?? -1;
        return clock > 0 && text!.AsSpan(clock + 1).IndexOfAny("Zz+- ") > 0;
    }
}
