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
    private const string Select = "SELECT seq, at, id, channel, speaker, start_s, end_s, text, words, confidence, provider, model FROM segments WHERE session_id = $1";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TranscriptRow>> ListAsync(string orgId, string sessionId, long afterSeq, int limit, CancellationToken cancellationToken) =>
        await tenants.QueryAsync(orgId, Statement.Of($"{Select} AND seq > $2 ORDER BY seq LIMIT $3", sessionId, afterSeq, limit), Read, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TranscriptPlace>> ListPlacesAsync(string orgId, string sessionId, long afterSeq, int limit, CancellationToken cancellationToken) =>
        await tenants.QueryAsync(
            orgId,
            Statement.Of("SELECT seq, channel, speaker, start_s FROM segments WHERE session_id = $1 AND seq > $2 ORDER BY seq LIMIT $3", sessionId, afterSeq, limit),
            row => new TranscriptPlace(row.GetInt64(0), row.GetString(1), row.GetOptionalString(2), row.GetDouble(3)),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TranscriptRow>> ListAsync(string orgId, string sessionId, IReadOnlyList<long> seqs, CancellationToken cancellationToken) =>
        await tenants.QueryAsync(orgId, Statement.Of($"{Select} AND seq = ANY($2) ORDER BY seq", sessionId, seqs.ToArray()), Read, cancellationToken);

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
            Model: row.GetOptionalString(11)));
}
