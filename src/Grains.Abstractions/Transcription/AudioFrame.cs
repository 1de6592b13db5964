namespace MeetingIntel.Transcription;

/// <summary>A piece of one channel's audio on the <see cref="StreamNames.Audio"/> stream.</summary>
/// <param name="Connection">The connection it came over, as given to <see cref="ITranscriptionGrain.OpenAsync"/>; frames of a superseded connection are ignored.</param>
/// <param name="Offset">Number of its first byte in the channel.</param>
/// <param name="Pcm">16-bit signed little-endian mono samples at the rate the channel was opened with; never changed after it was sent. May be empty.</param>
/// <param name="Mark">What the client said right after this audio.</param>
[GenerateSerializer, Immutable, Alias("mi.audio.frame")]
public sealed record AudioFrame([property: Id(0)] string Connection, [property: Id(1)] long Offset, [property: Id(2)] byte[] Pcm, [property: Id(3)] AudioMark Mark);

/// <summary>Names of connections that are not a client's.</summary>
public static class AudioConnections
{
    /// <summary>The session itself: it ended, so what was received is to be finished, whoever sent it.</summary>
    public const string Session = "session";
}

/// <summary>What a client says between pieces of audio; it travels in the stream to keep its place.</summary>
[GenerateSerializer]
public enum AudioMark
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Give the final text of what was said so far, without waiting for a pause.</summary>
    Finalize,

    /// <summary>No more audio will come on this channel.</summary>
    Stop,

    /// <summary>What comes breaks off here, although there was more to hear; <see cref="Stop"/> follows.</summary>
    BreakOff,
}
