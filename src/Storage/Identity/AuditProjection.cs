using MeetingIntel.Corrections;
using MeetingIntel.Insights;
using MeetingIntel.Notes;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.SttTasks;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;
using MeetingIntel.Transcripts;
using Npgsql;
using static MeetingIntel.Storage.Timeline.Statement;

namespace MeetingIntel.Storage.Identity;

/// <summary>Who did what to a session: <c>audit_entries</c>. What the server does by itself is on the timeline, and not here.</summary>
internal sealed class AuditProjection : IProjection
{
    private const string Insert =
        """
        INSERT INTO audit_entries (org_id, at, actor, action, target, session_id, request_id)
        SELECT org_id, at, actor, action, target, session_id, request_id
        FROM unnest($1, $2, $3, $4, $5, $6, $7) AS row (org_id, at, actor, action, target, session_id, request_id)
        """;

    private readonly List<(JournalAppend Append, DateTime At, string Action, string? Target)> _rows = [];

    /// <inheritdoc/>
    public void Apply(PendingAppend pending)
    {
        if (pending.Append.Actor is null)
            return;

        foreach (var entry in pending.Append.Events)
        {
            if (Describe(entry.Data) is var (action, target))
                _rows.Add((pending.Append, entry.At.UtcDateTime, action, target));
        }
    }

    /// <inheritdoc/>
    public void AddStatements(NpgsqlBatchCommandCollection statements)
    {
        if (_rows.Count == 0)
            return;

        statements.Add(Create(
            Insert,
            Texts([.. _rows.Select(row => row.Append.OrgId)]),
            Moments([.. _rows.Select(row => row.At)]),
            Texts([.. _rows.Select(row => row.Append.Actor!)]),
            Texts([.. _rows.Select(row => row.Action)]),
            OptionalTexts([.. _rows.Select(row => row.Target)]),
            Texts([.. _rows.Select(row => row.Append.SessionId)]),
            OptionalTexts([.. _rows.Select(row => row.Append.RequestId)])));
    }

    private static (string Action, string? Target)? Describe(SessionEventData data) => data switch
    {
        SessionCreated => ("session.create", null),
        SessionUpdated => ("session.update", null),
        SessionStarted => ("session.start", null),
        SessionEnded => ("session.end", null),
        ChannelOpened opened => ("audio.send", opened.Channel),
        TranscriptSegmentAdded { Segment: { Provider: TranscriptSegment.OfClient } line } => ("transcript.add", line.Id),
        InsightReceived => ("insight.add", null),
        NoteCreated created => ("note.add", created.Note.Id),
        NoteUpdated updated => ("note.change", updated.Note.Id),
        SttTaskCreated created => ("stt-task.add", created.Task.Id),
        SttTaskDone done => ("stt-task.settle", done.Task.Id),
        SttTaskFailed failed => ("stt-task.settle", failed.Task.Id),
        NoteDeleted deleted => ("note.delete", deleted.Id),
        TranscriptCorrected corrected => ("transcript.correct", corrected.Segment.Id),
        SpeakerRenamed => ("speaker.rename", null),
        TranscriptVersionStarted => ("transcript-version.add", null),
        _ => null,
    };
}
