using System.Text.Json;
using MeetingIntel.Corrections;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;
using Npgsql;
using static MeetingIntel.Storage.Timeline.Statement;

namespace MeetingIntel.Storage.Transcription;

/// <summary>What was said, as it stands: <c>segments</c>, how much of it in <c>sessions</c>, and in <c>segment_versions</c> what stood before it was corrected.</summary>
internal sealed class SegmentProjection : IProjection
{
    private const string Insert =
        """
        INSERT INTO segments (session_id, seq, id, org_id, channel, speaker, start_s, end_s, text, words, confidence, provider, model, at)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """;

    private const string AddCounts =
        """
        UPDATE sessions s
        SET segment_count = s.segment_count + row.segments, word_count = s.word_count + row.words
        FROM unnest($1, $2, $3) AS row (id, segments, words)
        WHERE s.id = row.id
        """;

    // What was heard is a version, too, as soon as there is another.
    private const string KeepHeard =
        """
        INSERT INTO segment_versions (session_id, segment_id, seq, org_id, version, speaker, text)
        SELECT s.session_id, s.id, s.seq, s.org_id, s.version, s.speaker, s.text
        FROM segments s JOIN unnest($1, $2) AS row (session_id, id) ON s.session_id = row.session_id AND s.id = row.id
        WHERE s.version = 1
        """;

    private const string Correct =
        """
        UPDATE segments s
        SET speaker = row.speaker, text = row.text, words = row.words, confidence = row.confidence, version = row.version
        FROM unnest($1, $2, $3, $4, $5, $6, $7) AS row (session_id, id, speaker, text, words, confidence, version)
        WHERE s.session_id = row.session_id AND s.id = row.id
        """;

    private const string InsertVersions =
        "INSERT INTO segment_versions (session_id, segment_id, seq, org_id, version, speaker, text) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)";

    private const string KeepHeardOf =
        """
        INSERT INTO segment_versions (session_id, segment_id, seq, org_id, version, speaker, text)
        SELECT session_id, id, seq, org_id, version, speaker, text FROM segments WHERE session_id = $1 AND speaker = $2 AND version = 1
        """;

    private const string Rename =
        """
        WITH renamed AS (UPDATE segments SET speaker = $3, version = version + 1 WHERE session_id = $1 AND speaker = $2 RETURNING session_id, id, org_id, version, speaker, text)
        INSERT INTO segment_versions (session_id, segment_id, seq, org_id, version, speaker, text)
        SELECT session_id, id, $4, org_id, version, speaker, text FROM renamed
        """;

    private readonly StatementsInOrder _statements;
    private readonly List<(JournalAppend Append, SessionEvent Event, TranscriptSegment Segment)> _rows = [];
    private readonly List<(JournalAppend Append, long Seq, TranscriptCorrected Event)> _corrections = [];
    private readonly Dictionary<string, (int Segments, int Words)> _counts = new(StringComparer.Ordinal);

    public SegmentProjection() => _statements = new(WriteGathered);

