using System.Globalization;
using MeetingIntel.Insights;
using MeetingIntel.Notes;
using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using Npgsql;
using NpgsqlTypes;

namespace MeetingIntel.Storage.Search;

/// <inheritdoc/>
internal sealed class SearchReads(TenantDatabase tenants) : ISearchReads
{
    // The ids come from a function that sees all rows; what they stand for is read as the organisation, which sees its own.
    private const string Find =
        """
        SELECT h.kind, h.session_id, s.name, h.id, coalesce(g.seq, o.seq, i.seq, s.insight_through_seq), h.at, h.n,
          coalesce(g.speaker, o.speaker), o.type, o.tags, i.kind,
          left(CASE h.kind WHEN 'transcript' THEN g.text WHEN 'note' THEN o.content ELSE CASE WHEN h.id = 'summary' THEN s.summary ELSE insight_text(i.text, i.assignee, i.due, i.answer) END END, 20000),
          m.id, m.seq, m.channel, m.start_s, m.end_s
        FROM search_hits(search_query($1), $2, $3, $4, $5, $6, $7, $8, $9) h
        JOIN sessions s ON s.id = h.session_id
        LEFT JOIN segments g ON h.kind = 'transcript' AND g.session_id = h.session_id AND g.id = h.id
        LEFT JOIN notes o ON h.kind = 'note' AND o.session_id = h.session_id AND o.id = h.id
        LEFT JOIN insights i ON h.kind = 'insight' AND i.session_id = h.session_id AND i.id = h.id
        LEFT JOIN segments m ON m.session_id = h.session_id
          AND m.id = CASE WHEN h.kind = 'transcript' THEN h.id WHEN h.id = 'summary' THEN s.summary_segment_ids[1] ELSE i.segment_ids[1] END
        ORDER BY h.at DESC, h.n DESC
        """;

    // As in search_hits.
    private const string HasWords = "SELECT querytree(search_query($1)) NOT IN ('', 'T')";

    private static readonly GrainError NothingToFind = new(
        GrainErrorKind.Validation, "search.nothing-to-find", "There is nothing to find: ask for at least one word, other than those that stand everywhere, like 'the'.");

    private static readonly GrainError BadCursor = new(GrainErrorKind.Validation, "search.bad-cursor", "The cursor is not one that a page of this search gave.");

    private static readonly string[] AllKinds = [.. Enum.GetValues<SearchKind>().Select(EnumNames<SearchKind>.Of)];

    /// <inheritdoc/>
    public async Task<GrainResult<SearchPage>> FindAsync(string orgId, SearchQuestion question, string? cursor, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (!TryStart(question, cursor, out var before))
            return BadCursor;

        // One more than asked for tells whether there is a next page.
        var found = await tenants.QueryAsync(orgId, Ask(question, before, limit + 1), Found.Read, cancellationToken);
        if (found.Count == 0 && !(await tenants.QueryAsync(orgId, Statement.Of(HasWords, question.Words), row => row.GetBoolean(0), cancellationToken)).Single())
            return NothingToFind;

        var page = found.Take(limit).ToList();
        var words = await ReadWordsAsync(orgId, question.Words, page, cancellationToken);
        var next = found.Count <= limit ? null : new TimeCursor(page[^1].At, page[^1].N.ToString(CultureInfo.InvariantCulture)).ToString();
        return new SearchPage(page.ConvertAll(hit => hit.ToHit(words)), next);
    }

    private static NpgsqlBatchCommand Ask(SearchQuestion question, (DateTimeOffset At, long N) before, int wanted) => Statement.Create(
        Find,
        new NpgsqlParameter<string> { TypedValue = question.Words },
        Optional(question.SessionId),
        new NpgsqlParameter<string[]> { TypedValue = question.Kinds.Count == 0 ? AllKinds : [.. question.Kinds.Distinct().Select(EnumNames<SearchKind>.Of)] },
        Optional(question.Speaker),
        Optional(question.Tag),
        Moment(question.From ?? DateTimeOffset.MinValue),
        Moment(before.At),
        Statement.Number(before.N),
        new NpgsqlParameter<int> { TypedValue = wanted });

    /// <summary>Which entries come before all that are wanted: none, or those that earlier pages gave.</summary>
    private static bool TryStart(SearchQuestion question, string? cursor, out (DateTimeOffset At, long N) before)
    {
        before = (question.To ?? DateTimeOffset.MaxValue, long.MaxValue);
        if (cursor is null)
            return true;

        if (TimeCursor.TryParse(cursor) is not { } after || !long.TryParse(after.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var n))
            return false;

        if (after.At <= before.At)
            before = (after.At, n);
        return true;
    }

    private static NpgsqlParameter Optional(string? text) => new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    // The ends of time stand for none.
    private static NpgsqlParameter Moment(DateTimeOffset at) => new NpgsqlParameter<DateTime> { TypedValue = at.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private async Task<HitWords> ReadWordsAsync(string orgId, string question, List<Found> page, CancellationToken cancellationToken)
    {
        var words = new HashSet<string>(page.SelectMany(hit => TextWords.Of(hit.Text)).Select(word => word.Text), StringComparer.Ordinal);
        return words.Count == 0
            ? HitWords.None
            : new HitWords((await tenants.QueryAsync(orgId, HitWords.Query(question, words), row => row.GetString(0), cancellationToken)).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>A row of <see cref="Find"/>.</summary>
    private sealed record Found(
        SearchKind Kind, string SessionId, string SessionName, string Id, long Seq, DateTimeOffset At, long N, string? Speaker, NoteType? NoteType, string[]? Tags,
        InsightKind? InsightKind, string Text, SearchMoment? Moment)
    {
        public static Found Read(NpgsqlDataReader row) => new(
            EnumNames<SearchKind>.Parse(row.GetString(0)),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetInt64(4),
            row.GetMoment(5),
            row.GetInt64(6),
            row.GetOptionalString(7),
            row.IsDBNull(8) ? null : EnumNames<NoteType>.Parse(row.GetString(8)),
            row.IsDBNull(9) ? null : row.GetFieldValue<string[]>(9),
            row.IsDBNull(10) ? null : EnumNames<InsightKind>.Parse(row.GetString(10)),
            row.GetString(11),
            row.IsDBNull(12) ? null : new SearchMoment(row.GetString(12), row.GetInt64(13), row.GetString(14), row.GetDouble(15), row.GetDouble(16)));

        public SearchHit ToHit(HitWords words) =>
            new(Kind, SessionId, SessionName, Id, Seq, At, Speaker, Moment, NoteType, Tags, InsightKind, Snippet.Cut(Text, words));
    }
}
