namespace MeetingIntel.Recordings;

/// <summary>What the files of a session's audio are called in the store.</summary>
public static class RecordingKeys
{
    /// <summary>What the names of all files of a session begin with: who erases the session deletes them all.</summary>
    /// <param name="orgId">Whose it is.</param>
    /// <param name="sessionId">The session.</param>
    public static string OfSession(string orgId, string sessionId) => $"{orgId}/{sessionId}/";

    /// <summary>What the names of a channel's raw pieces begin with.</summary>
    /// <param name="orgId">Whose it is.</param>
    /// <param name="key">The channel. Its name may be made of dots, which no part of a key may begin with.</param>
    public static string OfPieces(string orgId, Transcription.TranscriptionKey key) => $"{OfSession(orgId, key.SessionId)}channel_{key.Channel}/pieces/";

    /// <summary>The file of a recording.</summary>
    /// <param name="orgId">Whose it is.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="recording">Which.</param>
    public static string OfRecording(string orgId, string sessionId, Recording recording) => $"{OfSession(orgId, sessionId)}channel_{recording.Channel}/{recording.Id}.ogg";
}
