using MeetingIntel.Storage.Connections;
using MeetingIntel.Timeline;
using Npgsql;

namespace MeetingIntel.Storage.Timeline;

/// <summary>The journal in PostgreSQL.</summary>
internal sealed class PostgresJournal(JournalWriter writer, Database database) : IJournal
{
    private const string Select = "SELECT seq, at, type, data FROM session_events WHERE session_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";

    /// <inheritdoc/>
    public Task<JournalOutcome> AppendAsync(JournalAppend append, CancellationToken cancellationToken) => writer.AppendAsync(append, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SessionEvent>> ReadAsync(string sessionId, long after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<SessionEvent>>(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand(Select, connection);
                command.AddText(sessionId).AddNumber(after).AddNumber(limit);
                return await command.ReadAllAsync(
                    row => new SessionEvent(row.GetInt64(0), row.GetMoment(1), SessionEventTypes.Deserialize(row.GetString(2), row.GetString(3))),
                    token);
            },
            cancellationToken);
}
