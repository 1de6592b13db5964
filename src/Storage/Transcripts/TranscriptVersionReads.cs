using System.Text.Json;
using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;
using MeetingIntel.Transcripts;

namespace MeetingIntel.Storage.Transcripts;

/// <inheritdoc/>
internal sealed class TranscriptVersionReads(TenantDatabase tenants) : ITranscriptVersionReads
{
    private const string List =
        "SELECT version, provider, model, created_at, created_by, status, error, segments, words FROM transcript_versions WHERE session_id = $1 ORDER BY version";

    private const string Progress = "SELECT recording_id, to_offset, to_time FROM transcript_version_progress WHERE session_id = $1 AND version = $2";

    private const string Segments =
        "SELECT seq, place, segment FROM transcript_version_segments WHERE session_id = $1 AND version = $2 AND (seq, place) > ($3, $4) ORDER BY seq, place LIMIT $5";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TranscriptVersion>> ListAsync(string orgId, string sessionId, CancellationToken cancellationToken) =>
        await tenants.QueryAsync(
            orgId,
            Statement.Of(List, sessionId),
            row => new TranscriptVersion(
                row.GetInt32(0),
                row.GetString(1),
                row.GetOptionalString(2),
                row.GetMoment(3),
                row.GetOptionalString(4),
                EnumNames<TranscriptVersionStatus>.Parse(row.GetString(5)),
                row.GetOptionalString(6),
                row.GetInt32(7),
                row.GetInt32(8)),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, VersionProgress>> ProgressAsync(string orgId, string sessionId, int version, CancellationToken cancellationToken) =>
        (await tenants.QueryAsync(
            orgId,
            Statement.Of(Progress, sessionId, version),
            row => (Recording: row.GetString(0), Progress: new VersionProgress(row.GetInt64(1), row.GetDouble(2))),
            cancellationToken))
        .ToDictionary(row => row.Recording, row => row.Progress, StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<VersionSegment>> SegmentsAsync(string orgId, string sessionId, int version, VersionPlace? after, int limit, CancellationToken cancellationToken) =>
        await tenants.QueryAsync(
            orgId,
            Statement.Of(Segments, sessionId, version, after?.Seq ?? 0, after?.Place ?? 0, limit),
            row => new VersionSegment(new(row.GetInt64(0), row.GetInt32(1)), JsonSerializer.Deserialize<TranscriptSegment>(row.GetString(2), SessionEventTypes.Json)!),
            cancellationToken);
}
