using System.Text.Json;
using MeetingIntel.Storage.Connections;
using MeetingIntel.Telemetry;
using MeetingIntel.Timeline;
using Npgsql;
using static MeetingIntel.Storage.Timeline.Statement;

namespace MeetingIntel.Storage.Telemetry;

/// <summary>
/// Writes points, the minutes that they belong to, and the crossings of limits that they show, in one transaction. Done twice it does no more than done once: a
/// commit whose answer got lost is simply made again.
/// </summary>
internal static class TelemetryTransaction
{
    /// <summary>Held together by all who write points, and alone by whoever erases channels: so that no point comes behind its channel's end.</summary>
    public const long Gate = 0x54_45_4C_45;

    /// <summary>From so many points on it pays to try COPY first, which does not take points that are on record.</summary>
    private const int Many = 200;

    private const string Enter = "SELECT pg_advisory_xact_lock_shared($1)";

    private const string RequireKnown =
        "SELECT journal_require((SELECT count(*) FROM telemetry_channels WHERE id = ANY($1) AND NOT limited) = cardinality($1), 'a telemetry channel is not what it was taken for')";

    /// <summary>That all channels of a list are there.</summary>
    private const string RequireThere =
        "SELECT journal_require((SELECT count(*) FROM telemetry_channels WHERE id = ANY($1)) = cardinality($1), 'a telemetry channel is not what it was taken for')";

    /// <summary>Begins a statement: what of the points is new, as rows of the query <c>added</c>.</summary>
    private const string Added = "WITH added AS (INSERT INTO telemetry_points (org_number, channel_id, at, key, value) {0} ON CONFLICT DO NOTHING RETURNING org_number, channel_id, at, value)";

    private const string FromColumns = "SELECT * FROM unnest($1, $2, $3, $4, $5)";

    private const string Merge =
        """
        ON CONFLICT (channel_id, seconds, at) DO UPDATE SET
          points = b.points + excluded.points, total = b.total + excluded.total,
          lowest = LEAST(b.lowest, excluded.lowest), highest = GREATEST(b.highest, excluded.highest)
        """;

    private const string IntoMinutes =
        $"""
        INSERT INTO telemetry_buckets AS b (org_number, channel_id, seconds, at, points, total, lowest, highest)
        SELECT org_number, channel_id, 60, date_bin('1 minute', at, 'epoch') AS minute, count(*), sum(value), min(value), max(value)
        FROM added GROUP BY org_number, channel_id, minute ORDER BY channel_id, minute
        {Merge}
        """;

    private static readonly string Insert = InsertFrom(FromColumns);

    private static readonly string InsertAndShow = InsertFrom(FromColumns, "SELECT channel_id, at, value FROM added WHERE channel_id = ANY($6) ORDER BY channel_id, at, value");

    private const string AddToMinutes =
        $"""
        INSERT INTO telemetry_buckets AS b (org_number, channel_id, seconds, at, points, total, lowest, highest)
        SELECT org_number, channel_id, 60, at, points, total, lowest, highest FROM unnest($1, $2, $3, $4, $5, $6, $7) AS new (org_number, channel_id, at, points, total, lowest, highest)
        {Merge}
        """;

    private const string Watched =
        """
        SELECT id, name, unit, warn_low, warn_high, alarm_low, alarm_high, hold_seconds, level, calm_since, watched_to, crossings, org_id, session_id
        FROM telemetry_channels WHERE id = ANY($1) AND limited ORDER BY id FOR NO KEY UPDATE
        """;

    private const string Watch =
        """
        UPDATE telemetry_channels c SET level = new.level, calm_since = new.calm_since, watched_to = new.watched_to, crossings = new.crossings
        FROM unnest($1, $2, $3, $4, $5) AS new (id, level, calm_since, watched_to, crossings) WHERE c.id = new.id
        """;

    private const string Cross = "INSERT INTO telemetry_crossings (channel_id, number, org_id, session_id, crossing) SELECT * FROM unnest($1, $2, $3, $4, $5)";

    /// <summary>The statement that inserts points, and adds those that are new to their minutes.</summary>
    /// <param name="source">A query of the points: organisation's number, channel, moment, key, value.</param>
    /// <param name="then">What else is done with the rows of <c>added</c>.</param>
    public static string InsertFrom(string source, string? then = null)
    {
        var added = Added.Replace("{0}", source, StringComparison.Ordinal);
        return then is null ? $"{added} {IntoMinutes}" : $"{added}, minutes AS ({IntoMinutes}) {then}";
    }

    /// <summary>What opens a transaction that writes points of channels that may have limits.</summary>
    /// <param name="channelIds">The channels.</param>
    public static IReadOnlyList<NpgsqlBatchCommand> Begin(List<int> channelIds) => [Of(Enter, Gate), Create(RequireThere, Integers(channelIds))];

