namespace MeetingIntel;

/// <summary>
/// Names of the stream providers and of their namespaces. Two, because an agent reads nothing of a queue while a new stream's grain comes to
/// life: audio must not wait for whoever reads up on a meeting.
/// </summary>
public static class StreamNames
{
    /// <summary>PCM on its way from a front-end to the <see cref="Transcription.ITranscriptionGrain"/> of the same key; items are <see cref="Transcription.AudioFrame"/>.</summary>
    public const string Audio = "audio";

    /// <summary>Namespaces that audio is sent in: <see cref="Audio"/>, and that with a suffix that chooses the queue on the way.</summary>
    public const string AudioRoutes = "^audio(/|$)";

    /// <summary>What was said in a session, from its <see cref="Sessions.ISessionGrain"/> to whoever understands it; the key is the session id, items are <see cref="Transcription.TranscriptItem"/>.</summary>
    public const string Transcript = "transcript";

}
