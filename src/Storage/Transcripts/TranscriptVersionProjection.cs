using System.Text.Json;
using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Storage.Transcription;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;
using MeetingIntel.Transcripts;
using Npgsql;
using static MeetingIntel.Storage.Timeline.Statement;

namespace MeetingIntel.Storage.Transcripts;

/// <summary>Versions of transcripts: what they are, how far, and their segments.</summary>
internal sealed class TranscriptVersionProjection : IProjection
{
    private const string Begin =
        """
        INSERT INTO transcript_versions (session_id, version, org_id, provider, model, created_at, created_by, status)
        SELECT *, 'running' FROM unnest($1, $2, $3, $4, $5, $6, $7)
        """;

    private const string AddSegments =
        """
        INSERT INTO transcript_version_segments (session_id, version, seq, place, org_id, segment)
        SELECT session_id, version, seq, place, org_id, segment::json FROM unnest($1, $2, $3, $4, $5, $6) AS row (session_id, version, seq, place, org_id, segment)
        """;

    private const string Advance =
        """
        INSERT INTO transcript_version_progress (session_id, version, recording_id, org_id, to_offset, to_time)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6)
        ON CONFLICT (session_id, version, recording_id) DO UPDATE SET to_offset = excluded.to_offset, to_time = excluded.to_time
        """;

    private const string Count =
        """
        UPDATE transcript_versions v SET segments = v.segments + row.segments, words = v.words + row.words
        FROM unnest($1, $2, $3, $4) AS row (session_id, version, segments, words)
        WHERE v.session_id = row.session_id AND v.version = row.version
        """;

    private const string Settle =
        """
        UPDATE transcript_versions v SET status = row.status, error = row.error
        FROM unnest($1, $2, $3, $4) AS row (session_id, version, status, error)
        WHERE v.session_id = row.session_id AND v.version = row.version
        """;

    private readonly List<(JournalAppend Append, SessionEvent Event, TranscriptVersionStarted Data)> _started = [];
    private readonly List<(JournalAppend Append, long Seq, int Version, int Place, TranscriptSegment Segment)> _segments = [];
    private readonly Dictionary<(string Session, int Version, string Recording), (string OrgId, long ToOffset, double ToTime)> _progress = [];
    private readonly Dictionary<(string Session, int Version), (TranscriptVersionStatus Status, string? Error)> _settled = [];

    /// <inheritdoc/>
    public void Apply(PendingAppend pending)
    {
        var append = pending.Append;
        foreach (var entry in append.Events)
        {
            switch (entry.Data)
            {
                case TranscriptVersionStarted started:
                    _started.Add((append, entry, started));
                    break;
                case TranscriptVersionSegments stretch:
                    _segments.AddRange(stretch.Segments.Select((segment, index) => (append, entry.Seq, stretch.Version, index + 1, segment)));
                    _progress[(append.SessionId, stretch.Version, stretch.Recording)] = (append.OrgId, stretch.ToOffset, stretch.ToTime);
                    break;
                case TranscriptVersionDone done:
                    _settled[(append.SessionId, done.Version)] = (TranscriptVersionStatus.Done, null);
                    break;
                case TranscriptVersionFailed failed:
                    _settled[(append.SessionId, failed.Version)] = (TranscriptVersionStatus.Failed, failed.Error);
                    break;
                default:
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public void AddStatements(NpgsqlBatchCommandCollection statements)
    {
        if (_started.Count > 0)
        {
            statements.Add(Create(
                Begin,
                Texts([.. _started.Select(row => row.Append.SessionId)]),
                Integers([.. _started.Select(row => row.Data.Version)]),
                Texts([.. _started.Select(row => row.Append.OrgId)]),
                Texts([.. _started.Select(row => row.Data.Provider)]),
                OptionalTexts([.. _started.Select(row => row.Data.Model)]),
                Moments([.. _started.Select(row => row.Event.At.UtcDateTime)]),
                OptionalTexts([.. _started.Select(row => row.Data.By)])));
        }

        if (_progress.Count > 0)
            AddProgress(statements);
        if (_segments.Count > 0)
            AddSegmentRows(statements);
        if (_settled.Count > 0)
        {
            statements.Add(Create(
                Settle,
                Texts([.. _settled.Keys.Select(key => key.Session)]),
                Integers([.. _settled.Keys.Select(key => key.Version)]),
                Texts([.. _settled.Values.Select(row => EnumNames<TranscriptVersionStatus>.Of(row.Status))]),
                OptionalTexts([.. _settled.Values.Select(row => row.Error)])));
        }
    }

    private void AddProgress(NpgsqlBatchCommandCollection statements) => statements.Add(Create(
        Advance,
        Texts([.. _progress.Keys.Select(key => key.Session)]),
        Integers([.. _progress.Keys.Select(key => key.Version)]),
        Texts([.. _progress.Keys.Select(key => key.Recording)]),
        Texts([.. _progress.Values.Select(row => row.OrgId)]),
        Longs([.. _progress.Values.Select(row => row.ToOffset)]),
        Doubles([.. _progress.Values.Select(row => row.ToTime)])));

    private void AddSegmentRows(NpgsqlBatchCommandCollection statements)
    {
        statements.Add(Create(
            AddSegments,
            Texts([.. _segments.Select(row => row.Append.SessionId)]),
            Integers([.. _segments.Select(row => row.Version)]),
            Longs([.. _segments.Select(row => row.Seq)]),
            Integers([.. _segments.Select(row => row.Place)]),
            Texts([.. _segments.Select(row => row.Append.OrgId)]),
            Texts([.. _segments.Select(row => JsonSerializer.Serialize(row.Segment, SessionEventTypes.Json))])));
        var counts = _segments.GroupBy(row => (row.Append.SessionId, row.Version)).ToList();
        statements.Add(Create(
            Count,
            Texts([.. counts.Select(group => group.Key.SessionId)]),
            Integers([.. counts.Select(group => group.Key.Version)]),
            Integers([.. counts.Select(group => group.Count())]),
            Integers([.. counts.Select(group => group.Sum(row => WordCount.Of(row.Segment.Text)))])));
    }
}
