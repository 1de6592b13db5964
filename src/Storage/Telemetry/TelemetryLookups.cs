using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Telemetry;

namespace MeetingIntel.Storage.Telemetry;

/// <inheritdoc/>
internal sealed class TelemetryLookups(TenantDatabase tenants) : ITelemetryLookups
{
    private const string Last = "SELECT p.at, p.key, p.value FROM telemetry_points p WHERE p.channel_id = $1 AND p.at >= $2 AND p.at < $3 ORDER BY p.at DESC, p.key DESC LIMIT 1";

    // $4 and $5: the first and the last whole minute begin and end there; the same where there is none.
    private const string SumUp =
        """
        SELECT sum(points)::bigint, min(lowest), max(highest), sum(total) / sum(points),
          (SELECT p.value FROM telemetry_points p WHERE p.channel_id = $1 AND p.at >= $2 AND p.at < $3 ORDER BY p.at DESC, p.key DESC LIMIT 1)
        FROM (
          SELECT b.points, b.lowest, b.highest, b.total FROM telemetry_buckets b WHERE b.channel_id = $1 AND b.seconds = 60 AND b.at >= $4 AND b.at < $5
          UNION ALL
          SELECT 1, p.value, p.value, p.value FROM telemetry_points p WHERE p.channel_id = $1 AND p.at >= $2 AND p.at < $4
          UNION ALL
          SELECT 1, p.value, p.value, p.value FROM telemetry_points p WHERE p.channel_id = $1 AND p.at >= $5 AND p.at < $3) parts
        HAVING sum(points) > 0
        """;

    private const string Names = "SELECT DISTINCT c.name FROM telemetry_channels c WHERE c.org_id = $1 ORDER BY c.name LIMIT $2";

    /// <inheritdoc/>
    public async Task<TelemetryReading?> FindLastAsync(string orgId, int channelId, DateTimeOffset from, DateTimeOffset before, CancellationToken cancellationToken) => (await tenants.QueryAsync(
        orgId, Statement.Of(Last, channelId, from, before), row => new TelemetryReading(row.GetMoment(0), row.GetInt64(1), row.GetDouble(2)), cancellationToken)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<TelemetryStretch?> SumUpAsync(string orgId, int channelId, DateTimeOffset from, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var (first, end) = (Floor(from.AddTicks(TimeSpan.TicksPerMinute - 1)), Floor(before));
        if (first >= end)
            first = end = before;
        return (await tenants.QueryAsync(
            orgId,
            Statement.Of(SumUp, channelId, from, before, first, end),
            row => new TelemetryStretch(row.GetInt64(0), row.GetDouble(1), row.GetDouble(2), row.GetDouble(3), row.GetDouble(4)),
            cancellationToken)).SingleOrDefault();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListNamesAsync(string orgId, int limit, CancellationToken cancellationToken) =>
        await tenants.QueryAsync(orgId, Statement.Of(Names, orgId, limit), row => row.GetString(0), cancellationToken);

    private static DateTimeOffset Floor(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
}
