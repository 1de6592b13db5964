using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.SttTasks;
using Npgsql;
using static MeetingIntel.Storage.Timeline.Statement;

namespace MeetingIntel.Storage.SttTasks;

/// <summary>Tasks as they stand: <c>stt_tasks</c>.</summary>
internal sealed class SttTaskProjection : IProjection
{
    private const string Upsert =
        """
        INSERT INTO stt_tasks (session_id, id, org_id, audio_chunk_id, duration_seconds, status, transcript, error, model, created_at, updated_at, seq)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (session_id, id) DO UPDATE
        SET status = excluded.status, transcript = excluded.transcript, error = excluded.error, updated_at = excluded.updated_at
        """;

    private readonly Dictionary<(string SessionId, string Id), (string OrgId, SttTask Task, long Seq)> _tasks = [];

    /// <inheritdoc/>
    public void Apply(PendingAppend pending)
    {
        foreach (var entry in pending.Append.Events)
        {
            var task = entry.Data switch
            {
                SttTaskCreated created => created.Task,
                SttTaskDone done => done.Task,
                SttTaskFailed failed => failed.Task,
                _ => null,
            };
            if (task is null)
                continue;

            var key = (pending.Append.SessionId, task.Id);
            _tasks[key] = (pending.Append.OrgId, task, _tasks.TryGetValue(key, out var row) ? row.Seq : entry.Seq);
        }
    }

    /// <inheritdoc/>
    public void AddStatements(NpgsqlBatchCommandCollection statements)
    {
        if (_tasks.Count == 0)
            return;

        var rows = _tasks.Values;
        statements.Add(Create(
            Upsert,
            Texts([.. _tasks.Keys.Select(key => key.SessionId)]),
            Texts([.. _tasks.Keys.Select(key => key.Id)]),
            Texts([.. rows.Select(row => row.OrgId)]),
            Texts([.. rows.Select(row => row.Task.AudioChunkId)]),
            OptionalDoubles([.. rows.Select(row => row.Task.DurationSeconds)]),
            Texts([.. rows.Select(row => EnumNames<SttTaskStatus>.Of(row.Task.Status))]),
            OptionalTexts([.. rows.Select(row => row.Task.Transcript)]),
            OptionalTexts([.. rows.Select(row => row.Task.Error)]),
            OptionalTexts([.. rows.Select(row => row.Task.Model)]),
            Moments([.. rows.Select(row => row.Task.CreatedAt.UtcDateTime)]),
            Moments([.. rows.Select(row => row.Task.UpdatedAt.UtcDateTime)]),
            Longs([.. rows.Select(row => row.Seq)])));
    }
}
