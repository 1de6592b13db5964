using System.Globalization;
using System.Text.Json;
using MeetingIntel.Notes;
using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Timeline;
using Npgsql;

namespace MeetingIntel.Storage.Notes;

/// <inheritdoc/>
internal sealed class NoteReads(TenantDatabase tenants) : INoteReads
{
    private const string Columns = "n.id, n.observed_at, n.speaker, n.content, n.type, n.tags, n.telemetry_snapshot, n.created_at, n.updated_at, n.version";

    private const string Find = $"SELECT {Columns}, n.deleted FROM notes n WHERE n.session_id = $1 AND n.id = $2";

    private const string History = "SELECT seq, at, actor, actor_name, note FROM note_versions WHERE session_id = $1 AND note_id = $2 AND seq > $3 ORDER BY seq LIMIT $4";

    private static readonly GrainError BadCursor = new(GrainErrorKind.Validation, "note.bad-cursor", "The cursor is not one that a page of notes gave.");

    /// <inheritdoc/>
    public async Task<GrainResult<NotePage>> ListAsync(string orgId, string sessionId, NoteFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var after = cursor is null ? null : TimeCursor.TryParse(cursor);
        var afterSeq = 0L;
        if (cursor is not null && (after is null || !long.TryParse(after.Key, NumberStyles.None, CultureInfo.InvariantCulture, out afterSeq)))
            return BadCursor;

        // One more than asked for tells whether there is a next page.
        var query = Matching(sessionId, filter);
        if (after is not null)
            query.Where($"(n.observed_at, n.seq) > ({query.Add(after.At)}, {query.Add(afterSeq)})");
        var statement = query.Build($"SELECT {Columns}, n.seq FROM notes n", $"ORDER BY n.observed_at, n.seq LIMIT {query.Add(limit + 1L)}");
        var rows = await tenants.QueryAsync(orgId, statement, row => (Note: ReadNote(row), Seq: row.GetInt64(10)), cancellationToken);
        if (rows.Count <= limit)
            return new NotePage(rows.ConvertAll(row => row.Note), null);

        var last = rows[limit - 1];
        return new NotePage([.. rows.Take(limit).Select(row => row.Note)], new TimeCursor(last.Note.Timestamp, last.Seq.ToString(CultureInfo.InvariantCulture)).ToString());
    }

    /// <inheritdoc/>
    public async Task<StoredNote?> FindAsync(string orgId, string sessionId, string noteId, CancellationToken cancellationToken) =>
        (await tenants.QueryAsync(orgId, Statement.Of(Find, sessionId, noteId), row => new StoredNote(ReadNote(row), row.GetBoolean(10)), cancellationToken)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<NoteVersion>> HistoryAsync(string orgId, string sessionId, string noteId, long afterSeq, int limit, CancellationToken cancellationToken) =>
        await tenants.QueryAsync(
            orgId,
            Statement.Of(History, sessionId, noteId, afterSeq, limit),
            row => new NoteVersion(
                row.GetInt64(0),
                row.GetMoment(1),
                row.GetOptionalString(2),
                row.GetOptionalString(3),
                row.IsDBNull(4) ? null : JsonSerializer.Deserialize<Note>(row.GetString(4), SessionEventTypes.Json)),
            cancellationToken);

    private static ConditionalQuery Matching(string sessionId, NoteFilter filter)
    {
        var query = new ConditionalQuery();
        query.Where($"n.session_id = {query.Add(sessionId)} AND NOT n.deleted");
        if (filter.Speaker is { } speaker)
            query.Where($"n.speaker = {query.Add(speaker)}");
        if (filter.Type is { } type)
            query.Where($"n.type = {query.Add(EnumNames<NoteType>.Of(type))}");
        if (filter.Tag is { } tag)
            query.Where($"{query.Add(tag)} = ANY(n.tags)");
        if (filter.From is { } from)
            query.Where($"n.observed_at >= {query.Add(from)}");
        if (filter.To is { } to)
            query.Where($"n.observed_at <= {query.Add(to)}");
        return query;
    }

    private static Note ReadNote(NpgsqlDataReader row) => new(
        Id: row.GetString(0),
        Timestamp: row.GetMoment(1),
        Speaker: row.GetOptionalString(2),
        Content: row.GetString(3),
        Type: EnumNames<NoteType>.Parse(row.GetString(4)),
        Tags: row.GetFieldValue<string[]>(5),
        TelemetrySnapshot: row.GetOptionalString(6),
        CreatedAt: row.GetMoment(7),
        UpdatedAt: row.GetMoment(8),
        Version: row.GetInt32(9));
}
