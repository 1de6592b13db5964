using System.Globalization;
using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Identity;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Telemetry;
using Npgsql;

namespace MeetingIntel.Storage.Telemetry;

/// <inheritdoc/>
internal sealed class TelemetryReads(TenantDatabase tenants, SecondBuckets seconds, TimeProvider time) : ITelemetryReads
{
    private const string Columns = "c.id, c.name, c.unit, c.warn_low, c.warn_high, c.alarm_low, c.alarm_high, c.hold_seconds, c.level";

    private const string Find = $"SELECT {Columns} FROM telemetry_channels c WHERE c.session_id = $1 AND c.name = $2";

    private const string ListChannels =
        $"""
        SELECT {Columns}, b.points,
          (SELECT p.at FROM telemetry_points p WHERE p.channel_id = c.id ORDER BY p.at LIMIT 1),
          (SELECT p.at FROM telemetry_points p WHERE p.channel_id = c.id ORDER BY p.at DESC LIMIT 1)
        FROM telemetry_channels c
        CROSS JOIN LATERAL (SELECT sum(b.points)::bigint AS points FROM telemetry_buckets b WHERE b.channel_id = c.id AND b.seconds = 60) b
        WHERE c.session_id = $1 AND b.points > 0
        ORDER BY c.name
        """;

    private const string FindNewest = "SELECT p.at, p.key, p.value FROM telemetry_points p WHERE p.channel_id = $1 ORDER BY p.at DESC, p.key DESC LIMIT 1";

    private const string Read = "SELECT p.at, p.key, p.value FROM telemetry_points p WHERE p.channel_id = $1 AND (p.at, p.key) > ($2, $3) ORDER BY p.at, p.key LIMIT $4";

    private const string Snapshot =
        """
        SELECT c.name, p.at, p.value
        FROM telemetry_channels c
        CROSS JOIN LATERAL (SELECT p.at, p.value FROM telemetry_points p WHERE p.channel_id = c.id AND p.at <= $2 ORDER BY p.at DESC, p.key DESC LIMIT 1) p
        WHERE c.session_id = $1
        ORDER BY c.name LIMIT $3
        """;

    private const string FindTold = "SELECT number FROM telemetry_told WHERE session_id = $1 AND channel = $2";

    private const string Change =
        $"""
        UPDATE telemetry_channels c
        SET unit = COALESCE($2::text, c.unit), warn_low = $3::double precision, warn_high = $4::double precision, alarm_low = $5::double precision, alarm_high = $6::double precision, hold_seconds = $7, level = 'ok', calm_since = NULL, watched_to = NULL
        WHERE c.id = $1 RETURNING {Columns}
        """;

    private static readonly GrainError BadCursor = new(GrainErrorKind.Validation, "telemetry.bad-cursor", "The cursor is not one that a page of telemetry gave.");

