using MeetingIntel.Recordings;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using Npgsql;
using static MeetingIntel.Storage.Timeline.Statement;

namespace MeetingIntel.Storage.Sessions;

/// <summary>What sessions are and where they are in their lives: <c>sessions</c>.</summary>
internal sealed class SessionProjection : IProjection
{
    private const string Insert =
        """
        INSERT INTO sessions (id, name, description, type, meeting_info, meeting_brief, competitive_intelligence, agent_capabilities, record, org_id, owner_id, created_at, importing, status)
        SELECT *, 'created' FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        """;

    private const string UpdateDetails =
        """
        UPDATE sessions s
        SET name = row.name, description = row.description, type = row.type, meeting_info = row.meeting_info, meeting_brief = row.meeting_brief,
            competitive_intelligence = row.competitive_intelligence, agent_capabilities = row.agent_capabilities, record = row.record
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
          AS row (id, name, description, type, meeting_info, meeting_brief, competitive_intelligence, agent_capabilities, record)
        WHERE s.id = row.id
        """;

    // Of what a session is, nothing else changes.
    private const string StopKeepingAudio = "UPDATE sessions SET record = false WHERE id = ANY($1)";

    // A session that ends keeps the moment it started; one that starts again has not ended.
    private const string UpdateStatus =
        """
        UPDATE sessions s
        SET status = row.status, started_at = coalesce(row.started_at, s.started_at), ended_at = row.ended_at
        FROM unnest($1, $2, $3, $4) AS row (id, status, started_at, ended_at)
        WHERE s.id = row.id
        """;

    private readonly List<(string Id, SessionCreated Event, DateTime At, bool Importing)> _created = [];
    private readonly Dictionary<string, SessionDetails> _details = new(StringComparer.Ordinal);
    private readonly HashSet<string> _full = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Status> _status = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Apply(PendingAppend pending)
    {
        var id = pending.Append.SessionId;
        foreach (var entry in pending.Append.Events)
        {
            var at = entry.At.UtcDateTime;
            switch (entry.Data)
            {
                case SessionCreated created:
                    _created.Add((id, created, at, pending.Append.Importing));
                    break;
                case SessionUpdated updated:
                    _details[id] = updated.Details;
                    break;
                case RecordingFull when _details.TryGetValue(id, out var details):
                    _details[id] = details with { Record = false };
                    break;
                case RecordingFull:
                    _full.Add(id);
                    break;
                case SessionStarted:
                    _status[id] = new(SessionStatus.Active, at, null);
                    break;
                case SessionEnded:
                    _status[id] = new(SessionStatus.Ended, _status.GetValueOrDefault(id).StartedAt, at);
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public void AddStatements(NpgsqlBatchCommandCollection statements)
    {
        if (_created.Count > 0)
        {
            statements.Add(Create(
                Insert,
                [
                    .. DetailColumns([.. _created.Select(row => row.Id)], [.. _created.Select(row => row.Event.Details)]),
                    Texts([.. _created.Select(row => row.Event.OrgId)]),
                    Texts([.. _created.Select(row => row.Event.OwnerId)]),
                    Moments([.. _created.Select(row => row.At)]),
                    Booleans([.. _created.Select(row => row.Importing)]),
                ]));
        }

        // Before the details: those that came later say themselves whether audio is kept.
        if (_full.Count > 0)
            statements.Add(Create(StopKeepingAudio, Texts([.. _full])));

        if (_details.Count > 0)
            statements.Add(Create(UpdateDetails, DetailColumns([.. _details.Keys], _details.Values)));

        if (_status.Count > 0)
        {
            statements.Add(Create(
                UpdateStatus,
                Texts([.. _status.Keys]),
                Texts([.. _status.Values.Select(row => EnumNames<SessionStatus>.Of(row.Value))]),
                OptionalMoments([.. _status.Values.Select(row => row.StartedAt)]),
                OptionalMoments([.. _status.Values.Select(row => row.EndedAt)])));
        }
    }

    private static NpgsqlParameter[] DetailColumns(List<string> ids, IReadOnlyCollection<SessionDetails> details) =>
    [
        Texts(ids),
        Texts([.. details.Select(row => row.Name)]),
        OptionalTexts([.. details.Select(row => row.Description)]),
        Texts([.. details.Select(row => row.Type)]),
        Jsons([.. details.Select(row => row.MeetingInfo)]),
        Texts([.. details.Select(row => row.MeetingBrief)]),
        Texts([.. details.Select(row => row.CompetitiveIntelligence)]),
        Texts([.. details.Select(row => row.AgentCapabilities)]),
        Booleans([.. details.Select(row => row.Record)]),
    ];

    private readonly record struct Status(SessionStatus Value, DateTime? StartedAt, DateTime? EndedAt);
}
