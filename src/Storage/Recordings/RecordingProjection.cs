using MeetingIntel.Recordings;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Timeline;
using Npgsql;
using static MeetingIntel.Storage.Timeline.Statement;

namespace MeetingIntel.Storage.Recordings;

/// <summary>Which audio was kept: <c>recordings</c>.</summary>
internal sealed class RecordingProjection : IProjection
{
    private const string Insert =
        """
        INSERT INTO recordings (session_id, id, org_id, channel, from_offset, to_offset, from_time, to_time, bytes, codec, sha256, at, seq, here)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """;

    private readonly List<(JournalAppend Append, SessionEvent Event, Recording Recording)> _rows = [];

    /// <inheritdoc/>
    public void Apply(PendingAppend pending)
    {
        foreach (var entry in pending.Append.Events)
        {
            if (entry.Data is RecordingAvailable { Recording: var recording })
                _rows.Add((pending.Append, entry, recording));
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
            Texts([.. _rows.Select(row => row.Recording.Id)]),
            Texts([.. _rows.Select(row => row.Append.OrgId)]),
            Texts([.. _rows.Select(row => row.Recording.Channel)]),
            Longs([.. _rows.Select(row => row.Recording.FromOffset)]),
            Longs([.. _rows.Select(row => row.Recording.ToOffset)]),
            Doubles([.. _rows.Select(row => row.Recording.Start)]),
            Doubles([.. _rows.Select(row => row.Recording.End)]),
            Longs([.. _rows.Select(row => row.Recording.Bytes)]),
            Texts([.. _rows.Select(row => row.Recording.Codec)]),
            Texts([.. _rows.Select(row => row.Recording.Sha256)]),
            Moments([.. _rows.Select(row => row.Event.At.UtcDateTime)]),
            Longs([.. _rows.Select(row => row.Event.Seq)]),
            Booleans([.. _rows.Select(row => !row.Append.Importing)])));
    }
}
