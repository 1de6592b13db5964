using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Identity;
using MeetingIntel.Storage.Timeline;

namespace MeetingIntel.Storage.Sessions;

/// <inheritdoc/>
internal sealed class SessionImports(Database database, TimeProvider time) : ISessionImports
{
    /// <summary>The tables that hold what is in a session, the session's own erased last: as long as that row is there, the erasure can be done again.</summary>
    internal static readonly string[] Tables = ["segments", "audio_channels", "insights", "notes", "note_versions", "stt_tasks", "search_entries", "telemetry_told", "telemetry_crossings", "telemetry_channels", "session_events"];

    /// <summary>The tables of measurements, by their channels: erased before those.</summary>
    private static readonly string[] OfChannels = ["telemetry_points", "telemetry_buckets"];

    /// <inheritdoc/>
    public async Task<bool> IsUnderWayAsync(string sessionId, CancellationToken cancellationToken) =>
        (await database.QueryAsync(Statement.Of("SELECT importing FROM sessions WHERE id = $1", sessionId), row => row.GetBoolean(0), cancellationToken)).SingleOrDefault();

    /// <inheritdoc/>
    public Task CompleteAsync(string sessionId, AuditNote note, CancellationToken cancellationToken) =>
        database.WriteAsync([note.With("UPDATE sessions SET importing = false WHERE id = $1 AND importing RETURNING id", time.GetUtcNow(), sessionId)], row => row.GetString(0), cancellationToken);

    /// <inheritdoc/>
    public Task EraseAsync(string sessionId, CancellationToken cancellationToken) => database.WriteAsync(
        [
            .. OfChannels.Select(table => Statement.Of(
                $"DELETE FROM {table} WHERE channel_id IN (SELECT c.id FROM telemetry_channels c JOIN sessions s ON s.id = c.session_id WHERE s.id = $1 AND s.importing)", sessionId)),
            .. Tables.Select(table => Statement.Of($"DELETE FROM {table} WHERE session_id = $1 AND EXISTS (SELECT FROM sessions WHERE id = $1 AND importing)", sessionId)),
            Statement.Of("DELETE FROM sessions WHERE id = $1 AND importing", sessionId),
        ],
        row => row.GetInt32(0),
        cancellationToken);
}
