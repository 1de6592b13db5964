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

    // Each note as its newest version of then; the note itself may have changed since.
    private const string AsOf =
        """
        SELECT v.note, n.observed_at, n.seq
        FROM notes n CROSS JOIN LATERAL (
          SELECT note FROM note_versions WHERE session_id = n.session_id AND note_id = n.id AND seq <= $2 ORDER BY seq DESC LIMIT 1) v
        WHERE n.session_id = $1 AND n.seq <= $2 AND v.note IS NOT NULL AND ($3::timestamptz IS NULL OR (n.observed_at, n.seq) > ($3, $4))
        ORDER BY n.observed_at, n.seq LIMIT $5
        """;

    private const string ActorNames =
        """
        SELECT v.seq, v.actor_name FROM unnest($2, $3) AS change (note_id, seq)
        JOIN note_versions v ON v.session_id = $1 AND v.note_id = change.note_id AND v.seq = change.seq
        WHERE v.actor_name IS NOT NULL
        """;

    private static readonly GrainError BadCursor = new(GrainErrorKind.Validation, "note.bad-cursor", "The cursor is not one that a page of notes gave.");

    /// <inheritdoc/>
    public async Task<GrainResult<NotePage>> ListAsync(string orgId, string sessionId, NoteFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (!TryReadCursor(cursor, out var after, out var afterSeq))
            return BadCursor;

        var query = Matching(sessionId, filter);
        if (after is not null)
            query.Where($"(n.observed_at, n.seq) > ({query.Add(after.At)}, {query.Add(afterSeq)})");
        var statement = query.Build($"SELECT {Columns}, n.seq FROM notes n", $"ORDER BY n.observed_at, n.seq LIMIT {query.Add(limit + 1L)}");
        var rows = await tenants.QueryAsync(orgId, statement, row => (Note: ReadNote(row), Seq: row.GetInt64(10)), cancellationToken);
        return Page(rows, limit);
    }

    /// <inheritdoc/>
    public async Task<GrainResult<NotePage>> ListAsOfAsync(string orgId, string sessionId, long throughSeq, string? cursor, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (!TryReadCursor(cursor, out var after, out var afterSeq))
            return BadCursor;

        var rows = await tenants.QueryAsync(
            orgId,
            Statement.Of(AsOf, sessionId, throughSeq, after?.At, afterSeq, limit + 1L),
            row => (Note: JsonSerializer.Deserialize<Note>(row.GetString(0), SessionEventTypes.Json)!, Seq: row.GetInt64(2)),
            cancellationToken);
        return Page(rows, limit);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<long, string>> ActorNamesAsync(
        string orgId, string sessionId, IReadOnlyCollection<(string NoteId, long Seq)> changes, CancellationToken cancellationToken)
    {
        var statement = Statement.Of(ActorNames, sessionId, changes.Select(change => change.NoteId).ToArray(), changes.Select(change => change.Seq).ToArray());
        var names = await tenants.QueryAsync(orgId, statement, row => KeyValuePair.Create(row.GetInt64(0), row.GetString(1)), cancellationToken);
        return names.ToDictionary();
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

    private static bool TryReadCursor(string? cursor, out TimeCursor? after, out long afterSeq)
    {
        afterSeq = 0L;
        after = cursor is null ? null : TimeCursor.TryParse(cursor);
        return cursor is null || (after is not null && long.TryParse(after.Key, NumberStyles.None, CultureInfo.InvariantCulture, out afterSeq));
    }

    /// <summary>One more than asked for was read: it tells whether there is a next page.</summary>
    private static NotePage Page(List<(Note Note, long Seq)> rows, int limit)
    {
        if (rows.Count <= limit)
            return new(rows.ConvertAll(row => row.Note), null);

        var last = rows[limit - 1];
        return new([.. rows.Take(limit).Select(row => row.Note)], new TimeCursor(last.Note.Timestamp, last.Seq.ToString(CultureInfo.InvariantCulture)).ToString());
    }

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