    /// <inheritdoc/>
    public void Apply(PendingAppend pending)
    {
        var append = pending.Append;
        foreach (var entry in append.Events)
        {
            switch (entry.Data)
            {
                case TranscriptSegmentAdded { Segment: var segment }:
                    _rows.Add((append, entry, segment));
                    Count(append.SessionId, 1, WordCount.Of(segment.Text));
                    break;
                case TranscriptCorrected corrected:
                    _corrections.Add((append, entry.Seq, corrected));
                    Count(append.SessionId, 0, corrected.WordsAdded);
                    break;
                case SpeakerRenamed renamed:
                    _statements.Add(Of(KeepHeardOf, append.SessionId, renamed.From), Of(Rename, append.SessionId, renamed.From, renamed.To, entry.Seq));
                    break;
                default:
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public void AddStatements(NpgsqlBatchCommandCollection statements) => _statements.AddTo(statements);

    private void Count(string sessionId, int segments, int words)
    {
        var known = _counts.GetValueOrDefault(sessionId);
        _counts[sessionId] = (known.Segments + segments, known.Words + words);
    }

    private IEnumerable<NpgsqlBatchCommand> WriteGathered()
    {
        List<NpgsqlBatchCommand> statements = [.. Said(), .. Corrected()];
        if (_counts.Count > 0)
        {
            statements.Add(Create(
                AddCounts,
                Texts([.. _counts.Keys]),
                Integers([.. _counts.Values.Select(count => count.Segments)]),
                Integers([.. _counts.Values.Select(count => count.Words)])));
        }

        _rows.Clear();
        _corrections.Clear();
        _counts.Clear();
        return statements;
    }

    private IEnumerable<NpgsqlBatchCommand> Said() => _rows.Count == 0 ? [] :
    [
        Create(
            Insert,
            Texts([.. _rows.Select(row => row.Append.SessionId)]),
            Longs([.. _rows.Select(row => row.Event.Seq)]),
            Texts([.. _rows.Select(row => row.Segment.Id)]),
            Texts([.. _rows.Select(row => row.Append.OrgId)]),
            Texts([.. _rows.Select(row => row.Segment.Channel)]),
            OptionalTexts([.. _rows.Select(row => row.Segment.Speaker)]),
            Doubles([.. _rows.Select(row => row.Segment.Start)]),
            Doubles([.. _rows.Select(row => row.Segment.End)]),
            Texts([.. _rows.Select(row => row.Segment.Text)]),
            Jsons([.. _rows.Select(row => WordsOf(row.Segment))]),
            OptionalDoubles([.. _rows.Select(row => row.Segment.Confidence)]),
            Texts([.. _rows.Select(row => row.Segment.Provider)]),
            OptionalTexts([.. _rows.Select(row => row.Segment.Model)]),
            Moments([.. _rows.Select(row => row.Event.At.UtcDateTime)])),
    ];

    private IEnumerable<NpgsqlBatchCommand> Corrected()
    {
        if (_corrections.Count == 0)
            return [];

        // Of several corrections of one segment the last one stands, and all are versions.
        var standing = _corrections.ToLookup(row => (row.Append.SessionId, row.Event.Segment.Id)).Select(changes => changes.Last()).ToList();
        return
        [
            Create(KeepHeard, Texts(standing.ConvertAll(row => row.Append.SessionId)), Texts(standing.ConvertAll(row => row.Event.Segment.Id))),
            Create(
                Correct,
                Texts(standing.ConvertAll(row => row.Append.SessionId)),
                Texts(standing.ConvertAll(row => row.Event.Segment.Id)),
                OptionalTexts(standing.ConvertAll(row => row.Event.Segment.Speaker)),
                Texts(standing.ConvertAll(row => row.Event.Segment.Text)),
                Jsons(standing.ConvertAll(row => WordsOf(row.Event.Segment))),
                OptionalDoubles(standing.ConvertAll(row => row.Event.Segment.Confidence)),
                Integers(standing.ConvertAll(row => row.Event.Version))),
            Create(
                InsertVersions,
                Texts(_corrections.ConvertAll(row => row.Append.SessionId)),
                Texts(_corrections.ConvertAll(row => row.Event.Segment.Id)),
                Longs(_corrections.ConvertAll(row => row.Seq)),
                Texts(_corrections.ConvertAll(row => row.Append.OrgId)),
                Integers(_corrections.ConvertAll(row => row.Event.Version)),
                OptionalTexts(_corrections.ConvertAll(row => row.Event.Segment.Speaker)),
                Texts(_corrections.ConvertAll(row => row.Event.Segment.Text))),
        ];
    }

    private static string WordsOf(TranscriptSegment segment) => JsonSerializer.Serialize(segment.Words, SessionEventTypes.Json);
}
