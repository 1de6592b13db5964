using MeetingIntel.Storage.Corrections;
using MeetingIntel.Storage.Identity;
using MeetingIntel.Storage.Insights;
using MeetingIntel.Storage.Notes;
using MeetingIntel.Storage.Recordings;
using MeetingIntel.Storage.Search;
using MeetingIntel.Storage.Sessions;
using MeetingIntel.Storage.SttTasks;
using MeetingIntel.Storage.Telemetry;
using MeetingIntel.Storage.Transcription;
using MeetingIntel.Storage.Transcripts;
using Npgsql;
using static MeetingIntel.Storage.Timeline.Statement;

namespace MeetingIntel.Storage.Timeline;

/// <summary>Writes appends and all rows that follow from them in one transaction and one round trip; and finds out whether a transaction whose answer got lost was committed.</summary>
internal static class JournalTransaction
{
    private const string FindEvents =
        """
        SELECT EXISTS (
          SELECT FROM unnest($1, $2, $3) AS append (session_id, seq, append_id)
          JOIN session_events e USING (session_id, seq, append_id))
        """;

    private const string FindAdvances =
        """
        SELECT EXISTS (
          SELECT FROM unnest($1, $2, $3) AS append (session_id, name, append_id)
          JOIN audio_channels c USING (session_id, name, append_id))
        """;

    /// <summary>Writes and commits. All statements travel together and form one transaction, which the database commits only when every one of them held.</summary>
    /// <param name="connection">Open and idle.</param>
    /// <param name="appends">Each follows on from the ones of its session before it.</param>
    /// <param name="timeoutSeconds">How long the whole may take.</param>
    /// <param name="cancellationToken">Gives up; whether it was committed is open then.</param>
    public static async Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<PendingAppend> appends, int timeoutSeconds, CancellationToken cancellationToken)
    {
        // The order matters: counts of a session are added after the session is there.
        IProjection[] projections = [new EventRows(), new SessionProjection(), new ChannelProjection(), new SegmentProjection(), new CorrectionProjection(), new InsightProjection(), new NoteProjection(), new SttTaskProjection(), new TelemetryProjection(), new RecordingProjection(), new TranscriptVersionProjection(), new SearchProjection(), new AuditProjection()];
        foreach (var pending in appends)
        {
            foreach (var projection in projections)
                projection.Apply(pending);
        }

        await using var batch = new NpgsqlBatch(connection) { Timeout = timeoutSeconds };
        foreach (var projection in projections)
            projection.AddStatements(batch.BatchCommands);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Looks for the traces of a transaction: since it is one, a single row proves all of it.</summary>
    /// <param name="connection">Open and idle.</param>
    /// <param name="appends">What <see cref="WriteAsync"/> was given.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<bool> IsCommittedAsync(NpgsqlConnection connection, IReadOnlyList<PendingAppend> appends, CancellationToken cancellationToken)
    {
        var events = appends.Where(pending => pending.Append.Events.Count > 0).ToList();
        if (events.Count > 0)
        {
            return await ExistsAsync(
                connection,
                FindEvents,
                [Texts(SessionIds(events)), Longs([.. events.Select(pending => pending.Append.Events[0].Seq)]), Ids(AppendIds(events))],
                cancellationToken);
        }

        return await ExistsAsync(
            connection,
            FindAdvances,
            [Texts(SessionIds(appends)), Texts([.. appends.Select(pending => pending.Append.Advances[0].Channel)]), Ids(AppendIds(appends))],
            cancellationToken);
    }

    private static List<string> SessionIds(IEnumerable<PendingAppend> appends) => [.. appends.Select(pending => pending.Append.SessionId)];

    private static List<Guid> AppendIds(IEnumerable<PendingAppend> appends) => [.. appends.Select(pending => pending.Id)];

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string sql, NpgsqlParameter[] columns, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(columns);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }
}
