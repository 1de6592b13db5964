namespace MeetingIntel.Notes;

/// <summary>What can go wrong with a note, with its stable codes.</summary>
public static class NoteErrors
{
    /// <summary>There is none, or it was taken back.</summary>
    public static GrainError NotFound { get; } = new(GrainErrorKind.NotFound, "note.not-found", "There is no such note in this session.");

    /// <summary>The request that made it comes again, too late.</summary>
    public static GrainError Deleted { get; } =
        new(GrainErrorKind.Conflict, "note.deleted", "This request was made before, and the note that it made has been deleted since.");

    /// <summary>Somebody else was faster.</summary>
    /// <param name="version">The version that stands.</param>
    public static GrainError Outdated(int version) =>
        new(GrainErrorKind.Outdated, "note.outdated", $"The note has changed since it was read: it is at version {version} now. Read it again.");
}
