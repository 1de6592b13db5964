using MeetingIntel.Insights;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Transcription;
using Npgsql;

namespace MeetingIntel.Storage.Sessions;

/// <summary>Reads sessions from their query tables.</summary>
internal sealed class SessionReads(Database database, TenantDatabase tenants) : ISessionReads
{
    private const string Columns =
        """
        s.id, s.org_id, s.owner_id, s.name, s.description, s.type, s.meeting_info, s.meeting_brief, s.competitive_intelligence, s.agent_capabilities,
        s.status, s.created_at, s.started_at, s.ended_at, s.segment_count, s.word_count, s.insight_count,
        (SELECT coalesce(max(e.seq), 0) FROM session_events e WHERE e.session_id = s.id), s.insight_through_seq, s.insight_final, s.note_count, s.corrected_seq, s.record
        """;

    private const int FirstChannelColumn = 23;

    private const string ChannelColumns = "c.name, c.speaker, c.sample_rate, c.acked_offset, c.acked_time, c.open, c.delayed, c.sender, c.opened_for";

    // One statement, hence one moment: a channel's offset and the newest event belong together.
    private const string Load =
        $"""
        SELECT {Columns}, {ChannelColumns}
        FROM sessions s LEFT JOIN audio_channels c ON c.session_id = s.id
        WHERE s.id = $1 AND NOT s.importing
        ORDER BY c.name
        """;

    private const string ChannelsOfMany = $"SELECT c.session_id, {ChannelColumns} FROM audio_channels c WHERE c.session_id = ANY($1) ORDER BY c.session_id, c.name";

    private static readonly GrainError BadCursor = new(GrainErrorKind.Validation, "session.bad-cursor", "The cursor is not one that a page of sessions gave.");

    /// <inheritdoc/>
    public Task<SessionSnapshot?> LoadAsync(string sessionId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand(Load, connection);
                command.AddText(sessionId);
                var rows = await command.ReadAllAsync(row => (Session: ReadSession(row), Channel: row.IsDBNull(FirstChannelColumn) ? null : ReadChannel(row, FirstChannelColumn)), token);
                return rows.Count == 0 ? null : rows[0].Session with { Channels = [.. rows.Select(row => row.Channel).OfType<AudioChannel>()] };
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<SessionOwner?> FindOwnerAsync(string sessionId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand("SELECT org_id, owner_id FROM sessions WHERE id = $1 AND NOT importing", connection);
                return (await command.AddText(sessionId).ReadAllAsync(row => new SessionOwner(row.GetString(0), row.GetString(1)), token)).SingleOrDefault();
            },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<GrainResult<SessionPage>> ListAsync(
        string orgId, SessionFilter filter, SessionOrder order, string? cursor, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var after = cursor is null ? null : TimeCursor.TryParse(cursor);
        if (cursor is not null && after is null)
            return BadCursor;

        // One more than asked for tells whether there is a next page.
        var query = new SessionListQuery().OfOrganisation(orgId).Matching(filter).Select(Columns, order, after, limit + 1L);
        var sessions = await WithChannelsAsync(orgId, await tenants.QueryAsync(orgId, query, ReadSession, cancellationToken), cancellationToken);
        if (sessions.Count <= limit)
            return new SessionPage(sessions, null);

        sessions.RemoveAt(limit);
        return new SessionPage(sessions, new TimeCursor(sessions[^1].CreatedAt, sessions[^1].Id).ToString());
    }

    /// <summary>In a statement of its own: a page's limit counts sessions, not channels.</summary>
    private async Task<List<SessionSnapshot>> WithChannelsAsync(string orgId, List<SessionSnapshot> sessions, CancellationToken cancellationToken)
    {
        if (sessions.Count == 0)
            return sessions;

        var query = Statement.Of(ChannelsOfMany, (object)sessions.ConvertAll(session => session.Id).ToArray());
        var channels = (await tenants.QueryAsync(orgId, query, row => (SessionId: row.GetString(0), Channel: ReadChannel(row, 1)), cancellationToken))
            .ToLookup(row => row.SessionId, row => row.Channel, StringComparer.Ordinal);
        return sessions.ConvertAll(session => session with { Channels = [.. channels[session.Id]] });
    }

    private static SessionSnapshot ReadSession(NpgsqlDataReader row) => new(
        Id: row.GetString(0),
        OrgId: row.GetString(1),
        OwnerId: row.GetString(2),
        Details: new(
            row.GetString(3), row.GetOptionalString(4), row.GetString(5), row.GetString(6), row.GetString(7), row.GetString(8), row.GetString(9), row.GetBoolean(22)),
        Status: EnumNames<SessionStatus>.Parse(row.GetString(10)),
        CreatedAt: row.GetMoment(11),
        StartedAt: row.GetOptionalMoment(12),
        EndedAt: row.GetOptionalMoment(13),
        SegmentCount: row.GetInt32(14),
        WordCount: row.GetInt32(15),
        InsightCount: row.GetInt32(16),
        LastSeq: row.GetInt64(17),
        Channels: [],
        Insights: new InsightMark(row.GetInt64(18), row.GetBoolean(19)) is var mark && mark != InsightMark.None ? mark : null,
        NoteCount: row.GetInt32(20),
        CorrectedSeq: row.GetInt64(21));

    private static AudioChannel ReadChannel(NpgsqlDataReader row, int first) => new(
        Name: row.GetString(first),
        Speaker: row.GetOptionalString(first + 1),
        SampleRate: row.GetInt32(first + 2),
        AckedOffset: row.GetInt64(first + 3),
        AckedTime: row.GetDouble(first + 4),
        Open: row.GetBoolean(first + 5),
        Delayed: row.GetBoolean(first + 6),
        Sender: row.GetOptionalString(first + 7),
        OpenedFor: row.GetOptionalString(first + 8));
}
