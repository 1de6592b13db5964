namespace MeetingIntel.Telemetry;

/// <summary>The key of an <see cref="ITelemetryChannelGrain"/>.</summary>
/// <param name="SessionId">The session; holds no slash.</param>
/// <param name="Channel">The channel's name; whatever the client calls it.</param>
public readonly record struct TelemetryKey(string SessionId, string Channel)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="key">The grain's key.</param>
    /// <exception cref="FormatException">Not such a key.</exception>
    public static TelemetryKey Parse(string key) =>
        key.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && slash < key.Length - 1
            ? new(key[..slash], key[(slash + 1)..])
            : throw new FormatException($"'{key}' is not the key of a telemetry channel.");

    /// <inheritdoc/>
    public override string ToString() => $"{SessionId}/{Channel}";
}
