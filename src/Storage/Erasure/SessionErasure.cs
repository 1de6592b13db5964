using MeetingIntel.Erasure;
using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Identity;
using MeetingIntel.Storage.Sessions;
using MeetingIntel.Storage.Telemetry;
using static MeetingIntel.Storage.Timeline.Statement;

namespace MeetingIntel.Storage.Erasure;

/// <inheritdoc/>
/// <remarks>
/// A session whose own row has gone is nobody's any more: whoever begins to write in it finds nothing that they could continue. Only what was under way then can still
/// come; so it is swept again until nothing comes and nothing that began before can.
/// </remarks>
internal sealed class SessionErasure(Database database, TimeProvider time) : ISessionErasure
{
    /// <summary>Rows that one statement takes away: it holds up nobody for long, and little is done in vain when it fails.</summary>
    private const int Piece = 5000;

    /// <summary>The same of points, which are small and have one index.</summary>
    private const int PieceOfPoints = 20_000;

    private const string Channels = "telemetry_channels";

    private const string Begin = "DELETE FROM sessions WHERE id = $1 AND org_id = $2 AND NOT importing RETURNING id";

    private const string Receipt =
        """
        receipt AS (
          INSERT INTO erasures (id, session_id, org_id, reason, requested_by, requested_by_name, requested_at, rows, channel_ids)
          SELECT $3, changed.id, $2, $4, $5, actor_name($5), $6, '{"sessions": 1}', '{}' FROM changed),
        """;

    // Behind the lock: whoever writes points now has them on record, and whoever comes next finds no channel.
    private const string Hold = "SELECT pg_advisory_xact_lock($1)";

    private const string EndChannels =
        """
        WITH gone AS (DELETE FROM telemetry_channels WHERE session_id = $1 AND EXISTS (SELECT FROM erasures WHERE session_id = $1) RETURNING id)
        UPDATE erasures e
        SET channel_ids = e.channel_ids || c.ids,
            rows = e.rows || jsonb_build_object('telemetry_channels', coalesce((e.rows ->> 'telemetry_channels')::bigint, 0) + cardinality(c.ids))
        FROM (SELECT coalesce(array_agg(id), '{}') AS ids FROM gone) c WHERE e.session_id = $1 AND c.ids <> '{}'
        """;

    private const string Count = "told AS (UPDATE erasures e SET rows = e.rows || jsonb_build_object({0}, coalesce((e.rows ->> {0})::bigint, 0) + c.n) FROM (SELECT count(*) AS n FROM gone) c WHERE e.session_id = $1 AND c.n > 0)";

    // What is to come back in a session, or in one of its tasks.
    private const string Reminders =
        """
        DELETE FROM reminders WHERE name <> $2
          AND (position($1 IN split_part(grain_id, '/', 2)) = 1 OR split_part(grain_id, '/', 2) IN (SELECT t.id FROM stt_tasks t WHERE t.session_id = $1))
        RETURNING 1
        """;

    /// <inheritdoc/>
    public async Task<ErasureReceipt?> BeginAsync(string sessionId, ErasureReason reason, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(note);
        var now = time.GetUtcNow();
        await database.WriteAsync(
            [
                Of(Hold, TelemetryTransaction.Gate),
                note.With(Begin, Receipt, "NULL::jsonb", now, sessionId, note.OrgId, Ids.NewErasure(), EnumNames<ErasureReason>.Of(reason), note.Actor, now),
                Of(EndChannels, sessionId),
            ],
            static _ => 0,
            cancellationToken);
        return await FindAsync(sessionId, cancellationToken) is { } receipt && string.Equals(receipt.OrgId, note.OrgId, StringComparison.Ordinal) ? receipt : null;
    }

