using MeetingIntel.Storage.Timeline;
using MeetingIntel.Telemetry;
using Npgsql;
using static MeetingIntel.Storage.Timeline.Statement;

namespace MeetingIntel.Storage.Telemetry;

/// <summary>How far each channel's crossings stand on the timeline.</summary>
internal sealed class TelemetryProjection : IProjection
{
    private const string Tell =
        """
        INSERT INTO telemetry_told (session_id, channel, org_id, number) SELECT * FROM unnest($1, $2, $3, $4)
        ON CONFLICT (session_id, channel) DO UPDATE SET number = excluded.number
        """;

    private readonly Dictionary<(string SessionId, string Channel), (string OrgId, long Number)> _told = [];

    /// <inheritdoc/>
    public void Apply(PendingAppend pending)
    {
        foreach (var entry in pending.Append.Events)
        {
            if (entry.Data is TelemetryLimitCrossed crossed)
                _told[(pending.Append.SessionId, crossed.Channel)] = (pending.Append.OrgId, crossed.Number);
        }
    }

    /// <inheritdoc/>
    public void AddStatements(NpgsqlBatchCommandCollection statements)
    {
        if (_told.Count == 0)
            return;

        statements.Add(Create(
            Tell,
            Texts([.. _told.Keys.Select(key => key.SessionId)]),
            Texts([.. _told.Keys.Select(key => key.Channel)]),
            Texts([.. _told.Values.Select(value => value.OrgId)]),
            Longs([.. _told.Values.Select(value => value.Number)])));
    }
}
