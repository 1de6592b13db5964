using System.Text.Json;
using MeetingIntel.Notes;
using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Timeline;
using Npgsql;
using static MeetingIntel.Storage.Timeline.Statement;

namespace MeetingIntel.Storage.Notes;

/// <summary>What was noted: <c>notes</c> as they stand, <c>note_versions</c> as they were, and how many there are in <c>sessions</c>.</summary>
internal sealed class NoteProjection : IProjection
{
    private const string Upsert =
        """
        INSERT INTO notes (session_id, id, org_id, observed_at, speaker, content, type, tags, telemetry_snapshot, created_at, updated_at, version, seq)
        SELECT session_id, id, org_id, observed_at, speaker, content, type, ARRAY(SELECT json_array_elements_text(tags)), snapshot::json, created_at, updated_at, version, seq
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
          AS row (session_id, id, org_id, observed_at, speaker, content, type, tags, snapshot, created_at, updated_at, version, seq)
        ON CONFLICT (session_id, id) DO UPDATE
        SET speaker = excluded.speaker, content = excluded.content, type = excluded.type, tags = excluded.tags, updated_at = excluded.updated_at, version = excluded.version
        """;

    private const string Delete = "UPDATE notes n SET deleted = true FROM unnest($1, $2) AS row (session_id, id) WHERE n.session_id = row.session_id AND n.id = row.id";

    private const string InsertVersions =
        """
        INSERT INTO note_versions (session_id, note_id, seq, org_id, at, actor, actor_name, note)
        SELECT session_id, note_id, seq, org_id, at, actor, actor_name(actor), note::json
        FROM unnest($1, $2, $3, $4, $5, $6, $7) AS row (session_id, note_id, seq, org_id, at, actor, note)
        """;

    private const string AddCounts = "UPDATE sessions s SET note_count = s.note_count + row.notes FROM unnest($1, $2) AS row (id, notes) WHERE s.id = row.id";

    private readonly Dictionary<(string SessionId, string Id), (string OrgId, Note Note, long Seq)> _standing = [];
    private readonly HashSet<(string SessionId, string Id)> _deleted = [];
    private readonly List<(JournalAppend Append, SessionEvent Event, string Id, Note? Note, string? By)> _versions = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Apply(PendingAppend pending)
    {
        foreach (var entry in pending.Append.Events)
        {
            switch (entry.Data)
            {
                case NoteCreated created:
                    Put(pending.Append, entry, created.Note, created.By);
                    Count(pending.Append, 1);
                    break;
                case NoteUpdated updated:
                    Put(pending.Append, entry, updated.Note, updated.By);
                    break;
                case NoteDeleted deleted:
                    _deleted.Add((pending.Append.SessionId, deleted.Id));
                    _versions.Add((pending.Append, entry, deleted.Id, null, deleted.By));
                    Count(pending.Append, -1);
                    break;
                default:
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public void AddStatements(NpgsqlBatchCommandCollection statements)
    {
        if (_versions.Count == 0)
            return;

        if (_standing.Count > 0)
            statements.Add(Create(Upsert, StandingColumns()));
        if (_deleted.Count > 0)
            statements.Add(Create(Delete, Texts([.. _deleted.Select(key => key.SessionId)]), Texts([.. _deleted.Select(key => key.Id)])));
        statements.Add(Create(
            InsertVersions,
            Texts([.. _versions.Select(row => row.Append.SessionId)]),
            Texts([.. _versions.Select(row => row.Id)]),
            Longs([.. _versions.Select(row => row.Event.Seq)]),
            Texts([.. _versions.Select(row => row.Append.OrgId)]),
            Moments([.. _versions.Select(row => row.Event.At.UtcDateTime)]),
            OptionalTexts([.. _versions.Select(row => row.By)]),
            OptionalTexts([.. _versions.Select(row => row.Note is null ? null : JsonSerializer.Serialize(row.Note, SessionEventTypes.Json))])));
        statements.Add(Create(AddCounts, Texts([.. _counts.Keys]), Integers([.. _counts.Values])));
    }

    private void Put(JournalAppend append, SessionEvent entry, Note note, string? by)
    {
        var key = (append.SessionId, note.Id);
        _standing[key] = (append.OrgId, note, _standing.TryGetValue(key, out var row) ? row.Seq : entry.Seq);
        _versions.Add((append, entry, note.Id, note, by));
    }

    private void Count(JournalAppend append, int notes) => _counts[append.SessionId] = _counts.GetValueOrDefault(append.SessionId) + notes;

    private NpgsqlParameter[] StandingColumns()
    {
        var rows = _standing.Values;
        return
        [
            Texts([.. _standing.Keys.Select(key => key.SessionId)]),
            Texts([.. _standing.Keys.Select(key => key.Id)]),
            Texts([.. rows.Select(row => row.OrgId)]),
            Moments([.. rows.Select(row => row.Note.Timestamp.UtcDateTime)]),
            OptionalTexts([.. rows.Select(row => row.Note.Speaker)]),
            Texts([.. rows.Select(row => row.Note.Content)]),
            Texts([.. rows.Select(row => EnumNames<NoteType>.Of(row.Note.Type))]),
            Jsons([.. rows.Select(row => JsonArray.Write(row.Note.Tags))]),
            OptionalTexts([.. rows.Select(row => row.Note.TelemetrySnapshot)]),
            Moments([.. rows.Select(row => row.Note.CreatedAt.UtcDateTime)]),
            Moments([.. rows.Select(row => row.Note.UpdatedAt.UtcDateTime)]),
            Integers([.. rows.Select(row => row.Note.Version)]),
            Longs([.. rows.Select(row => row.Seq)]),
        ];
    }
}
