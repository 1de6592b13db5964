using MeetingIntel.Corrections;
using MeetingIntel.Insights;
using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using Npgsql;
using static MeetingIntel.Storage.Timeline.Statement;

namespace MeetingIntel.Storage.Insights;

/// <summary>The insights that stand: <c>insights</c>, and the summary in <c>sessions</c>.</summary>
internal sealed class InsightProjection : IProjection
{
    private const string Delete =
        """
        DELETE FROM insights i USING unnest($1, $2) AS row (session_id, id) WHERE i.session_id = row.session_id AND i.id = row.id
        """;

    // An insight that changes keeps its place among the others.
    private const string Upsert =
        """
        INSERT INTO insights (session_id, id, org_id, kind, text, assignee, due, due_on, status, answer, segment_ids, source, seq, position, at)
        SELECT session_id, id, org_id, kind, text, assignee, due, due_on, status, answer,
          ARRAY(SELECT json_array_elements_text(segment_ids)), source, seq, position, at
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
          AS row (session_id, id, org_id, kind, text, assignee, due, due_on, status, answer, segment_ids, source, seq, position, at)
        ON CONFLICT (session_id, id) DO UPDATE
        SET kind = excluded.kind, text = excluded.text, assignee = excluded.assignee, due = excluded.due, due_on = excluded.due_on, status = excluded.status,
            answer = excluded.answer, segment_ids = excluded.segment_ids, source = excluded.source, at = excluded.at
        """;

    private const string UpdateSessions =
        """
        UPDATE sessions s
        SET insight_count = row.total,
            insight_through_seq = row.through_seq,
            insight_final = row.final,
            summary = coalesce(row.summary, s.summary),
            summary_segment_ids = CASE WHEN row.summary IS NULL THEN s.summary_segment_ids ELSE ARRAY(SELECT json_array_elements_text(row.segment_ids)) END,
            summary_source = coalesce(row.source, s.summary_source),
            summary_stale = false
        FROM unnest($1, $2, $3, $4, $5, $6, $7) AS row (id, total, through_seq, final, summary, segment_ids, source)
        WHERE s.id = row.id
        """;

    private const string Freshen = "UPDATE insights i SET stale = false WHERE i.session_id = ANY($1) AND i.stale";

    private const string MarkStale =
        "UPDATE insights i SET stale = true FROM unnest($1, $2) AS row (session_id, id) WHERE i.session_id = row.session_id AND i.id = row.id";

    private const string MarkSummariesStale = "UPDATE sessions s SET summary_stale = true WHERE s.id = ANY($1)";

    private readonly HashSet<(string SessionId, string Id)> _stale = [];
    private readonly HashSet<string> _staleSummaries = new(StringComparer.Ordinal);
    private readonly HashSet<(string SessionId, string Id)> _removed = [];
    private readonly Dictionary<(string SessionId, string Id), Row> _standing = [];
    private readonly Dictionary<string, Pass> _passes = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Apply(PendingAppend pending)
    {
        foreach (var entry in pending.Append.Events)
        {
            switch (entry.Data)
            {
                case InsightsUpdated update:
                    Apply(pending.Append, entry.Seq, entry.At.UtcDateTime, update);
                    break;
                case TranscriptCorrected corrected:
                    MakeStale(pending.Append.SessionId, corrected.Stale);
                    break;
                case SpeakerRenamed renamed:
                    MakeStale(pending.Append.SessionId, renamed.Stale);
                    break;
                default:
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public void AddStatements(NpgsqlBatchCommandCollection statements)
    {
        if (_removed.Count > 0)
            statements.Add(Create(Delete, Texts([.. _removed.Select(key => key.SessionId)]), Texts([.. _removed.Select(key => key.Id)])));

        if (_standing.Count > 0)
            statements.Add(Create(Upsert, StandingColumns()));

        if (_passes.Count > 0)
        {
            statements.Add(Create(
                UpdateSessions,
                Texts([.. _passes.Keys]),
                Integers([.. _passes.Values.Select(pass => pass.Total)]),
                Longs([.. _passes.Values.Select(pass => pass.ThroughSeq)]),
                Booleans([.. _passes.Values.Select(pass => pass.Final)]),
                OptionalTexts([.. _passes.Values.Select(pass => pass.Summary?.Text)]),
                Jsons([.. _passes.Values.Select(pass => JsonArray.Write(pass.Summary?.SegmentIds ?? []))]),
                OptionalTexts([.. _passes.Values.Select(pass => pass.Summary?.Source)])));
            statements.Add(Create(Freshen, Texts([.. _passes.Keys])));
        }

        // Behind the passes: what those of this batch made fresh, and corrections made stale again, is gathered here.
        if (_stale.Count > 0)
            statements.Add(Create(MarkStale, Texts([.. _stale.Select(key => key.SessionId)]), Texts([.. _stale.Select(key => key.Id)])));
        if (_staleSummaries.Count > 0)
            statements.Add(Create(MarkSummariesStale, Texts([.. _staleSummaries])));
    }

    private void MakeStale(string sessionId, StaleInsights stale)
    {
        _stale.UnionWith(stale.Ids.Select(id => (sessionId, id)));
        if (stale.Summary)
            _staleSummaries.Add(sessionId);
    }

    private void Apply(JournalAppend append, long seq, DateTime at, InsightsUpdated update)
    {
        // A pass has read all corrections before it.
        _stale.RemoveWhere(key => string.Equals(key.SessionId, append.SessionId, StringComparison.Ordinal));
        _staleSummaries.Remove(append.SessionId);
        foreach (var id in update.Removed)
        {
            _removed.Add((append.SessionId, id));
            _standing.Remove((append.SessionId, id));
        }

        for (var position = 0; position < update.Changed.Count; position++)
        {
            var insight = update.Changed[position];
            var key = (append.SessionId, insight.Id);
            _standing[key] = _standing.TryGetValue(key, out var row)
                ? row with { Insight = insight, At = at }
                : new Row(append.OrgId, insight, seq, position, at);
        }

        _passes[append.SessionId] = new(update.Total, update.ThroughSeq, update.Final, update.Summary ?? _passes.GetValueOrDefault(append.SessionId)?.Summary);
    }

    private NpgsqlParameter[] StandingColumns()
    {
        var rows = _standing.Values;
        return
        [
            Texts([.. _standing.Keys.Select(key => key.SessionId)]),
            Texts([.. _standing.Keys.Select(key => key.Id)]),
            Texts([.. rows.Select(row => row.OrgId)]),
            Texts([.. rows.Select(row => EnumNames<InsightKind>.Of(row.Insight.Kind))]),
            Texts([.. rows.Select(row => row.Insight.Text)]),
            OptionalTexts([.. rows.Select(row => row.Insight.Assignee)]),
            OptionalTexts([.. rows.Select(row => row.Insight.Due)]),
            OptionalDays([.. rows.Select(row => row.Insight.DueOn)]),
            Texts([.. rows.Select(row => EnumNames<InsightStatus>.Of(row.Insight.Status))]),
            OptionalTexts([.. rows.Select(row => row.Insight.Answer)]),
            Jsons([.. rows.Select(row => JsonArray.Write(row.Insight.SegmentIds))]),
            Texts([.. rows.Select(row => row.Insight.Source)]),
            Longs([.. rows.Select(row => row.Seq)]),
            Integers([.. rows.Select(row => row.Position)]),
            Moments([.. rows.Select(row => row.At)]),
        ];
    }

    private sealed record Row(string OrgId, Insight Insight, long Seq, int Position, DateTime At);

    private sealed record Pass(int Total, long ThroughSeq, bool Final, MeetingSummary? Summary);
}
