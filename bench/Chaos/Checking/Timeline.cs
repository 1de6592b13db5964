using MeetingIntel.Insights;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;
using Npgsql;

namespace MeetingIntel.Bench.Chaos.Checking;

/// <summary>A session as it stands in PostgreSQL, read past the product.</summary>
/// <param name="Id">The session.</param>
/// <param name="Events">The journal, in order.</param>
/// <param name="Segments">The rows of segments, in order.</param>
/// <param name="Channels">The rows of channels, by name.</param>
/// <param name="Insights">The rows of insights, in the order in which they are listed.</param>
/// <param name="Row">The row of the session; <see langword="null"/> when there is none.</param>
internal sealed record Timeline(
    string Id,
    IReadOnlyList<SessionEvent> Events,
    IReadOnlyList<SegmentRow> Segments,
    IReadOnlyDictionary<string, ChannelRow> Channels,
    IReadOnlyList<InsightRow> Insights,
    SessionRow? Row)
{
    /// <summary>What was said, with its place.</summary>
    public IEnumerable<(long Seq, TranscriptSegment Segment)> Said =>
        Events.Where(entry => entry.Data is TranscriptSegmentAdded).Select(entry => (entry.Seq, ((TranscriptSegmentAdded)entry.Data).Segment));

    /// <summary>All sessions that have left a trace, whoever knows of them.</summary>
    public static async Task<List<string>> ListAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT session_id FROM session_events
            UNION SELECT id FROM sessions
            UNION SELECT session_id FROM segments
            UNION SELECT session_id FROM audio_channels
            UNION SELECT session_id FROM insights
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
            connection, "SELECT seq, at, id, channel, speaker, start_s, end_s, text, words, confidence, provider, model FROM segments WHERE session_id = $1 ORDER BY seq", id,
            row => new SegmentRow(
                row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2), row.GetString(3), Text(row, 4), row.GetDouble(5), row.GetDouble(6), row.GetString(7),
                row.GetString(8), row.IsDBNull(9) ? null : row.GetDouble(9), row.GetString(10), Text(row, 11)));
        var channels = await ListAsync(
            connection, "SELECT name, speaker, sample_rate, acked_offset, open, delayed, sender FROM audio_channels WHERE session_id = $1", id,
            row => new ChannelRow(row.GetString(0), Text(row, 1), row.GetInt32(2), row.GetInt64(3), row.GetBoolean(4), row.GetBoolean(5), Text(row, 6)));
        var insights = await ListAsync(
            connection,
            "SELECT seq, position, at, id, kind, text, assignee, due, due_on, status, answer, segment_ids, source FROM insights WHERE session_id = $1 ORDER BY seq, position",
            id,
            row => new InsightRow(
                row.GetInt64(0), row.GetInt32(1), row.GetFieldValue<DateTimeOffset>(2), row.GetString(3), row.GetString(4), row.GetString(5), Text(row, 6), Text(row, 7),
                row.IsDBNull(8) ? null : row.GetFieldValue<DateOnly>(8), row.GetString(9), Text(row, 10), string.Join(' ', row.GetFieldValue<string[]>(11)), row.GetString(12)));
        var rows = await ListAsync(
            connection,
            """
            SELECT name, status, started_at, ended_at, segment_count, word_count, insight_count, insight_through_seq, insight_final, summary, summary_segment_ids, summary_source
            FROM sessions WHERE id = $1
            """,
            id,
            row => new SessionRow(
                row.GetString(0), row.GetString(1), Time(row, 2), Time(row, 3), row.GetInt32(4), row.GetInt32(5), row.GetInt32(6), row.GetInt64(7), row.GetBoolean(8),
                Text(row, 9), row.IsDBNull(10) ? null : string.Join(' ', row.GetFieldValue<string[]>(10)), Text(row, 11)));
        return new Timeline(id, events, segments, channels.ToDictionary(channel => channel.Name, StringComparer.Ordinal), insights, rows.SingleOrDefault());
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset? Time(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

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

/// <summary>A row of segments; the words as the JSON that is stored.</summary>
internal sealed record SegmentRow(
    long Seq, DateTimeOffset At, string Id, string Channel, string? Speaker, double Start, double End, string Text, string Words, double? Confidence, string Provider, string? Model);

/// <summary>A row of audio channels.</summary>
internal sealed record ChannelRow(string Name, string? Speaker, int SampleRate, long AckedOffset, bool Open, bool Delayed, string? Sender = null);

/// <summary>A row of insights; the ids of segments with blanks between them.</summary>
internal sealed record InsightRow(
    long Seq, int Position, DateTimeOffset At, string Id, string Kind, string Text, string? Assignee, string? Due, DateOnly? DueOn, string Status, string? Answer, string SegmentIds, string Source);

/// <summary>A row of sessions; the ids of segments with blanks between them.</summary>
internal sealed record SessionRow(
    string Name,
    string Status,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    int SegmentCount,
    int WordCount,
    int InsightCount,
    long InsightThroughSeq,
    bool InsightFinal,
    string? Summary,
    string? SummarySegmentIds,
    string? SummarySource);
