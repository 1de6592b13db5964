using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;

namespace MeetingIntel.Storage.Telemetry;

/// <summary>
/// A stretch of one channel, summed up: from its points where they are few, else from its minutes, or from the seconds of those minutes that have any. Buckets begin
/// at whole multiples of their length, and the first and the last are whole, too.
/// </summary>
internal sealed class BucketReads(TenantDatabase tenants, SecondBuckets seconds, string orgId, int channelId)
{
    /// <summary>So many points are summed up as they are.</summary>
    private const long FewPoints = 100_000;

    private const string Range =
        """
        SELECT (SELECT p.at FROM telemetry_points p WHERE p.channel_id = $1 ORDER BY p.at LIMIT 1),
          (SELECT p.at FROM telemetry_points p WHERE p.channel_id = $1 ORDER BY p.at DESC LIMIT 1)
        """;

    private const string Count =
        "SELECT COALESCE(sum(b.points), 0)::bigint FROM telemetry_buckets b WHERE b.channel_id = $1 AND b.seconds = 60 AND b.at >= date_bin('1 minute', $2, 'epoch') AND b.at <= $3";

    private const string Points = "SELECT p.at, 1::bigint, p.value, p.value, p.value FROM telemetry_points p WHERE p.channel_id = $1 AND p.at >= $2 AND p.at <= $3 ORDER BY p.at, p.key LIMIT $4";

    private const string FromPoints =
        """
        SELECT date_bin($4, p.at, 'epoch') AS bucket, count(*), min(p.value), max(p.value), sum(p.value) / count(*)
        FROM telemetry_points p WHERE p.channel_id = $1 AND p.at >= $2 AND p.at < $3 GROUP BY bucket ORDER BY bucket
        """;

    private const string FromMinutes =
        """
        SELECT date_bin($4, b.at, 'epoch') AS bucket, sum(b.points)::bigint, min(b.lowest), max(b.highest), sum(b.total) / sum(b.points)
        FROM telemetry_buckets b WHERE b.channel_id = $1 AND b.seconds = 60 AND b.at >= $2 AND b.at < $3 GROUP BY bucket ORDER BY bucket
        """;

    // OFFSET 0: each minute is looked up by itself; the planner would else read the whole stretch for each of them.
    private const string FromSeconds =
        """
        WITH minutes AS MATERIALIZED (
          SELECT m.at, m.in_seconds = m.points AS summed FROM telemetry_buckets m
          WHERE m.channel_id = $1 AND m.seconds = 60 AND m.at >= date_bin('1 minute', $2, 'epoch') AND m.at < $3)
        SELECT date_bin($4, at, 'epoch') AS bucket, sum(points)::bigint, min(lowest), max(highest), sum(total) / sum(points)
        FROM (
          SELECT s.* FROM minutes m CROSS JOIN LATERAL (
            SELECT s.at, s.points, s.total, s.lowest, s.highest FROM telemetry_buckets s
            WHERE s.channel_id = $1 AND s.seconds = 1 AND s.at >= m.at AND s.at < m.at + interval '1 minute' OFFSET 0) s
          WHERE m.summed
          UNION ALL
          SELECT p.* FROM minutes m CROSS JOIN LATERAL (
            SELECT p.at, 1, p.value, p.value, p.value FROM telemetry_points p
            WHERE p.channel_id = $1 AND p.at >= m.at AND p.at < m.at + interval '1 minute' OFFSET 0) p
          WHERE NOT m.summed) AS parts
        WHERE at >= $2 AND at < $3
        GROUP BY bucket ORDER BY bucket
        """;

    private const string Unsummed =
        """
        SELECT m.at FROM telemetry_buckets m
        WHERE m.channel_id = $1 AND m.seconds = 60 AND m.at >= $2 AND m.at < $3 AND m.points >= $4 AND m.in_seconds <> m.points ORDER BY m.at LIMIT $5
        """;

    /// <summary>Sums up.</summary>
    /// <param name="query">Which stretch, and how finely.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<BucketSeries> SumUpAsync(BucketQuery query, CancellationToken cancellationToken)
    {
        if (await RangeAsync(query, cancellationToken) is not var (from, to))
            return new(query.Resolution ?? 0, []);

        var points = (await tenants.QueryAsync(orgId, Statement.Of(Count, channelId, from, to), row => row.GetInt64(0), cancellationToken)).Single();
        // Counted by whole minutes: there may be fewer.
        if (query.Resolution is null && points <= FewPoints && await ReadAsync(Points, cancellationToken, from, to, query.MaxPoints + 1L) is var all && all.Count <= query.MaxPoints)
            return new(0, all);

        var width = BucketWidth.Choose(to - from, query.Resolution, query.MaxPoints, points <= FewPoints);
        var (first, end) = (width.Floor(from), width.Floor(to) + width.Length);
        if (width.Level == BucketLevel.Seconds)
            await AskForSecondsAsync(first, end, cancellationToken);
        var sql = width.Level switch
        {
            BucketLevel.Points => FromPoints,
            BucketLevel.Seconds => FromSeconds,
            _ => FromMinutes,
        };
        return new(width.Length.TotalSeconds, await ReadAsync(sql, cancellationToken, first, end, width.Length));
    }

    private async Task<(DateTimeOffset From, DateTimeOffset To)?> RangeAsync(BucketQuery query, CancellationToken cancellationToken)
    {
        if (query is { From: { } givenFrom, To: { } givenTo })
            return (givenFrom, givenTo);

        var (first, last) = (await tenants.QueryAsync(orgId, Statement.Of(Range, channelId), row => (row.GetOptionalMoment(0), row.GetOptionalMoment(1)), cancellationToken)).Single();
        var (from, to) = (query.From ?? first, query.To ?? last);
        return from is null || to is null || from > to ? null : (from.Value, to.Value);
    }

    /// <summary>Minutes whose seconds are still to come are summed up point by point, once: whoever asks next finds them.</summary>
    private async Task AskForSecondsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var minutes = await tenants.QueryAsync(
            orgId, Statement.Of(Unsummed, channelId, from, to, SecondBuckets.WorthIt, SecondBuckets.MaxAsked), row => row.GetMoment(0).UtcDateTime, cancellationToken);
        foreach (var minute in minutes)
            seconds.Ask(channelId, minute);
    }

    private Task<List<TelemetryBucket>> ReadAsync(string sql, CancellationToken cancellationToken, params object[] values) => tenants.QueryAsync(
        orgId, Statement.Of(sql, [channelId, .. values]), row => new TelemetryBucket(row.GetMoment(0), row.GetInt64(1), row.GetDouble(2), row.GetDouble(3), row.GetDouble(4)), cancellationToken);
}
