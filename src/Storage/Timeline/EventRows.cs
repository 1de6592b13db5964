using Npgsql;
using static MeetingIntel.Storage.Timeline.Statement;

namespace MeetingIntel.Storage.Timeline;

/// <summary>The events of one batch as rows of <c>session_events</c>, and the rule that they continue what is on record, for the organisation that it belongs to.</summary>
internal sealed class EventRows : IProjection
{
    private const string RequireNoHole =
        """
        SELECT journal_require(NOT EXISTS (
          SELECT FROM unnest($1, $2, $3) AS before (session_id, seq, org_id)
          WHERE NOT EXISTS (SELECT FROM session_events e WHERE e.session_id = before.session_id AND e.seq = before.seq AND e.org_id = before.org_id)),
          'an append does not continue the session''s journal')
        """;

    private const string Insert =
        """
        INSERT INTO session_events (session_id, seq, org_id, at, type, data, append_id)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)
        """;

    private readonly List<string> _continued = [];
    private readonly List<long> _continuedSeq = [];
    private readonly List<string> _continuedOrg = [];
    private readonly HashSet<string> _sessions = new(StringComparer.Ordinal);

    private readonly List<string> _sessionId = [];
    private readonly List<long> _seq = [];
    private readonly List<string> _orgId = [];
    private readonly List<DateTime> _at = [];
    private readonly List<string> _type = [];
    private readonly List<string> _data = [];
    private readonly List<Guid> _appendId = [];

    /// <inheritdoc/>
    public void Apply(PendingAppend pending)
    {
        var append = pending.Append;
        if (append.Events.Count > 0 && _sessions.Add(append.SessionId) && append.Events[0].Seq > 1)
        {
            _continued.Add(append.SessionId);
            _continuedSeq.Add(append.Events[0].Seq - 1);
            _continuedOrg.Add(append.OrgId);
        }

        for (var i = 0; i < append.Events.Count; i++)
        {
            _sessionId.Add(append.SessionId);
            _seq.Add(append.Events[i].Seq);
            _orgId.Add(append.OrgId);
            _at.Add(append.Events[i].At.UtcDateTime);
            _type.Add(append.Events[i].Type);
            _data.Add(pending.Data[i]);
            _appendId.Add(pending.Id);
        }
    }

    /// <inheritdoc/>
    public void AddStatements(NpgsqlBatchCommandCollection statements)
    {
        if (_continued.Count > 0)
            statements.Add(Create(RequireNoHole, Texts(_continued), Longs(_continuedSeq), Texts(_continuedOrg)));
        if (_seq.Count > 0)
            statements.Add(Create(Insert, Texts(_sessionId), Longs(_seq), Texts(_orgId), Moments(_at), Texts(_type), Jsonbs(_data), Ids(_appendId)));
    }
}