    /// <inheritdoc/>
    public async Task<ErasureReceipt?> FindAsync(string sessionId, CancellationToken cancellationToken) =>
        (await database.QueryAsync(Of($"SELECT {ErasureRow.Columns} FROM erasures WHERE session_id = $1", sessionId), ErasureRow.Read, cancellationToken)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<long> MarkAsync(CancellationToken cancellationToken) =>
        (await database.WriteAsync([Of("SELECT pg_current_xact_id()::text::bigint")], row => row.GetInt64(0), cancellationToken)).Single();

    /// <inheritdoc/>
    public async Task<bool> IsPastAsync(long mark, CancellationToken cancellationToken) =>
        (await database.QueryAsync(Of("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint > $1", mark), row => row.GetBoolean(0), cancellationToken)).Single();

    /// <inheritdoc/>
    public async Task<long> SweepAsync(string sessionId, string keptReminder, CancellationToken cancellationToken)
    {
        var rows = await TakeAsync(sessionId, "reminders", Reminders, cancellationToken, keptReminder);
        foreach (var table in SessionTables.OfSessions.Except([Channels]).Concat(SessionTables.AboutSessions))
        {
            var piece = $"DELETE FROM {table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM {table} WHERE session_id = $1 LIMIT {Piece})) RETURNING 1";
            rows += await TakeAsync(sessionId, table, piece, cancellationToken);
        }

        rows += await EndChannelsAsync(sessionId, cancellationToken);
        foreach (var channel in await ChannelsAsync(sessionId, cancellationToken))
        {
            foreach (var table in SessionTables.OfChannels)
                rows += await TakeAsync(sessionId, table, PieceOfChannel(table), cancellationToken, channel);
        }

        return rows;
    }

    /// <inheritdoc/>
    public Task AddFilesAsync(string sessionId, long files, long bytes, CancellationToken cancellationToken) => database.WriteAsync(
        [Of("UPDATE erasures SET files = files + $2, file_bytes = file_bytes + $3 WHERE session_id = $1", sessionId, files, bytes)], static _ => 0, cancellationToken);

    /// <inheritdoc/>
    public Task CompleteAsync(string sessionId, CancellationToken cancellationToken) => database.WriteAsync(
        [Of("UPDATE erasures SET erased_at = $2, channel_ids = '{}' WHERE session_id = $1 AND erased_at IS NULL", sessionId, time.GetUtcNow())], static _ => 0, cancellationToken);

    /// <summary>The oldest of a channel: where a piece ends is looked up by the index, whichever months it touches.</summary>
    private static string PieceOfChannel(string table) =>
        $"""
        DELETE FROM {table} WHERE channel_id = $2
          AND at <= coalesce((SELECT at FROM {table} WHERE channel_id = $2 ORDER BY at OFFSET {PieceOfPoints} LIMIT 1), 'infinity') RETURNING 1
        """;

    /// <summary>A channel that was just being made when the erasure began.</summary>
    private async Task<int> EndChannelsAsync(string sessionId, CancellationToken cancellationToken)
    {
        var late = (await database.QueryAsync(Of($"SELECT count(*)::integer FROM {Channels} WHERE session_id = $1", sessionId), row => row.GetInt32(0), cancellationToken)).Single();
        if (late > 0)
            await database.WriteAsync([Of(Hold, TelemetryTransaction.Gate), Of(EndChannels, sessionId)], static _ => 0, cancellationToken);
        return late;
    }

    private async Task<List<int>> ChannelsAsync(string sessionId, CancellationToken cancellationToken) =>
        await database.QueryAsync(Of("SELECT unnest(channel_ids) FROM erasures WHERE session_id = $1", sessionId), row => row.GetInt32(0), cancellationToken);

    private async Task<long> TakeAsync(string sessionId, string table, string delete, CancellationToken cancellationToken, params object[] values)
    {
        var count = Count.Replace("{0}", $"'{table}'", StringComparison.Ordinal);
        var statement = Of($"WITH gone AS ({delete}), {count} SELECT count(*) FROM gone", [sessionId, .. values]);
        return (await database.WriteAsync([statement], row => row.GetInt64(0), cancellationToken)).Single();
    }
}
