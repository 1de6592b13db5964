namespace MeetingIntel.Transcription;

/// <summary>The key of an <see cref="ITranscriptionGrain"/> and of its audio stream.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Channel">The channel's name; holds no slash.</param>
public readonly record struct TranscriptionKey(string SessionId, string Channel)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="key">The grain's or stream's key.</param>
    /// <exception cref="FormatException">Not such a key.</exception>
    public static TranscriptionKey Parse(string key) =>
        key.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && slash < key.Length - 1
            ? new(key[..slash], key[(slash + 1)..])
            : throw new FormatException($"'{key}' is not the key of a transcription.");

    /// <inheritdoc/>
    public override string ToString() => $"{SessionId}/{Channel}";
}
