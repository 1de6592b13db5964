using MeetingIntel.Insights;
using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using Npgsql;

namespace MeetingIntel.Storage.Insights;

/// <summary>Reads what is understood from its query tables.</summary>
internal sealed class InsightReads(TenantDatabase tenants) : IInsightReads
{
    private const string Select =
        """
        SELECT s.insight_through_seq, s.insight_final, s.summary, s.summary_segment_ids, s.summary_source,
          i.id, i.kind, i.text, i.assignee, i.due, i.due_on, i.status, i.answer, i.segment_ids, i.source, i.stale, s.summary_stale
        FROM sessions s LEFT JOIN insights i ON i.session_id = s.id
        WHERE s.id = $1
        ORDER BY i.seq, i.position
        """;

    private const int FirstInsightColumn = 5;

    /// <inheritdoc/>
    public async Task<StoredInsights> GetAsync(string orgId, string sessionId, CancellationToken cancellationToken)
    {
        var rows = await tenants.QueryAsync(
            orgId,
            Statement.Of(Select, sessionId),
            row => (Summary: ReadSummary(row), ThroughSeq: row.GetInt64(0), Final: row.GetBoolean(1), Insight: ReadInsight(row), Stale: !row.IsDBNull(15) && row.GetBoolean(15), SummaryStale: row.GetBoolean(16)),
            cancellationToken);
        return rows.Count == 0
            ? StoredInsights.None
            : new StoredInsights(new(rows[0].Summary, [.. rows.Select(row => row.Insight).OfType<Insight>()]), rows[0].ThroughSeq, rows[0].Final,
                new([.. rows.Where(row => row.Stale).Select(row => row.Insight!.Id)], rows[0].SummaryStale));
    }

    private static MeetingSummary? ReadSummary(NpgsqlDataReader row) =>
        row.IsDBNull(2) || row.GetString(2).Length == 0 ? null : new(row.GetString(2), row.GetFieldValue<string[]>(3), row.GetString(4));

    private static Insight? ReadInsight(NpgsqlDataReader row) => row.IsDBNull(FirstInsightColumn)
        ? null
        : new(
            Id: row.GetString(FirstInsightColumn),
            Kind: EnumNames<InsightKind>.Parse(row.GetString(6)),
            Text: row.GetString(7),
            Assignee: row.GetOptionalString(8),
            Due: row.GetOptionalString(9),
            DueOn: row.IsDBNull(10) ? null : row.GetFieldValue<DateOnly>(10),
            Status: EnumNames<InsightStatus>.Parse(row.GetString(11)),
            Answer: row.GetOptionalString(12),
            SegmentIds: row.GetFieldValue<string[]>(13),
            Source: row.GetString(14));
}
