using MeetingIntel.Corrections;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Timeline;
using Npgsql;
using static MeetingIntel.Storage.Timeline.Statement;

namespace MeetingIntel.Storage.Corrections;

/// <summary>Who corrected transcripts: <c>transcript_changes</c>, and the newest correction in <c>sessions</c>. What stands then is written by the features that it changes.</summary>
internal sealed class CorrectionProjection : IProjection
{
    private const string Insert =
        """
        INSERT INTO transcript_changes (session_id, seq, org_id, at, actor, actor_name)
        SELECT session_id, seq, org_id, at, actor, actor_name(actor) FROM unnest($1, $2, $3, $4, $5) AS row (session_id, seq, org_id, at, actor)
        """;

    private const string Mark = "UPDATE sessions s SET corrected_seq = row.seq FROM unnest($1, $2) AS row (id, seq) WHERE s.id = row.id";

    private readonly List<(JournalAppend Append, SessionEvent Event, string? By)> _changes = [];

    /// <inheritdoc/>
    public void Apply(PendingAppend pending)
    {
        foreach (var entry in pending.Append.Events)
        {
            switch (entry.Data)
            {
                case TranscriptCorrected corrected:
                    _changes.Add((pending.Append, entry, corrected.By));
                    break;
                case SpeakerRenamed renamed:
                    _changes.Add((pending.Append, entry, renamed.By));
                    break;
                default:
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public void AddStatements(NpgsqlBatchCommandCollection statements)
    {
        if (_changes.Count == 0)
            return;

        statements.Add(Create(
            Insert,
            Texts(_changes.ConvertAll(row => row.Append.SessionId)),
            Longs(_changes.ConvertAll(row => row.Event.Seq)),
            Texts(_changes.ConvertAll(row => row.Append.OrgId)),
            Moments(_changes.ConvertAll(row => row.Event.At.UtcDateTime)),
            OptionalTexts(_changes.ConvertAll(row => row.By))));
        var newest = _changes.GroupBy(row => row.Append.SessionId, row => row.Event.Seq, StringComparer.Ordinal).ToList();
        statements.Add(Create(Mark, Texts(newest.ConvertAll(session => session.Key)), Longs(newest.ConvertAll(session => session.Max()))));
    }
}
