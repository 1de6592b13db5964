using System.Globalization;
using System.Text.Json;
using MeetingIntel.Storage.Telemetry;

namespace MeetingIntel.Api.Telemetry;

/// <summary>Reads points as ASTRA's clients send them, in JSON: <c>{"timestamp", "channel", "value", "unit", "idempotency_key"}</c>, snake_case or camelCase. One instance for one request: it remembers the unit.</summary>
/// <param name="now">The server's time.</param>
internal sealed class JsonPoint(DateTimeOffset now)
{
    private const int MaxTime = 64;

    private readonly char[] _channel = new char[PointText.MaxChannel];
    private readonly char[] _time = new char[MaxTime];
    private string? _knownUnit;

    /// <summary>When it was measured, UTC.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>The value.</summary>
    public double Value { get; private set; }

    /// <summary>The unit, if one is said.</summary>
    public string? Unit { get; private set; }

    /// <summary>The client's name for the point, if it has one.</summary>
    public string? Key { get; private set; }

    /// <summary>The channel's name, until the next point is read.</summary>
    public ReadOnlySpan<char> Channel => _channel.AsSpan(0, ChannelLength);

    private int ChannelLength { get; set; }

    /// <summary>Reads a point.</summary>
    /// <param name="reader">Before the point; behind it afterwards.</param>
    /// <returns><see langword="null"/>, or what is wrong.</returns>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public PointProblem? Read(ref Utf8JsonReader reader)
    {
        (ChannelLength, Unit, Key) = (0, null, null);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return new("point", "A point must be an object.", "telemetry.bad-point");
        }

        var (hasTime, hasChannel, hasValue) = (false, false, false);
        PointProblem? problem = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("timestamp"u8))
            {
                reader.Read();
                problem ??= ReadTime(ref reader);
                hasTime = true;
            }
            else if (reader.ValueTextEquals("channel"u8))
            {
                reader.Read();
                problem ??= ReadChannel(ref reader);
                hasChannel = true;
            }
            else if (reader.ValueTextEquals("value"u8))
            {
                reader.Read();
                problem ??= ReadValue(ref reader);
                hasValue = true;
            }
            else if (reader.ValueTextEquals("unit"u8))
            {
                reader.Read();
                problem ??= ReadUnit(ref reader);
            }
            else if (reader.ValueTextEquals("idempotency_key"u8) || reader.ValueTextEquals("idempotencyKey"u8))
            {
                reader.Read();
                problem ??= ReadKey(ref reader);
            }
            else
            {
                reader.Read();
            }

            // All of the point is there.
            reader.TrySkip();
        }

        return problem
            ?? (!hasTime ? new("timestamp", "'timestamp' is required.", "telemetry.bad-timestamp")
            : !hasChannel ? new("channel", "'channel' is required.", "telemetry.bad-channel")
            : !hasValue ? new("value", "'value' is required.", "telemetry.bad-value")
            : null);
    }

    /// <summary>Adds the point that was read.</summary>
    /// <param name="batch">Takes it.</param>
    /// <returns><see langword="null"/>, or what is wrong.</returns>
    public PointProblem? AddTo(TelemetryBatch batch) =>
        batch.Add(Channel, At, Value, Unit, Key) is { } other ? new("unit", $"'unit' must be '{other}', as at another point of this channel.", "telemetry.unit-differs") : null;

    private PointProblem? ReadTime(ref Utf8JsonReader reader)
    {
        if (!IsText(ref reader, MaxTime) || !PointText.TryReadTime(_time.AsSpan(0, reader.CopyString(_time)), out var at))
        {
            return new("timestamp", "'timestamp' must be an ISO 8601 time, for example 2026-01-31T09:30:00.125Z.", "telemetry.bad-timestamp");
        }

        At = at;
        return PointText.CheckTime(at, now);
    }

    private PointProblem? ReadChannel(ref Utf8JsonReader reader)
    {
        // Bytes are never fewer than characters, so what is longer in bytes may still fit.
        var length = !IsText(ref reader, PointText.MaxChannel * 3) ? 0
            : reader.ValueSpan.Length <= PointText.MaxChannel ? reader.CopyString(_channel)
            : Copy(reader.GetString()!);
        ChannelLength = length;
        return PointText.CheckChannel(Channel);
    }

    private int Copy(string channel) => channel.TryCopyTo(_channel) ? channel.Length : 0;

    private PointProblem? ReadValue(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            var notFinite = reader.TokenType == JsonTokenType.String && IsText(ref reader, MaxTime) && double.TryParse(reader.GetString(), CultureInfo.InvariantCulture, out var named) && !double.IsFinite(named);
            return notFinite ? PointText.CheckValue(double.NaN) : new("value", "'value' must be a number.", "telemetry.bad-value");
        }

        Value = reader.GetDouble();
        return PointText.CheckValue(Value);
    }

    private PointProblem? ReadUnit(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (_knownUnit is not null && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(_knownUnit))
        {
            Unit = _knownUnit;
            return null;
        }

        Unit = _knownUnit = IsText(ref reader, PointText.MaxUnit * 6) ? reader.GetString() : "\0";
        return PointText.CheckUnit(Unit);
    }

    private PointProblem? ReadKey(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Key = IsText(ref reader, PointText.MaxKey * 6) ? reader.GetString() : "";
        return PointText.CheckKey(Key);
    }

    /// <summary>Whether a text can be read: half characters can't.</summary>
    private static bool IsText(ref Utf8JsonReader reader, int maxBytes) => reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= maxBytes && IsWhole(ref reader);

    private static bool IsWhole(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return System.Text.Unicode.Utf8.IsValid(reader.ValueSpan);
        }

        try
        {
            reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            // What the reader says of an escape such as \ud800 that stands alone.
            return false;
        }
    }
}