    /// <summary>Locks those of some channels that have limits, and goes on watching them.</summary>
    /// <param name="connection">In a transaction.</param>
    /// <param name="before">Statements that come first.</param>
    /// <param name="channelIds">The channels.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Dictionary<int, WatchedChannel>> WatchAsync(
        NpgsqlConnection connection, IReadOnlyList<NpgsqlBatchCommand> before, List<int> channelIds, CancellationToken cancellationToken) =>
        (await RunAsync(connection, [.. before, Create(Watched, Integers(channelIds))], skip: before.Count, ReadWatch, cancellationToken)).ToDictionary(watch => watch.Id);

    /// <summary>Puts down how the channels stand now, and the crossings that there were.</summary>
    /// <param name="connection">In a transaction.</param>
    /// <param name="watches">The channels.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether there were any.</returns>
    public static async Task<bool> FinishAsync(NpgsqlConnection connection, IReadOnlyCollection<WatchedChannel> watches, CancellationToken cancellationToken)
    {
        var crossings = watches.SelectMany(watch => watch.Watch.Finish(), (watch, crossing) => (Channel: watch, Crossing: crossing)).ToList();
        List<WatchedChannel> all = [.. watches];
        var watch = Create(
            Watch,
            Integers(all.ConvertAll(item => item.Id)),
            Texts(all.ConvertAll(item => EnumNames<TelemetryLevel>.Of(item.Watch.Level))),
            OptionalMoments(all.ConvertAll(item => item.Watch.CalmSince?.UtcDateTime)),
            OptionalMoments(all.ConvertAll(item => item.Watch.WatchedTo?.UtcDateTime)),
            Longs(all.ConvertAll(item => item.Watch.Number)));
        var cross = Create(
            Cross,
            Integers(crossings.ConvertAll(item => item.Channel.Id)),
            Longs(crossings.ConvertAll(item => item.Crossing.Number)),
            Texts(crossings.ConvertAll(item => item.Channel.OrgId)),
            Texts(crossings.ConvertAll(item => item.Channel.SessionId)),
            Jsons(crossings.ConvertAll(item => JsonSerializer.Serialize(item.Crossing, SessionEventTypes.Json))));
        await RunAsync(connection, [watch, cross], skip: 0, static _ => 0, cancellationToken);
        return crossings.Count > 0;
    }

    /// <summary>Writes and commits.</summary>
    /// <param name="connection">Open and idle.</param>
    /// <param name="rows">The points.</param>
    /// <param name="timeoutSeconds">How long a statement may take.</param>
    /// <param name="cancellationToken">Gives up; whether it was committed is open then.</param>
    /// <returns>Whether there are crossings.</returns>
    public static async Task<bool> WriteAsync(NpgsqlConnection connection, PointRows rows, int timeoutSeconds, CancellationToken cancellationToken)
    {
        List<int> ids = [.. rows.Channels.Select(channel => channel.Id)];
        if (rows.Channels.Any(channel => channel.Limited))
            return await WriteWatchedAsync(connection, rows, ids, cancellationToken);

        if (rows.At.Count >= Many && await TryCopyAsync(connection, rows, ids, cancellationToken))
            return false;

        await using var batch = new NpgsqlBatch(connection) { Timeout = timeoutSeconds };
        batch.BatchCommands.Add(Of(Enter, Gate));
        batch.BatchCommands.Add(Create(RequireKnown, Integers(ids)));
        batch.BatchCommands.Add(Create(Insert, Columns(rows)));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return false;
    }

    /// <returns><see langword="false"/>: some of the points are on record, or come twice; nothing was written.</returns>
    private static async Task<bool> TryCopyAsync(NpgsqlConnection connection, PointRows rows, List<int> ids, CancellationToken cancellationToken)
    {
        var (orgs, channels, at, points, totals, lowest, highest) = new MinuteSums(rows).Columns();
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await RunAsync(connection, [Of(Enter, Gate), Create(RequireKnown, Integers(ids))], skip: 0, static _ => 0, cancellationToken);
            await PointCopy.WriteAsync(connection, rows, cancellationToken);
            await RunAsync(
                connection,
                [Create(AddToMinutes, Integers(orgs), Integers(channels), Moments(at), Longs(points), Doubles(totals), Doubles(lowest), Doubles(highest))],
                skip: 0,
                static _ => 0,
                cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            await transaction.RollbackAsync(cancellationToken);
            return false;
        }
    }

    private static async Task<bool> WriteWatchedAsync(NpgsqlConnection connection, PointRows rows, List<int> ids, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var watches = await WatchAsync(connection, Begin(ids), ids, cancellationToken);
        foreach (var (channel, at, value) in await RunAsync(
            connection, [Create(InsertAndShow, [.. Columns(rows), Integers([.. watches.Keys])])], skip: 0, row => (row.GetInt32(0), row.GetMoment(1), row.GetDouble(2)), cancellationToken))
        {
            watches[channel].Watch.Look(at, value);
        }

        var crossed = await FinishAsync(connection, watches.Values, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return crossed;
    }

    private static NpgsqlParameter[] Columns(PointRows rows) =>
        [Integers(rows.OrgNumbers), Integers(rows.ChannelIds), Moments(rows.At), Longs(rows.Keys), Doubles(rows.Values)];

    private static WatchedChannel ReadWatch(NpgsqlDataReader row)
    {
        var limits = new TelemetryLimits(row.GetOptionalDouble(3), row.GetOptionalDouble(4), row.GetOptionalDouble(5), row.GetOptionalDouble(6), row.GetDouble(7));
        var watch = new LimitWatch(row.GetString(1), row.GetOptionalString(2), limits)
            .GoOn(EnumNames<TelemetryLevel>.Parse(row.GetString(8)), row.GetOptionalMoment(9), row.GetOptionalMoment(10), row.GetInt64(11));
        return new(row.GetInt32(0), row.GetString(12), row.GetString(13), watch);
    }
}

/// <summary>A channel with limits, in a transaction that writes its points.</summary>
/// <param name="Id">Its number.</param>
/// <param name="OrgId">Its organisation.</param>
/// <param name="SessionId">Its session.</param>
/// <param name="Watch">Looks at the points.</param>
internal sealed record WatchedChannel(int Id, string OrgId, string SessionId, LimitWatch Watch);
