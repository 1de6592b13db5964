using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.SttTasks;
using Npgsql;

namespace MeetingIntel.Storage.SttTasks;

/// <inheritdoc/>
internal sealed class SttTaskReads(Database database, TenantDatabase tenants) : ISttTaskReads
{
    private const string Select = "SELECT id, audio_chunk_id, duration_seconds, status, transcript, error, created_at, updated_at, model, seq FROM stt_tasks WHERE session_id = $1";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredSttTask>> ListAsync(string orgId, string sessionId, long? beforeSeq, int limit, CancellationToken cancellationToken) =>
        await tenants.QueryAsync(
            orgId,
            Statement.Of($"{Select} AND seq < $2 ORDER BY seq DESC LIMIT $3", sessionId, beforeSeq ?? long.MaxValue, limit),
            row => new StoredSttTask(ReadTask(row), row.GetInt64(9)),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<SttTask?> FindAsync(string orgId, string sessionId, string taskId, CancellationToken cancellationToken) =>
        (await tenants.QueryAsync(orgId, Statement.Of($"{Select} AND id = $2", sessionId, taskId), ReadTask, cancellationToken)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<string?> FindSessionOfPendingAsync(string taskId, CancellationToken cancellationToken) =>
        (await database.QueryAsync(Statement.Of("SELECT session_id FROM stt_tasks WHERE id = $1 AND status = 'pending'", taskId), row => row.GetString(0), cancellationToken)).SingleOrDefault();

    private static SttTask ReadTask(NpgsqlDataReader row) => new(
        Id: row.GetString(0),
        AudioChunkId: row.GetString(1),
        DurationSeconds: row.GetOptionalDouble(2),
        Status: EnumNames<SttTaskStatus>.Parse(row.GetString(3)),
        Transcript: row.GetOptionalString(4),
        Error: row.GetOptionalString(5),
        CreatedAt: row.GetMoment(6),
        UpdatedAt: row.GetMoment(7),
        Model: row.GetOptionalString(8));
}
