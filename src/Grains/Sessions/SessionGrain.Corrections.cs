using MeetingIntel.Corrections;
using MeetingIntel.Grains.Corrections;
using MeetingIntel.Notes;
using MeetingIntel.Observability;
using MeetingIntel.Storage.Notes;
using MeetingIntel.Timeline;

namespace MeetingIntel.Grains.Sessions;

/// <summary>
/// Corrections of the transcript are on the timeline, too: what was said first stays there. As with notes, a command reads what it is about. What is understood of the
/// session is worked out anew, which somebody is bound to do before the correction is on record.
/// </summary>
internal sealed partial class SessionGrain
{
    private const int NotesPage = 1000;

    public async Task<GrainResult<StandingSegment>> CorrectSegmentAsync(CorrectSegment command)
    {
        if (Visible is not { } session)
        {
            return SessionErrors.NotFound(_id);
        }

        if (await transcripts.FindSegmentAsync(session.OrgId, _id, command.SegmentId, CancellationToken.None) is not { } row)
        {
            return CorrectionErrors.NotFound;
        }

        var understood = await insights.GetAsync(session.OrgId, _id, CancellationToken.None);
        var corrected = CorrectionRules.Correct(row, command, understood, CallContext.Actor, out var refused);
        return refused is not null ? refused
            : corrected is null ? new StandingSegment(row.Seq, row.At, row.Segment, row.Version)
            : await AppendCorrectionAsync(session.OrgId, [corrected]) is { } error ? error
            : new StandingSegment(row.Seq, row.At, corrected.Segment, corrected.Version);
    }

    public async Task<GrainResult<RenamedSpeaker>> RenameSpeakerAsync(RenameSpeaker command)
    {
        if (Visible is not { } session)
        {
            return SessionErrors.NotFound(_id);
        }

        var decision = CorrectionRules.Rename(
            session,
            command,
            await corrections.MeasureRenameAsync(session.OrgId, _id, command.From, command.To.Trim(), CancellationToken.None),
            await NotesOfAsync(session.OrgId, command.From),
            await insights.GetAsync(session.OrgId, _id, CancellationToken.None),
            CallContext.Actor,
            Now());
        return decision.Error is { } refused ? refused
            : decision.Events.Count > 0 && await AppendCorrectionAsync(session.OrgId, decision.Events) is { } error ? error
            : decision.Renamed!;
    }

    private async Task<GrainError?> AppendCorrectionAsync(string orgId, IReadOnlyList<SessionEventData> events) =>
        await ExpectEndAsync() ? await AppendAsync(orgId, events, []) : SessionErrors.StorageAway;

    private async Task<IReadOnlyList<Note>> NotesOfAsync(string orgId, string speaker)
    {
        var found = new List<Note>();
        string? cursor = null;
        do
        {
            var page = await notes.ListAsync(orgId, _id, new NoteFilter(Speaker: speaker), cursor, NotesPage, CancellationToken.None);
            found.AddRange(page.Succeeded ? page.Value.Notes : throw new InvalidOperationException(page.Error.Message));
            cursor = page.Value.Next;
        }
        while (cursor is not null);
        return found;
    }
}
