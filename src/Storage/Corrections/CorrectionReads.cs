using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;

namespace MeetingIntel.Storage.Corrections;

/// <inheritdoc/>
internal sealed class CorrectionReads(TenantDatabase tenants) : ICorrectionReads
{
    // One that was never changed has no versions but the one that stands.
    private const string History =
        """
        SELECT v.seq, coalesce(c.at, s.at), c.actor, c.actor_name, v.version, v.speaker, v.text
        FROM segments s
        CROSS JOIN LATERAL (
          SELECT seq, version, speaker, text FROM segment_versions WHERE session_id = s.session_id AND segment_id = s.id
          UNION ALL
          SELECT s.seq, s.version, s.speaker, s.text WHERE s.version = 1) v
        LEFT JOIN transcript_changes c ON c.session_id = s.session_id AND c.seq = v.seq
        WHERE s.session_id = $1 AND s.id = $2 AND v.seq > $3 ORDER BY v.seq LIMIT $4
        """;

    private const string Speakers =
        """
        SELECT speaker, count(*)::integer, sum(cardinality(regexp_split_to_array(btrim(text, E' \t\n\r'), '\s+')))::bigint, sum(greatest(end_s - start_s, 0))
        FROM segments WHERE session_id = $1 AND speaker IS NOT NULL AND speaker <> ''
        GROUP BY speaker ORDER BY min(seq)
        """;

    private const string Scope =
        """
        SELECT
          (SELECT count(*)::integer FROM segments WHERE session_id = $1 AND speaker = $2),
          EXISTS (SELECT FROM segments WHERE session_id = $1 AND speaker = $3)
        """;

    private const string ActorNames = "SELECT seq, actor_name FROM transcript_changes WHERE session_id = $1 AND seq = ANY($2) AND actor_name IS NOT NULL";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SegmentVersion>> HistoryAsync(string orgId, string sessionId, string segmentId, long afterSeq, int limit, CancellationToken cancellationToken) =>
        await tenants.QueryAsync(
            orgId,
            Statement.Of(History, sessionId, segmentId, afterSeq, limit),
            row => new SegmentVersion(
                row.GetInt64(0), row.GetMoment(1), row.GetOptionalString(2), row.GetOptionalString(3), row.GetInt32(4), row.GetOptionalString(5), row.GetString(6)),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SessionSpeaker>> ListSpeakersAsync(string orgId, string sessionId, CancellationToken cancellationToken) =>
        await tenants.QueryAsync(
            orgId,
            Statement.Of(Speakers, sessionId),
            row => new SessionSpeaker(row.GetString(0), row.GetInt32(1), row.GetInt64(2), row.GetDouble(3)),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<RenameScope> MeasureRenameAsync(string orgId, string sessionId, string from, string to, CancellationToken cancellationToken) =>
        (await tenants.QueryAsync(orgId, Statement.Of(Scope, sessionId, from, to), row => new RenameScope(row.GetInt32(0), row.GetBoolean(1)), cancellationToken))[0];

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<long, string>> ActorNamesAsync(string orgId, string sessionId, IReadOnlyCollection<long> seqs, CancellationToken cancellationToken)
    {
        var names = await tenants.QueryAsync(
            orgId, Statement.Of(ActorNames, sessionId, seqs.ToArray()), row => KeyValuePair.Create(row.GetInt64(0), row.GetString(1)), cancellationToken);
        return names.ToDictionary();
    }
}
