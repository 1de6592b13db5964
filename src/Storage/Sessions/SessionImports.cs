using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Identity;
using MeetingIntel.Storage.Timeline;

namespace MeetingIntel.Storage.Sessions;

/// <inheritdoc/>
internal sealed class SessionImports(Database database, TimeProvider time) : ISessionImports
{
    /// <inheritdoc/>
    public async Task<bool> IsUnderWayAsync(string sessionId, CancellationToken cancellationToken) =>
        (await database.QueryAsync(Statement.Of("SELECT importing FROM sessions WHERE id = $1", sessionId), row => row.GetBoolean(0), cancellationToken)).SingleOrDefault();

    /// <inheritdoc/>
    public Task CompleteAsync(string sessionId, AuditNote note, CancellationToken cancellationToken) =>
        database.WriteAsync([note.With("UPDATE sessions SET importing = false WHERE id = $1 AND importing RETURNING id", time.GetUtcNow(), sessionId)], row => row.GetString(0), cancellationToken);

    /// <inheritdoc/>
    public Task EraseAsync(string sessionId, CancellationToken cancellationToken) => database.WriteAsync(
        [
            .. SessionTables.OfChannels.Select(table => Statement.Of(
                $"DELETE FROM {table} WHERE channel_id IN (SELECT c.id FROM telemetry_channels c JOIN sessions s ON s.id = c.session_id WHERE s.id = $1 AND s.importing)", sessionId)),
            // The session's own row last: as long as it is there, the erasure can be done again.
            .. SessionTables.OfSessions.Select(table => Statement.Of($"DELETE FROM {table} WHERE session_id = $1 AND EXISTS (SELECT FROM sessions WHERE id = $1 AND importing)", sessionId)),
            Statement.Of("DELETE FROM sessions WHERE id = $1 AND importing", sessionId),
        ],
        row => row.GetInt32(0),
        cancellationToken);
}
