namespace MeetingIntel.Transcripts;

/// <summary>What can go wrong with versions of a transcript, with its stable codes.</summary>
public static class TranscriptVersionErrors
{
    /// <summary>There is no such version.</summary>
    public static readonly GrainError NotFound = new(GrainErrorKind.NotFound, "transcript.version-not-found", "The session's transcript has no such version.");

    /// <summary>One at a time.</summary>
    public static readonly GrainError Running = new(GrainErrorKind.Conflict, "transcript.version-running", "The session's audio is being heard again already; wait until that is done.");

    /// <summary>No audio was kept.</summary>
    public static readonly GrainError NoRecording = new(GrainErrorKind.Conflict, "recording.none", "No audio of this session was kept, so there is nothing to hear again.");

    /// <summary>The stretch does not go on where the version stands.</summary>
    public static readonly GrainError Outdated = new(GrainErrorKind.Conflict, "transcript.version-outdated", "The version has gone on since, or is settled; read it again.");

    /// <summary>Nobody of that name hears here.</summary>
    /// <param name="names">Who does.</param>
    public static GrainError UnknownProvider(IEnumerable<string> names) =>
        new(GrainErrorKind.Validation, "transcript.unknown-provider", $"'provider' must be one of: {string.Join(", ", names)}.");
}
