using System.Globalization;
using System.Text;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Json;

namespace MeetingIntel.Api.Telemetry;

/// <summary>What a point may look like, whichever way it comes.</summary>
internal static class PointText
{
    /// <summary>Characters of a channel's name.</summary>
    public const int MaxChannel = 200;

    /// <summary>Characters of a unit.</summary>
    public const int MaxUnit = 50;

    /// <summary>Characters of an idempotency key.</summary>
    public const int MaxKey = 100;

    /// <summary>Beyond it, sums of many values would not be finite any more.</summary>
    public const double MaxValue = 1e290;

    /// <summary>Clocks differ: a point may be so far ahead of ours.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    private static readonly DateTimeOffset Earliest = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Checks a channel's name.</summary>
    /// <param name="channel">From a client.</param>
    public static PointProblem? CheckChannel(ReadOnlySpan<char> channel) =>
        channel.Length is 0 or > MaxChannel ? new("channel", $"'channel' must have 1 to {MaxChannel} characters.", "telemetry.bad-channel")
        : IsPlain(channel) ? null
        : new("channel", "'channel' must not hold control characters, or half characters.", "telemetry.bad-channel");

    /// <summary>Checks a unit.</summary>
    /// <param name="unit">From a client.</param>
    public static PointProblem? CheckUnit(string? unit) =>
        unit is null || (unit.Length <= MaxUnit && IsPlain(unit)) ? null : new("unit", $"'unit' must have at most {MaxUnit} characters, none of them control characters.", "telemetry.bad-unit");

    /// <summary>Checks an idempotency key.</summary>
    /// <param name="key">From a client.</param>
    public static PointProblem? CheckKey(string? key) =>
        key is null or { Length: > 0 and <= MaxKey } ? null : new("idempotency_key", $"'idempotency_key' must have 1 to {MaxKey} characters.", "telemetry.bad-key");

    /// <summary>Checks a value.</summary>
    /// <param name="value">From a client.</param>
    public static PointProblem? CheckValue(double value) =>
        !double.IsFinite(value) ? new("value", "'value' must be a finite number; NaN and Infinity are none.", "telemetry.not-finite")
        : Math.Abs(value) > MaxValue ? new("value", "'value' must be between -1e290 and 1e290.", "telemetry.out-of-range")
        : null;

    /// <summary>Checks when it was measured.</summary>
    /// <param name="at">From a client.</param>
    /// <param name="now">Our time.</param>
    public static PointProblem? CheckTime(DateTimeOffset at, DateTimeOffset now) =>
        at > now + Ahead ? new("timestamp", "'timestamp' lies more than a day ahead of the server's clock.", "telemetry.in-future")
        : at < Earliest ? new("timestamp", "'timestamp' must not be before 1900.", "telemetry.bad-timestamp")
        : null;

    /// <summary>Reads a time: ISO 8601, UTC unless it says otherwise.</summary>
    /// <param name="text">From a client.</param>
    /// <param name="at">The time, UTC.</param>
    public static bool TryReadTime(ReadOnlySpan<char> text, out DateTimeOffset at)
    {
        // As nearly all write it, with any number of digits of the second: looked at twice only when it is written otherwise.
        if (text is [_, _, _, _, '-', _, _, '-', _, _, 'T' or 't' or ' ', _, _, ':', _, _, ':', _, _, ..]
            && Two(text[..2]) is var century and >= 0 && Two(text[2..]) is var year and >= 0 && Two(text[5..]) is var month and > 0 and <= 12 && Two(text[8..]) is var day and > 0
            && Two(text[11..]) is var hour and >= 0 and < 24 && Two(text[14..]) is var minute and >= 0 and < 60 && Two(text[17..]) is var second and >= 0 and < 60
            && (century * 100) + year is var fullYear and > 0 && day <= DateTime.DaysInMonth(fullYear, month)
            && Fraction(text[19..], out var ticks) is var rest && rest is ['Z' or 'z'] or [])
        {
            at = new DateTimeOffset(fullYear, month, day, hour, minute, second, TimeSpan.Zero).AddTicks(ticks);
            return true;
        }

        return UtcTimeConverter.TryRead(text.ToString(), out at);
    }

    /// <summary>Reads a time in seconds since 1970.</summary>
    /// <param name="text">From a client.</param>
    /// <param name="at">The time, UTC.</param>
    public static bool TryReadUnixTime(ReadOnlySpan<char> text, out DateTimeOffset at)
    {
        at = default;
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var seconds)
            || seconds is < -2_208_988_800 or > 253_402_300_799)
        {
            return false;
        }

        at = DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
        return true;
    }

    private static int Two(ReadOnlySpan<char> text) => char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[1]) ? ((text[0] - '0') * 10) + text[1] - '0' : -1;

    private static ReadOnlySpan<char> Fraction(ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        if (text is not ['.', _, ..])
        {
            return text;
        }

        var unit = TimeSpan.TicksPerSecond;
        var i = 1;
        for (; i < text.Length && char.IsAsciiDigit(text[i]); i++)
        {
            unit /= 10;
            ticks += unit * (text[i] - '0');
        }

        return i > 1 ? text[i..] : text;
    }

    private static bool IsPlain(ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>What is wrong with a point.</summary>
/// <param name="Field">The field to blame.</param>
/// <param name="Detail">What is wrong with it.</param>
/// <param name="Code">Stable code.</param>
internal sealed record PointProblem(string Field, string Detail, string Code)
{
    /// <summary>As an answer.</summary>
    /// <param name="row">Where the point stands, as clients count; empty: it came alone.</param>
    public ApiProblem At(string row) => row.Length == 0 ? ApiProblem.Invalid(Field, Detail, Code) : ApiProblem.Invalid($"{row}.{Field}", $"{row}: {Detail} Nothing of the batch is stored.", Code);
}
