using MeetingIntel.Storage.Connections;
using MeetingIntel.Timeline;
using Npgsql;

namespace MeetingIntel.Storage.Timeline;

/// <summary>The journal in PostgreSQL.</summary>
internal sealed class PostgresJournal(JournalWriter writer, HeavyJournalWriter heavyWriter, TenantDatabase tenants) : IJournal
{
    private const string Select = "SELECT seq, at, type, data FROM session_events WHERE session_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    private const string SelectTypes = "SELECT seq, at, type, data FROM session_events WHERE session_id = $1 AND seq > $2 AND type = ANY($4) ORDER BY seq LIMIT $3";
    private const string SelectLatest = "SELECT max(at) FROM session_events WHERE session_id = $1 AND seq <= $2 HAVING count(*) > 0";

    /// <inheritdoc/>
    public Task<JournalOutcome> AppendAsync(JournalAppend append, CancellationToken cancellationToken) =>
        (PendingAppend.IsHeavyToWrite(append) ? heavyWriter : writer).AppendAsync(append, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SessionEvent>> ReadAsync(string orgId, string sessionId, long after, int limit, CancellationToken cancellationToken) =>
        await tenants.QueryAsync(orgId, Statement.Of(Select, sessionId, after, limit), ReadEvent, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SessionEvent>> ReadAsync(
        string orgId, string sessionId, IReadOnlyList<string> types, long after, int limit, CancellationToken cancellationToken) =>
        await tenants.QueryAsync(orgId, Statement.Of(SelectTypes, sessionId, after, limit, types.ToArray()), ReadEvent, cancellationToken);

    /// <inheritdoc/>
    public async Task<DateTimeOffset?> ReadLatestMomentAsync(string orgId, string sessionId, long upTo, CancellationToken cancellationToken) =>
        await tenants.QueryAsync(orgId, Statement.Of(SelectLatest, sessionId, upTo), static row => row.GetMoment(0), cancellationToken) is [var latest] ? latest : null;

    private static SessionEvent ReadEvent(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetMoment(1), SessionEventTypes.Deserialize(row.GetString(2), row.GetString(3)));
}
