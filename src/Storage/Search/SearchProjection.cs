using MeetingIntel.Corrections;
using MeetingIntel.Insights;
using MeetingIntel.Notes;
using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Transcription;
using Npgsql;
using static MeetingIntel.Storage.Timeline.Statement;

namespace MeetingIntel.Storage.Search;

/// <summary>What can be found, as it stands: <c>search_entries</c>. Whatever changes a text that is searched changes it here.</summary>
internal sealed class SearchProjection : IProjection
{
    /// <summary>The id of a session's summary among its entries.</summary>
    public const string Summary = "summary";

    // An entry that changes keeps its place among those of its moment.
    private const string Upsert =
        """
        INSERT INTO search_entries (session_id, id, org_id, kind, at, words)
        SELECT session_id, id, org_id, kind, at, search_words(insight_text(said, assignee, due, answer)) || labels::tsvector
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS row (session_id, id, org_id, kind, at, labels, said, assignee, due, answer)
        ON CONFLICT (session_id, id) DO UPDATE SET at = excluded.at, words = excluded.words
        """;

    private const string InsertSaid =
        """
        INSERT INTO search_entries (session_id, id, org_id, kind, at, words)
        SELECT session_id, id, org_id, 'transcript', at, search_words(said) || labels::tsvector
        FROM unnest($1, $2, $3, $4, $5, $6) AS row (session_id, id, org_id, at, labels, said)
        """;

    private const string Delete = "DELETE FROM search_entries e USING unnest($1, $2) AS row (session_id, id) WHERE e.session_id = row.session_id AND e.id = row.id";

    // When it was said stays: only the entry itself knows it here.
    private const string Correct =
        """
        UPDATE search_entries e SET words = search_words(row.said) || array_to_tsvector(array_remove(
          ARRAY['=o' || e.org_id, '=m' || search_months(e.at), CASE WHEN length(row.speaker) BETWEEN 1 AND 500 THEN '=s' || row.speaker END], NULL))
        FROM unnest($1, $2, $3, $4) AS row (session_id, id, said, speaker)
        WHERE e.session_id = row.session_id AND e.id = row.id
        """;

    // Those whose segments it changed.
    private const string Rename =
        """
        UPDATE search_entries e SET words = ts_delete(e.words, '=s' || $3) || array_to_tsvector(CASE WHEN length($4) BETWEEN 1 AND 500 THEN ARRAY['=s' || $4] ELSE '{}'::text[] END)
        FROM segment_versions v
        WHERE v.session_id = $1 AND v.seq = $2 AND e.session_id = v.session_id AND e.id = v.segment_id
        """;

    private readonly StatementsInOrder _statements;
    private readonly Dictionary<(string SessionId, string Id), TranscriptSegment> _corrected = [];
    private readonly List<(JournalAppend Append, DateTime At, TranscriptSegment Segment)> _said = [];
    private readonly Dictionary<(string SessionId, string Id), Entry?> _entries = [];

    public SearchProjection() => _statements = new(WriteTranscripts);

