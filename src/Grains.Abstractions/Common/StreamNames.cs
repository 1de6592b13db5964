namespace MeetingIntel;

/// <summary>Names of the stream provider and of the stream namespaces.</summary>
public static class StreamNames
{
    /// <summary>The one stream provider of the product.</summary>
    public const string Provider = "streams";

    /// <summary>PCM on its way from a front-end to the <see cref="Transcription.ITranscriptionGrain"/> of the same key; items are <see cref="Transcription.AudioFrame"/>.</summary>
    public const string Audio = "audio";

    /// <summary>What was said in a session, from its <see cref="Sessions.ISessionGrain"/> to whoever understands it; the key is the session id, items are <see cref="Transcription.TranscriptItem"/>.</summary>
    public const string Transcript = "transcript";
}
