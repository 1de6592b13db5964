using System.Text.Json;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;
using Npgsql;
using static MeetingIntel.Storage.Timeline.Statement;

namespace MeetingIntel.Storage.Transcription;

/// <summary>What was said: <c>segments</c>, and how much of it in <c>sessions</c>.</summary>
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

    private readonly List<(JournalAppend Append, SessionEvent Event, TranscriptSegment Segment)> _rows = [];
    private readonly Dictionary<string, (int Segments, int Words)> _counts = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Apply(PendingAppend pending)
    {
        foreach (var entry in pending.Append.Events)
        {
            if (entry.Data is not TranscriptSegmentAdded { Segment: var segment })
                continue;

            _rows.Add((pending.Append, entry, segment));
            var (segments, words) = _counts.GetValueOrDefault(pending.Append.SessionId);
            _counts[pending.Append.SessionId] = (segments + 1, words + WordCount.Of(segment.Text));
        }
    }

    /// <inheritdoc/>
    public void AddStatements(NpgsqlBatchCommandCollection statements)
    {
        if (_rows.Count == 0)
            return;

        statements.Add(Create(
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
            Jsons([.. _rows.Select(row => JsonSerializer.Serialize(row.Segment.Words, SessionEventTypes.Json))]),
            OptionalDoubles([.. _rows.Select(row => row.Segment.Confidence)]),
            Texts([.. _rows.Select(row => row.Segment.Provider)]),
            OptionalTexts([.. _rows.Select(row => row.Segment.Model)]),
            Moments([.. _rows.Select(row => row.Event.At.UtcDateTime)])));
        statements.Add(Create(
            AddCounts,
            Texts([.. _counts.Keys]),
            Integers([.. _counts.Values.Select(count => count.Segments)]),
            Integers([.. _counts.Values.Select(count => count.Words)])));
    }
}
