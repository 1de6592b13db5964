namespace MeetingIntel.Grains.Notes;

/// <summary>What can go wrong with a note, with its stable codes.</summary>
internal static class NoteErrors
{
    public static readonly GrainError NotFound = new(GrainErrorKind.NotFound, "note.not-found", "There is no such note in this session.");

    public static readonly GrainError Deleted =
        new(GrainErrorKind.Conflict, "note.deleted", "This request was made before, and the note that it made has been deleted since.");

    public static GrainError Outdated(int version) =>
        new(GrainErrorKind.Outdated, "note.outdated", $"The note has changed since it was read: it is at version {version} now. Read it again.");
}
