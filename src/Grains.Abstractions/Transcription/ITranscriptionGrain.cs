namespace MeetingIntel.Transcription;

/// <summary>One live speech-to-text stream: a channel of a session. Key: <see cref="TranscriptionKey"/>. Audio comes over the stream <see cref="StreamNames.Audio"/> of the same key.</summary>
[Alias("mi.ITranscriptionGrain")]
public interface ITranscriptionGrain : IGrainWithStringKey
{
    /// <summary>Begins or resumes a connection's audio; an older connection of the channel is superseded.</summary>
    /// <param name="command">The connection and its format.</param>
    /// <returns>
    /// Where to send from; or <c>session.not-found</c>, <c>session.not-started</c>, <c>session.ended</c>; <c>audio.offset-in-future</c> when the client can't send
    /// from where the channel's received audio ends.
    /// </returns>
    Task<GrainResult<AudioOpened>> OpenAsync(OpenAudio command);
}

/// <summary>Begins or resumes audio on a channel.</summary>
/// <param name="Connection">A fresh id for this connection.</param>
/// <param name="Speaker">Who speaks; <see langword="null"/> keeps what is known.</param>
/// <param name="SampleRate">8000, 16000, 44100 or 48000.</param>
/// <param name="Offset">The first byte that the client still has and can send; <see langword="null"/>: whatever comes is new audio and goes behind what is there.</param>
/// <param name="Live">Whether the audio comes as it is spoken, so that falling behind is worth telling; a file comes as fast as it is taken.</param>
[GenerateSerializer, Immutable, Alias("mi.audio.open")]
public sealed record OpenAudio([property: Id(0)] string Connection, [property: Id(1)] string? Speaker, [property: Id(2)] int SampleRate, [property: Id(3)] long? Offset, [property: Id(4)] bool Live = true);

/// <summary>Audio may be sent.</summary>
/// <param name="Offset">Number of the first byte to send.</param>
/// <param name="AckedOffset">Bytes whose outcome is committed.</param>
[GenerateSerializer, Immutable, Alias("mi.audio.opened")]
public sealed record AudioOpened([property: Id(0)] long Offset, [property: Id(1)] long AckedOffset);
