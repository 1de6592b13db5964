using MeetingIntel.Grains.Notes;
using MeetingIntel.Notes;
using MeetingIntel.Observability;
using MeetingIntel.Timeline;

namespace MeetingIntel.Grains.Sessions;

/// <summary>
/// Notes are on the session's timeline. Their texts are not kept here: a command reads the one that it is about, which nobody else can change meanwhile; if another
/// activation does, this one's append is fenced.
/// </summary>
internal sealed partial class SessionGrain
{
    public async Task<GrainResult<Note>> AddNoteAsync(AddNote command)
    {
        if (Visible is not { } session)
        {
            return SessionErrors.NotFound(_id);
        }

        if (await notes.FindAsync(session.OrgId, _id, command.NoteId, CancellationToken.None) is { } known)
        {
            return known.Deleted ? NoteErrors.Deleted : known.Note;
        }

        var note = NoteRules.Add(command with { TelemetrySnapshot = command.TelemetrySnapshot ?? await MeasuredAtAsync(session.OrgId, command.Timestamp) }, Now());
        return await AppendNoteAsync(session.OrgId, new NoteCreated(note, CallContext.Actor)) is { } error ? error : note;
    }

    public async Task<GrainResult<Note>> EditNoteAsync(EditNote command)
    {
        var found = await FindNoteAsync(command.NoteId);
        var edited = found.Succeeded ? NoteRules.Edit(found.Value, command, Now()) : found;
        return !edited.Succeeded ? edited
            : await AppendNoteAsync(_session!.OrgId, new NoteUpdated(edited.Value, CallContext.Actor)) is { } error ? error
            : edited;
    }

    public async Task<GrainResult<Note>> DeleteNoteAsync(DeleteNote command)
    {
        var found = await FindNoteAsync(command.NoteId);
        return !found.Succeeded ? found
            : NoteRules.IsOutdated(found.Value, command.Expected) ? NoteErrors.Outdated(found.Value.Version)
            : await AppendNoteAsync(_session!.OrgId, new NoteDeleted(command.NoteId, CallContext.Actor)) is { } error ? error
            : found;
    }

    private async Task<GrainResult<Note>> FindNoteAsync(string noteId) =>
        Visible is not { } session ? SessionErrors.NotFound(_id)
        : await notes.FindAsync(session.OrgId, _id, noteId, CancellationToken.None) is { Deleted: false } known ? known.Note
        : NoteErrors.NotFound;

    private Task<GrainError?> AppendNoteAsync(string orgId, SessionEventData data) => AppendAsync(orgId, [data], []);
}
