using MeetingIntel.Grains.Notes;
using MeetingIntel.Grains.SttTasks;
using MeetingIntel.Notes;
using MeetingIntel.Observability;
using MeetingIntel.SttTasks;
using MeetingIntel.Timeline;

namespace MeetingIntel.Grains.Sessions;

/// <summary>Tasks are on the session's timeline, too; as with notes, a command reads the one that it is about.</summary>
internal sealed partial class SessionGrain
{
    public async Task<GrainResult<SttTask>> AddSttTaskAsync(AddSttTask command)
    {
        if (Visible is not { } session)
        {
            return SessionErrors.NotFound(_id);
        }

        if (await tasks.FindAsync(session.OrgId, _id, command.TaskId, CancellationToken.None) is { } known)
        {
            return known;
        }

        var task = SttTaskRules.Create(command, Now());
        return await AppendAsync(session.OrgId, [new SttTaskCreated(task)], []) is { } error ? error : task;
    }

    public async Task<GrainResult<SttTask>> SettleSttTaskAsync(SettleSttTask command)
    {
        if (Visible is not { } session)
        {
            return SessionErrors.NotFound(_id);
        }

        if (await tasks.FindAsync(session.OrgId, _id, command.TaskId, CancellationToken.None) is not { } task)
        {
            return SttTaskErrors.NotFound;
        }

        var settled = SttTaskRules.Apply(task, command, Now());
        var decision = SttTaskRules.Settle(session, task, settled);
        return decision.Error is { } refused ? refused
            : decision.Events.Count == 0 ? task
            : await AppendAsync(session.OrgId, [.. decision.Events, .. await NoteOfAsync(session.OrgId, settled)], []) is { } error ? error
            : settled;
    }

    /// <summary>In one piece with the outcome: the note is there exactly when its task is done.</summary>
    private async Task<IReadOnlyList<SessionEventData>> NoteOfAsync(string orgId, SttTask settled) => SttTaskRules.NoteOf(settled) is { } note
        ? [new NoteCreated(NoteRules.Add(note with { TelemetrySnapshot = await MeasuredAtAsync(orgId, note.Timestamp) }, Now()), CallContext.Actor)]
        : [];
}