    /// <inheritdoc/>
    public void Apply(PendingAppend pending)
    {
        foreach (var entry in pending.Append.Events)
        {
            switch (entry.Data)
            {
                case TranscriptSegmentAdded { Segment: var segment }:
                    _said.Add((pending.Append, entry.At.UtcDateTime, segment));
                    break;
                case TranscriptCorrected { Segment: var segment }:
                    _corrected[(pending.Append.SessionId, segment.Id)] = segment;
                    break;
                case SpeakerRenamed renamed:
                    _statements.Add(Of(Rename, pending.Append.SessionId, entry.Seq, renamed.From, renamed.To));
                    break;
                case NoteCreated { Note: var note }:
                    Put(pending.Append, note);
                    break;
                case NoteUpdated { Note: var note }:
                    Put(pending.Append, note);
                    break;
                case NoteDeleted { Id: var id }:
                    _entries[(pending.Append.SessionId, id)] = null;
                    break;
                case InsightsUpdated update:
                    Put(pending.Append, entry.At.UtcDateTime, update);
                    break;
                default:
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public void AddStatements(NpgsqlBatchCommandCollection statements)
    {
        _statements.AddTo(statements);
        if (_entries.Count == 0)
            return;

        var gone = _entries.Where(pair => pair.Value is null).Select(pair => pair.Key).ToList();
        if (gone.Count > 0)
            statements.Add(Create(Delete, Texts([.. gone.Select(key => key.SessionId)]), Texts([.. gone.Select(key => key.Id)])));
        if (_entries.Count > gone.Count)
            statements.Add(Create(Upsert, StandingColumns()));
    }

    /// <summary>What was said and corrected since the last rename.</summary>
    private IEnumerable<NpgsqlBatchCommand> WriteTranscripts()
    {
        var statements = new List<NpgsqlBatchCommand>();
        if (_said.Count > 0)
        {
            statements.Add(Create(
                InsertSaid,
                Texts([.. _said.Select(row => row.Append.SessionId)]),
                Texts([.. _said.Select(row => row.Segment.Id)]),
                Texts([.. _said.Select(row => row.Append.OrgId)]),
                Moments([.. _said.Select(row => row.At)]),
                Texts([.. _said.Select(row => SearchLabels.Of(row.Append.OrgId, row.At, SearchKind.Transcript, row.Segment.Speaker, []))]),
                Texts([.. _said.Select(row => row.Segment.Text)])));
        }

        if (_corrected.Count > 0)
        {
            statements.Add(Create(
                Correct,
                Texts([.. _corrected.Keys.Select(key => key.SessionId)]),
                Texts([.. _corrected.Keys.Select(key => key.Id)]),
                Texts([.. _corrected.Values.Select(segment => segment.Text)]),
                OptionalTexts([.. _corrected.Values.Select(segment => segment.Speaker)])));
        }

        _said.Clear();
        _corrected.Clear();
        return statements;
    }

    private void Put(JournalAppend append, Note note) =>
        _entries[(append.SessionId, note.Id)] = new(append.OrgId, SearchKind.Note, note.Timestamp.UtcDateTime, note.Content, null, null, null, note.Speaker, note.Tags);

    private void Put(JournalAppend append, DateTime at, InsightsUpdated update)
    {
        foreach (var id in update.Removed)
            _entries[(append.SessionId, id)] = null;
        foreach (var insight in update.Changed)
            _entries[(append.SessionId, insight.Id)] = new(append.OrgId, SearchKind.Insight, at, insight.Text, insight.Assignee, insight.Due, insight.Answer, null, []);
        if (update.Summary is { } summary)
            _entries[(append.SessionId, Summary)] = new(append.OrgId, SearchKind.Insight, at, summary.Text, null, null, null, null, []);
    }

    private NpgsqlParameter[] StandingColumns()
    {
        var standing = _entries.Where(pair => pair.Value is not null).ToList();
        var rows = standing.ConvertAll(pair => pair.Value!);
        return
        [
            Texts(standing.ConvertAll(pair => pair.Key.SessionId)),
            Texts(standing.ConvertAll(pair => pair.Key.Id)),
            Texts(rows.ConvertAll(row => row.OrgId)),
            Texts(rows.ConvertAll(row => EnumNames<SearchKind>.Of(row.Kind))),
            Moments(rows.ConvertAll(row => row.At)),
            Texts(rows.ConvertAll(row => SearchLabels.Of(row.OrgId, row.At, row.Kind, row.Speaker, row.Tags))),
            Texts(rows.ConvertAll(row => row.Said)),
            OptionalTexts(rows.ConvertAll(row => row.Assignee)),
            OptionalTexts(rows.ConvertAll(row => row.Due)),
            OptionalTexts(rows.ConvertAll(row => row.Answer)),
        ];
    }

    private sealed record Entry(string OrgId, SearchKind Kind, DateTime At, string Said, string? Assignee, string? Due, string? Answer, string? Speaker, IReadOnlyList<string> Tags);
}
