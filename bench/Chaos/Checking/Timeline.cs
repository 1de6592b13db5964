using MeetingIntel.Timeline;
using Npgsql;

namespace MeetingIntel.Bench.Chaos.Checking;

/// <summary>A session as it stands in PostgreSQL, read past the product.</summary>
/// <param name="Id">The session.</param>
/// <param name="Events">The journal, in order.</param>
/// <param name="Segments">The rows of segments.</param>
/// <param name="Channels">The rows of channels.</param>
/// <param name="Row">The row of the session; <see langword="null"/> when there is none.</param>
internal sealed record Timeline(
    string Id, IReadOnlyList<SessionEvent> Events, IReadOnlyList<SegmentRow> Segments, IReadOnlyDictionary<string, long> Channels, SessionRow? Row)
{
    /// <summary>All sessions that have left a trace, whoever knows of them.</summary>
    public static async Task<List<string>> ListAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT session_id FROM session_events
            UNION SELECT id FROM sessions
            UNION SELECT session_id FROM segments
            UNION SELECT session_id FROM audio_channels
            ORDER BY 1
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<string>();
        while (await reader.ReadAsync())
        {
            ids.Add(reader.GetString(0));
        }

        return ids;
    }

    /// <summary>Reads one.</summary>
    public static async Task<Timeline> ReadAsync(NpgsqlConnection connection, string id)
    {
        var events = await ListAsync(
            connection, "SELECT seq, at, type, data FROM session_events WHERE session_id = $1 ORDER BY seq", id,
            row => new SessionEvent(row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1), SessionEventTypes.Deserialize(row.GetString(2), row.GetString(3))));
        var segments = await ListAsync(
            connection, "SELECT seq, id, channel, text FROM segments WHERE session_id = $1 ORDER BY seq", id,
            row => new SegmentRow(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3)));
        var channels = await ListAsync(
            connection, "SELECT name, acked_offset FROM audio_channels WHERE session_id = $1", id, row => (Name: row.GetString(0), Acked: row.GetInt64(1)));
        var rows = await ListAsync(
            connection, "SELECT name, status, segment_count FROM sessions WHERE id = $1", id, row => new SessionRow(row.GetString(0), row.GetString(1), row.GetInt32(2)));
        return new Timeline(id, events, segments, channels.ToDictionary(channel => channel.Name, channel => channel.Acked, StringComparer.Ordinal), rows.SingleOrDefault());
    }

    private static async Task<List<T>> ListAsync<T>(NpgsqlConnection connection, string sql, string id, Func<NpgsqlDataReader, T> read)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = id } } };
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}

/// <summary>A row of segments.</summary>
internal sealed record SegmentRow(long Seq, string Id, string Channel, string Text);

/// <summary>A row of sessions.</summary>
internal sealed record SessionRow(string Name, string Status, int SegmentCount);
