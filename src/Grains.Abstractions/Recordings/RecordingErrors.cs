namespace MeetingIntel.Recordings;

/// <summary>What can go wrong with audio that was kept, with its stable codes.</summary>
public static class RecordingErrors
{
    /// <summary>There is no such recording in the session.</summary>
    public static readonly GrainError NotFound = new(GrainErrorKind.NotFound, "recording.not-found", "There is no such recording in this session.");

    /// <summary>The record tells of it, and the file is elsewhere: the session was imported.</summary>
    public static readonly GrainError NotHere = new(GrainErrorKind.NotFound, "recording.not-here", "The audio of this recording is not on this server: the session was imported without it.");

    /// <summary>The record tells of it, and the store has no such file.</summary>
    public static readonly GrainError Gone = new(GrainErrorKind.NotFound, "recording.gone", "The file of this recording is gone from the file store; its operator may have a copy.");

    /// <summary>The store of files is away.</summary>
    public static readonly GrainError StoreAway = new(GrainErrorKind.Unavailable, "recording.store-unavailable", "The audio can't be reached at the moment; try again.");

    /// <summary>There is nowhere to keep it.</summary>
    public static readonly GrainError NoStore = new(GrainErrorKind.Conflict, "recording.no-store", "This server keeps no audio: it was set up without a store of files that all of its processes share (Files__Path).");

    /// <summary>Whether audio is kept can't be changed any more.</summary>
    public static readonly GrainError SessionEnded = new(GrainErrorKind.Conflict, "session.ended", "The session has ended; whether its audio is kept can't be changed any more.");
}
