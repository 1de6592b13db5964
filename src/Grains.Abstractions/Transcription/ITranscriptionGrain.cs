using Orleans.Concurrency;

namespace MeetingIntel.Transcription;

/// <summary>One live speech-to-text stream: a channel of a session. Key: <see cref="TranscriptionKey"/>. Audio comes over the stream <see cref="StreamNames.Audio"/> of the same key.</summary>
[Alias("mi.ITranscriptionGrain")]
public interface ITranscriptionGrain : IGrainWithStringKey
{
    /// <summary>Keeps room for a few seconds for whoever is about to open the channel: of channels that are of use together only, none is opened before all have room.</summary>
    /// <returns><see langword="null"/>; or <c>cluster.full</c>, as when opening it.</returns>
    [Alias("ReserveAsync")]
    Task<GrainError?> ReserveAsync();

    /// <summary>
    /// Begins or resumes a connection's audio; the connection before is superseded. One that began earlier comes back only when nothing comes over that one any
    /// more. Audio of another sender is finished first: what two of them say is never in one sentence, and the numbers of a sender's bytes have no hole.
    /// </summary>
    /// <param name="command">The connection and its format.</param>
    /// <returns>
    /// Where to send from; or <c>session.not-found</c>, <c>session.not-started</c>, <c>session.ended</c>; <c>audio.offset-in-future</c> when the client can't send
    /// from where the channel's received audio ends; <c>audio.superseded</c> when somebody else's audio is there from the offset on; <c>audio.draining</c> while earlier
    /// audio is being finished, <c>audio.outdated-connection</c> while a later connection sends; <c>cluster.full</c> when its silo transcribes as many channels as it can: nothing has happened to the
    /// session, and the next try may find another silo.
    /// </returns>
    [Alias("OpenAsync")]
    Task<GrainResult<AudioOpened>> OpenAsync(OpenAudio command);

    /// <summary>
    /// How far a connection's audio is. Progress and faults are told over the session's feed as they happen, and may be lost on the way; a front-end that
    /// asks now and then misses neither.
    /// </summary>
    /// <param name="connection">The connection that asks.</param>
    /// <returns>Its progress; that of the connection that took over; or <c>audio.resend</c> when nobody's audio is taken any more, with how
    /// far its own is on record where that was finished in order.</returns>
    [AlwaysInterleave, Alias("GetProgressAsync")]
    Task<ChannelProgress> GetProgressAsync(string connection);
}

/// <summary>Begins or resumes audio on a channel.</summary>
/// <param name="Connection">A fresh id for this connection.</param>
/// <param name="Speaker">Who speaks; <see langword="null"/> keeps what is known.</param>
/// <param name="SampleRate">One of <see cref="SampleRates.All"/>.</param>
/// <param name="Offset">The first byte that the client still has and can send; <see langword="null"/>: whatever comes is new audio and goes behind what is there.</param>
/// <param name="Live">Whether the audio comes as it is spoken, so that falling behind is worth telling; a file comes as fast as it is taken.</param>
/// <param name="Sender">Who sends, on however many connections, one after the other; <see langword="null"/>: clients that number the channel's bytes themselves.</param>
[GenerateSerializer, Immutable, Alias("mi.audio.open")]
public sealed record OpenAudio([property: Id(0)] string Connection, [property: Id(1)] string? Speaker, [property: Id(2)] int SampleRate, [property: Id(3)] long? Offset, [property: Id(4)] bool Live = true, [property: Id(5)] string? Sender = null)
{
    /// <summary>The error of who comes back with numbers that are those of somebody else's bytes by now.</summary>
    public const string Superseded = "audio.superseded";
}

/// <summary>Audio may be sent.</summary>
/// <param name="Offset">Number of the first byte to send.</param>
/// <param name="AckedOffset">Bytes whose outcome is committed.</param>
/// <param name="SessionEnded">Whether the session has ended: send again what it has not got, then say stop.</param>
/// <param name="Stream">Namespace of the stream to send it on; <see langword="null"/>: <see cref="StreamNames.Audio"/>.</param>
[GenerateSerializer, Immutable, Alias("mi.audio.opened")]
public sealed record AudioOpened([property: Id(0)] long Offset, [property: Id(1)] long AckedOffset, [property: Id(2)] bool SessionEnded = false, [property: Id(3)] string? Stream = null);
