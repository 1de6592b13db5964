using System.Text.Json;
using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;
using Npgsql;

namespace MeetingIntel.Storage.Transcription;

/// <summary>Reads what was said from its query table.</summary>
internal sealed class TranscriptReads(TenantDatabase tenants) : ITranscriptReads
{
    private const string Select = "SELECT seq, at, id, channel, speaker, start_s, end_s, text, words, confidence, provider, model, version FROM segments WHERE session_id = $1";

    // A segment that was corrected later as it stood then; words only where they are those of its text.
    private const string AsOf =
        """
        FROM segments s LEFT JOIN LATERAL (
          SELECT version, speaker, text FROM segment_versions WHERE session_id = s.session_id AND segment_id = s.id AND seq <= $2 ORDER BY seq DESC LIMIT 1) v ON s.version > 1
        WHERE s.session_id = $1
        """;

    private const string Speaker = "CASE WHEN v.version IS NULL THEN s.speaker ELSE v.speaker END";

    private const string ListAsOf =
        $"""
        SELECT s.seq, s.at, s.id, s.channel, {Speaker}, s.start_s, s.end_s, coalesce(v.text, s.text), CASE WHEN coalesce(v.text, s.text) = s.text THEN s.words ELSE '[]'::json END,
          s.confidence, s.provider, s.model, coalesce(v.version, s.version)
        {AsOf} AND s.seq = ANY($3) ORDER BY s.seq
        """;

    private const string ListPlaces = $"SELECT s.seq, s.channel, {Speaker}, s.start_s {AsOf} AND s.seq > $3 ORDER BY s.seq LIMIT $4";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TranscriptRow>> ListAsync(string orgId, string sessionId, long afterSeq, int limit, CancellationToken cancellationToken) =>
        await tenants.QueryAsync(orgId, Statement.Of($"{Select} AND seq > $2 ORDER BY seq LIMIT $3", sessionId, afterSeq, limit), Read, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TranscriptPlace>> ListPlacesAsync(string orgId, string sessionId, long throughSeq, long afterSeq, int limit, CancellationToken cancellationToken) =>
        await tenants.QueryAsync(
            orgId,
            Statement.Of(ListPlaces, sessionId, throughSeq, afterSeq, limit),
            row => new TranscriptPlace(row.GetInt64(0), row.GetString(1), row.GetOptionalString(2), row.GetDouble(3)),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TranscriptRow>> ListAsOfAsync(string orgId, string sessionId, long throughSeq, IReadOnlyList<long> seqs, CancellationToken cancellationToken) =>
        await tenants.QueryAsync(orgId, Statement.Of(ListAsOf, sessionId, throughSeq, seqs.ToArray()), Read, cancellationToken);

    /// <inheritdoc/>
    public async Task<TranscriptRow?> FindSegmentAsync(string orgId, string sessionId, string segmentId, CancellationToken cancellationToken) =>
        (await tenants.QueryAsync(orgId, Statement.Of($"{Select} AND id = $2", sessionId, segmentId), Read, cancellationToken)).SingleOrDefault();

    private static TranscriptRow Read(NpgsqlDataReader row) => new(
        Seq: row.GetInt64(0),
        At: row.GetMoment(1),
        Segment: new(
            Id: row.GetString(2),
            Channel: row.GetString(3),
            Speaker: row.GetOptionalString(4),
            Start: row.GetDouble(5),
            End: row.GetDouble(6),
            Text: row.GetString(7),
            Words: JsonSerializer.Deserialize<List<TranscriptWord>>(row.GetString(8), SessionEventTypes.Json) ?? [],
            Confidence: row.GetOptionalDouble(9),
            Provider: row.GetString(10),
            Model: row.GetOptionalString(11)),
        Version: row.GetInt32(12));
}
