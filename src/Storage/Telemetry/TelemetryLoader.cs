using System.Buffers.Binary;
using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Telemetry;
using Npgsql;
using NpgsqlTypes;
using static MeetingIntel.Storage.Timeline.Statement;

namespace MeetingIntel.Storage.Telemetry;

/// <summary>Puts long streams of points on record, each in one transaction of its own.</summary>
internal sealed class TelemetryLoader(StorageConnections connections, TelemetryChannels channels, TelemetryCrossings crossings, TelemetryNews news, TelemetryMetrics metrics) : IDisposable
{
    private const int AtOnce = 4;
    private const int RowsAtOnce = 4096;
    private const int TimeoutSeconds = 600;

    private const string Stage =
        """
        CREATE TEMP TABLE telemetry_stage (channel_id integer, at timestamptz, key bigint, value double precision) ON COMMIT DROP;
        CREATE TEMP TABLE telemetry_new (channel_id integer, at timestamptz, value double precision) ON COMMIT DROP
        """;

    private const string Copy = "COPY telemetry_stage (channel_id, at, key, value) FROM STDIN (FORMAT BINARY)";

    private const string New = "SELECT channel_id, at, value FROM telemetry_new ORDER BY channel_id, at, value";

    private const string Unsummed =
        """
        SELECT b.channel_id, b.at FROM telemetry_buckets b
        WHERE b.channel_id = ANY($1) AND b.seconds = 60 AND b.points >= $2 AND b.in_seconds <> b.points
          AND EXISTS (SELECT FROM telemetry_stage s WHERE s.channel_id = b.channel_id AND s.at >= b.at AND s.at < b.at + interval '1 minute')
        LIMIT $3
        """;

    private static readonly string Insert = TelemetryTransaction.InsertFrom(
        "SELECT $1, channel_id, at, key, value FROM telemetry_stage", "INSERT INTO telemetry_new SELECT channel_id, at, value FROM added WHERE channel_id = ANY($2)");

    private readonly SemaphoreSlim _places = new(AtOnce, AtOnce);

    /// <summary>Takes a place.</summary>
    /// <returns>Gives it back; <see langword="null"/>: there is none.</returns>
    public IDisposable? Enter() => _places.Wait(0) ? new Place(_places) : null;

    /// <summary>Writes and commits.</summary>
    /// <param name="spool">The points of one session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>, or that the session is gone.</returns>
    /// <exception cref="JournalUnavailableException">The database is away; to send the same again does no harm.</exception>
    public async Task<GrainError?> LoadAsync(PointSpool spool, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await connections.Queries.OpenConnectionAsync(cancellationToken);
            List<(int, DateTime)> minutes = await LoadAsync(connection, spool, cancellationToken);
            metrics.Loaded(spool.Count);
            await news.TellAsync(spool.News(), minutes);
            return null;
        }
        catch (Exception exception) when (DatabaseFailures.Classify(exception) is DatabaseFailure.Conflict)
        {
            await channels.ReadAgainAsync(spool.Channels, cancellationToken);
            return TelemetryErrors.NoSession;
        }
        catch (Exception exception) when (DatabaseFailures.Classify(exception) is DatabaseFailure.Unavailable && !cancellationToken.IsCancellationRequested)
        {
            metrics.Unavailable(spool.Count);
            throw new JournalUnavailableException("The database went away while points were loaded; to send them again does no harm.", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private async Task<List<(int ChannelId, DateTime Minute)>> LoadAsync(NpgsqlConnection connection, PointSpool spool, CancellationToken cancellationToken)
    {
        foreach (var month in spool.Months)
            await TelemetryMonths.MakeAsync(connection, [], month, cancellationToken);

        List<int> ids = [.. spool.Channels.Select(channel => channel.Id)];
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var stage = new NpgsqlCommand(Stage, connection, transaction))
            await stage.ExecuteNonQueryAsync(cancellationToken);
        await CopyAsync(connection, spool, cancellationToken);
        await RunAsync(connection, TelemetryTransaction.Begin(ids), skip: 0, static _ => 0, cancellationToken);

        List<int> limited = [.. await RunAsync(connection, [Create("SELECT id FROM telemetry_channels WHERE id = ANY($1) AND limited", Integers(ids))], skip: 0, row => row.GetInt32(0), cancellationToken)];
        await using (var insert = new NpgsqlCommand(Insert, connection, transaction) { CommandTimeout = TimeoutSeconds })
        {
            insert.Parameters.Add(new NpgsqlParameter { Value = spool.Channels.First().OrgNumber });
            insert.Parameters.Add(Integers(limited));
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        // Looked at when all is in place, so that others who write these channels wait for as short as can be.
        var watches = await TelemetryTransaction.WatchAsync(connection, [], limited, cancellationToken);
        await LookAsync(connection, watches, cancellationToken);
        var crossed = await TelemetryTransaction.FinishAsync(connection, watches.Values, cancellationToken);
        var minutes = await RunAsync(
            connection, [Create(Unsummed, Integers(ids), Number(SecondBuckets.WorthIt), Number(SecondBuckets.MaxAsked))], skip: 0, row => (row.GetInt32(0), row.GetMoment(1).UtcDateTime), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (crossed)
            crossings.Announce();
        return minutes;
    }

    private static async Task CopyAsync(NpgsqlConnection connection, PointSpool spool, CancellationToken cancellationToken)
    {
        var file = spool.Rewind();
        var buffer = new byte[RowsAtOnce * PointSpool.RowBytes];
        await using var copy = await connection.BeginBinaryImportAsync(Copy, cancellationToken);
        while (await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken) is > 0 and var length)
        {
            for (var at = 0; at < length; at += PointSpool.RowBytes)
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(at)), NpgsqlDbType.Integer, cancellationToken);
                await copy.WriteAsync(DateTime.UnixEpoch.AddTicks(BinaryPrimitives.ReadInt64LittleEndian(buffer.AsSpan(at + 4)) * TimeSpan.TicksPerMicrosecond), NpgsqlDbType.TimestampTz, cancellationToken);
                await copy.WriteAsync(BinaryPrimitives.ReadInt64LittleEndian(buffer.AsSpan(at + 12)), NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync(BinaryPrimitives.ReadDoubleLittleEndian(buffer.AsSpan(at + 20)), NpgsqlDbType.Double, cancellationToken);
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task LookAsync(NpgsqlConnection connection, Dictionary<int, WatchedChannel> watches, CancellationToken cancellationToken)
    {
        if (watches.Count == 0)
            return;

        await using var command = new NpgsqlCommand(New, connection) { CommandTimeout = TimeoutSeconds };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (watches.TryGetValue(reader.GetInt32(0), out var channel))
                channel.Watch.Look(reader.GetMoment(1), reader.GetDouble(2));
        }
    }

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