    /// <inheritdoc/>
    public async Task<ChannelInfo?> FindAsync(string orgId, string sessionId, string name, CancellationToken cancellationToken) =>
        (await tenants.QueryAsync(orgId, Statement.Of(Find, sessionId, name), ReadChannel, cancellationToken)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ChannelStatistics>> ListChannelsAsync(string orgId, string sessionId, CancellationToken cancellationToken) => await tenants.QueryAsync(
        orgId, Statement.Of(ListChannels, sessionId), row => new ChannelStatistics(ReadChannel(row), row.GetInt64(9), row.GetMoment(10), row.GetMoment(11)), cancellationToken);

    /// <inheritdoc/>
    public async Task<TelemetryReading?> FindNewestAsync(string orgId, int channelId, CancellationToken cancellationToken) =>
        (await tenants.QueryAsync(orgId, Statement.Of(FindNewest, channelId), ReadReading, cancellationToken)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TelemetryReading>> ReadAsync(string orgId, int channelId, TelemetryReading? after, int limit, CancellationToken cancellationToken) => await tenants.QueryAsync(
        orgId, Statement.Of(Read, channelId, after?.At ?? DateTimeOffset.UnixEpoch.AddYears(-1000), after?.Key ?? 0, limit), ReadReading, cancellationToken);

    /// <inheritdoc/>
    public async Task<GrainResult<PointPage>> ListAsync(string orgId, string sessionId, PointFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var before = cursor is null ? null : PointCursor.TryParse(cursor);
        if (cursor is not null && before is null)
            return BadCursor;

        // The newest of each channel, as many as there may be of one at most: so each is read along its own index.
        var query = new ConditionalQuery();
        query.Where($"c.session_id = {query.Add(sessionId)}");
        if (filter.ChannelId is { } channel)
            query.Where($"c.id = {query.Add(channel)}");
        var of = "p.channel_id = c.id";
        if (filter.From is { } from)
            of += $" AND p.at >= {query.Add(from)}";
        if (filter.To is { } to)
            of += $" AND p.at <= {query.Add(to)}";
        if (before is not null)
            of += $" AND (p.at, p.channel_id, p.key) < ({query.Add(before.At)}, {query.Add(before.ChannelId)}, {query.Add(before.Key)})";
        // One more than asked for tells whether there is a next page.
        var most = query.Add(limit + 1L);
        var statement = query.Build(
            $"""
            SELECT c.id, c.name, c.unit, p.at, p.key, p.value FROM telemetry_channels c
            CROSS JOIN LATERAL (SELECT p.at, p.key, p.value FROM telemetry_points p WHERE {of} ORDER BY p.at DESC, p.key DESC LIMIT {most}) p
            """,
            $"ORDER BY p.at DESC, c.id DESC, p.key DESC LIMIT {most}");
        var rows = await tenants.QueryAsync(orgId, statement, ReadPoint, cancellationToken);
        return rows.Count <= limit
            ? new PointPage(rows, null)
            : new PointPage([.. rows.Take(limit)], new PointCursor(rows[limit - 1].Reading.At, rows[limit - 1].ChannelId, rows[limit - 1].Reading.Key).ToString());
    }

    /// <inheritdoc/>
    public Task<BucketSeries> SumUpAsync(string orgId, int channelId, BucketQuery query, CancellationToken cancellationToken) =>
        new BucketReads(tenants, seconds, orgId, channelId).SumUpAsync(query, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ChannelValue>> SnapshotAsync(string orgId, string sessionId, DateTimeOffset at, int limit, CancellationToken cancellationToken) => await tenants.QueryAsync(
        orgId, Statement.Of(Snapshot, sessionId, at, limit), row => new ChannelValue(row.GetString(0), row.GetMoment(1), row.GetDouble(2)), cancellationToken);

    /// <inheritdoc/>
    public async Task<long> FindToldAsync(string orgId, string sessionId, string channel, CancellationToken cancellationToken) =>
        (await tenants.QueryAsync(orgId, Statement.Of(FindTold, sessionId, channel), row => row.GetInt64(0), cancellationToken)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<ChannelInfo?> ChangeAsync(string orgId, int channelId, string? unit, TelemetryLimits limits, AuditNote? note, CancellationToken cancellationToken)
    {
        object?[] values = [channelId, unit, limits.WarnLow, limits.WarnHigh, limits.AlarmLow, limits.AlarmHigh, limits.HoldSeconds];
        var change = note?.With(Change, time.GetUtcNow(), values) ?? Statement.Of(Change, values);
        return (await tenants.WriteAsync(orgId, change, ReadChannel, cancellationToken)).SingleOrDefault();
    }

    private static ChannelInfo ReadChannel(NpgsqlDataReader row) => new(
        row.GetInt32(0),
        row.GetString(1),
        row.GetOptionalString(2),
        new TelemetryLimits(row.GetOptionalDouble(3), row.GetOptionalDouble(4), row.GetOptionalDouble(5), row.GetOptionalDouble(6), row.GetDouble(7)),
        EnumNames<TelemetryLevel>.Parse(row.GetString(8)));

    private static TelemetryReading ReadReading(NpgsqlDataReader row) => new(row.GetMoment(0), row.GetInt64(1), row.GetDouble(2));

    private static ChannelPoint ReadPoint(NpgsqlDataReader row) =>
        new(row.GetInt32(0), row.GetString(1), row.GetOptionalString(2), new TelemetryReading(row.GetMoment(3), row.GetInt64(4), row.GetDouble(5)));

    /// <summary>Where a page ended.</summary>
    private sealed record PointCursor(DateTimeOffset At, int ChannelId, long Key)
    {
        public override string ToString() => new TimeCursor(At, string.Create(CultureInfo.InvariantCulture, $"{ChannelId}:{Key}")).ToString();

        public static PointCursor? TryParse(string text) =>
            TimeCursor.TryParse(text) is { } cursor
            && cursor.Key.Split(':') is [var channel, var key]
            && int.TryParse(channel, NumberStyles.None, CultureInfo.InvariantCulture, out var channelId)
            && long.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? new(cursor.At, channelId, number)
                : null;
    }
}
