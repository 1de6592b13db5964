using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using Npgsql;

namespace MeetingIntel.Storage.Telemetry;

/// <inheritdoc/>
internal sealed class TelemetryHistory(TenantDatabase tenants) : ITelemetryHistory
{
    private const string Moment =
        """
        SELECT c.name, c.unit, p.at, p.value
        FROM telemetry_channels c
        CROSS JOIN LATERAL (SELECT p.at, p.value FROM telemetry_points p WHERE p.channel_id = c.id AND p.at <= $2 ORDER BY p.at DESC, p.key DESC LIMIT 1) p
        WHERE c.session_id = $1
        ORDER BY c.name
        """;

    // From one tenth of a second that has points to the next: it takes as long for a thousand points a second as for ten. A page is as long as it may be for
    // some thousand rows, and begins with the first point, so that pauses are not looked through.
    private const string Page =
        """
        WITH RECURSIVE first AS MATERIALIZED (
          SELECT c.id, c.name, c.unit,
            (SELECT p.at FROM telemetry_points p WHERE p.channel_id = c.id AND p.at >= $2 AND p.at < $3 ORDER BY p.at LIMIT 1) AS at
          FROM telemetry_channels c WHERE c.session_id = $1),
        page AS MATERIALIZED (
          SELECT LEAST($3, date_bin('100 milliseconds', min(f.at), 'epoch') + GREATEST(1, LEAST(10, 500 / GREATEST(1, count(f.at)))) * interval '1 second') AS until
          FROM first f),
        walk (channel_id, at) AS (
          SELECT f.id, f.at FROM first f WHERE f.at < (SELECT until FROM page)
          UNION ALL
          SELECT w.channel_id, (
            SELECT p.at FROM telemetry_points p
            WHERE p.channel_id = w.channel_id AND p.at >= $2 AND p.at < (SELECT until FROM page) AND p.at >= date_bin('100 milliseconds', w.at, 'epoch') + interval '100 milliseconds'
            ORDER BY p.at LIMIT 1)
          FROM walk w WHERE w.at IS NOT NULL)
        SELECT f.name, f.unit, p.at, p.value, page.until
        FROM walk w
        JOIN first f ON f.id = w.channel_id
        CROSS JOIN page
        CROSS JOIN LATERAL (
          SELECT p.at, p.value FROM telemetry_points p
          WHERE p.channel_id = w.channel_id AND p.at >= $2 AND p.at < $3 AND p.at >= w.at AND p.at < date_bin('100 milliseconds', w.at, 'epoch') + interval '100 milliseconds'
          ORDER BY p.at DESC, p.key DESC LIMIT 1) p
        WHERE w.at IS NOT NULL
        ORDER BY p.at, f.name
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ShownPoint>> ReadMomentAsync(string orgId, string sessionId, DateTimeOffset at, CancellationToken cancellationToken) =>
        await tenants.QueryAsync(orgId, Statement.Of(Moment, sessionId, at), ReadPoint, cancellationToken);

    /// <inheritdoc/>
    public async Task<ShownPage> ReadAsync(string orgId, string sessionId, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var rows = await tenants.QueryAsync(orgId, Statement.Of(Page, sessionId, from, until), row => (Point: ReadPoint(row), Until: row.GetMoment(4)), cancellationToken);
        return new([.. rows.Select(row => row.Point)], rows.Count == 0 ? until : rows[0].Until);
    }

    private static ShownPoint ReadPoint(NpgsqlDataReader row) => new(row.GetString(0), row.GetOptionalString(1), row.GetMoment(2), row.GetDouble(3));
}
