using MeetingIntel.Notes;

namespace MeetingIntel.Grains.Notes;

/// <summary>What a command does to a note: pure, no I/O.</summary>
internal static class NoteRules
{
    /// <summary>A new note.</summary>
    /// <param name="command">What it says.</param>
    /// <param name="now">When it is put on record.</param>
    public static Note Add(AddNote command, DateTimeOffset now) => new(
        command.NoteId, command.Timestamp, command.Speaker, command.Content, command.Type, command.Tags, command.TelemetrySnapshot, now, now, Version: 1);

    /// <summary>A note after a change. One that changes nothing is a change, too: ASTRA's clients wait for its event.</summary>
    /// <param name="note">As it stands.</param>
    /// <param name="command">The change.</param>
    /// <param name="now">When it is put on record.</param>
    public static GrainResult<Note> Edit(Note note, EditNote command, DateTimeOffset now) => IsOutdated(note, command.Expected)
        ? NoteErrors.Outdated(note.Version)
        : note with
        {
            Content = command.Content ?? note.Content,
            Speaker = command.Speaker ?? note.Speaker,
            Type = command.Type ?? note.Type,
            Tags = command.Tags ?? note.Tags,
            UpdatedAt = now,
            Version = note.Version + 1,
        };

    /// <summary>Whether a note is another one than its caller thinks.</summary>
    /// <param name="note">As it stands.</param>
    /// <param name="expected">The version that the caller has seen, if that matters.</param>
    public static bool IsOutdated(Note note, int? expected) => expected is { } version && version != note.Version;
}
