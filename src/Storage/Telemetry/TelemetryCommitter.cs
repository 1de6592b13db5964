using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MeetingIntel.Storage.Telemetry;

/// <summary>
/// Brings batches to their outcome: on record, or refused, or tried again while the database is away; since the same points twice are one, also when nobody knows
/// what became of the last try. Used by one writer, one call at a time.
/// </summary>
internal sealed partial class TelemetryCommitter(
    StorageConnections connections, TelemetryChannels channels, TelemetryCrossings crossings, TelemetryMetrics metrics, IOptions<StorageOptions> options, TimeProvider time, ILogger<TelemetryCommitter> logger) : IAsyncDisposable
{
    private const int MaxLooks = 10;

    private readonly Outage _outage = new("Telemetry", options.Value, time, logger);
    private readonly HashSet<DateTime> _months = [];
    private NpgsqlConnection? _connection;

    /// <summary>Writes batches; those that are refused or fail hear it from here.</summary>
    /// <param name="pending">The batches.</param>
    /// <param name="abandon">Stops trying; what is not committed then fails.</param>
    /// <returns>Those that are on record, with their newest points; whoever waits for them has not been told.</returns>
    public async Task<List<(PendingPoints Pending, PointRows Rows)>> CommitAsync(IReadOnlyList<PendingPoints> pending, CancellationToken abandon)
    {
        var rows = new PointRows(pending);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await WriteAsync(rows, abandon);
                return [.. pending.Select(item => (item, rows))];
            }
            catch (Exception exception)
            {
                var kind = exception is JournalUnavailableException ? DatabaseFailure.Unavailable : DatabaseFailures.Classify(exception);
                if (kind is DatabaseFailure.Unavailable || exception is not PostgresException)
                    await DisconnectAsync();
                else
                    _outage.End();

                if (kind is DatabaseFailure.Conflict && attempt < MaxLooks && await LookAgainAsync(pending, abandon) is { } rest)
                {
                    (pending, rows) = (rest, new PointRows(rest));
                    if (rest.Count == 0)
                        return [];
                }
                else if (exception is PostgresException { SqlState: PostgresErrorCodes.CheckViolation } && attempt < MaxLooks)
                {
                    // A month that has been dropped meanwhile.
                    _months.Clear();
                }
                else if (kind is not DatabaseFailure.Unavailable && pending.Count > 1)
                {
                    var half = pending.Count / 2;
                    return [.. await CommitAsync([.. pending.Take(half)], abandon), .. await CommitAsync([.. pending.Skip(half)], abandon)];
                }
                else if (kind is not DatabaseFailure.Unavailable)
                {
                    LogRejected(pending[0].Channels[0].Key.SessionId, exception);
                    metrics.Rejected(rows.Values.Count);
                    pending[0].Fail(new InvalidOperationException("The database refuses these points and would refuse them again.", exception));
                    return [];
                }
                else if (!await _outage.MayTryAgainAsync(attempt, exception, abandon))
                {
                    LogGaveUp(pending.Count, exception);
                    metrics.Unavailable(rows.Values.Count);
                    foreach (var item in pending)
                        item.Fail(new JournalUnavailableException("The database is away; whether the points are on record is open, and to send them again does no harm.", exception));
                    return [];
                }
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await DisconnectAsync();

    private async Task WriteAsync(PointRows rows, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        _connection ??= await connections.Telemetry.OpenConnectionAsync(cancellationToken);
        foreach (var month in rows.Months)
            await TelemetryMonths.MakeAsync(_connection, _months, month, cancellationToken);
        var crossed = await TelemetryTransaction.WriteAsync(_connection, rows, options.Value.CommitTimeoutSeconds, cancellationToken);
        _outage.End();
        metrics.Committed(rows.Values.Count, time.GetElapsedTime(started));
        if (crossed)
            crossings.Announce();
    }

    /// <summary>Some channel got limits, or lost them, or is gone.</summary>
    /// <returns>What is still to be written; <see langword="null"/>: that can't be said now.</returns>
    private async Task<List<PendingPoints>?> LookAgainAsync(IReadOnlyList<PendingPoints> pending, CancellationToken cancellationToken)
    {
        try
        {
            var gone = await channels.ReadAgainAsync([.. pending.SelectMany(item => item.Channels).Distinct()], cancellationToken);
            foreach (var item in pending.Where(item => item.Channels.Any(gone.Contains)))
                item.Complete(TelemetryErrors.NoSession);
            return [.. pending.Where(item => !item.Channels.Any(gone.Contains))];
        }
        catch (JournalUnavailableException)
        {
            return null;
        }
    }

    private async Task DisconnectAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } connection)
            await connection.DisposeAsync();
    }

    [LoggerMessage(1, LogLevel.Error, "The database refuses points of {SessionId}")]
    private partial void LogRejected(string sessionId, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "Telemetry gave up on {Batches} batches; their clients are asked to send them again. Check PostgreSQL.")]
    private partial void LogGaveUp(int batches, Exception exception);
}
