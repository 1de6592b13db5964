using System.Net.Sockets;
using MeetingIntel.Storage.Timeline;
using Npgsql;

namespace MeetingIntel.Storage.Connections;

/// <summary>Runs queries and translates the database's failures at this edge.</summary>
internal sealed class Database(NpgsqlDataSource connections)
{
    /// <summary>Runs a query. A connection that turns out to be dead, as all pooled ones are after a restart of the server, is replaced once.</summary>
    /// <typeparam name="T">What the query gives.</typeparam>
    /// <param name="query">Reads only, so that doing it twice does no harm.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    public async Task<T> ReadAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> query, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(query, cancellationToken);
        }
        catch (NpgsqlException exception) when (IsDeadConnection(exception))
        {
            return await WriteAsync(query, cancellationToken);
        }
        catch (Exception exception) when (IsOutage(exception, cancellationToken))
        {
            throw Unavailable(exception);
        }
    }

    /// <summary>Runs a statement once.</summary>
    /// <typeparam name="T">What the statement gives.</typeparam>
    /// <param name="statement">May write.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away; whether the statement was done is open.</exception>
    public async Task<T> WriteAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> statement, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(statement, cancellationToken);
        }
        catch (Exception exception) when (IsOutage(exception, cancellationToken))
        {
            throw Unavailable(exception);
        }
    }

    /// <summary>Runs a query of one statement.</summary>
    /// <typeparam name="T">A row.</typeparam>
    /// <param name="query">Reads only.</param>
    /// <param name="read">Reads one row.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    public Task<List<T>> QueryAsync<T>(NpgsqlBatchCommand query, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => Statement.RunAsync(connection, [Statement.Again(query)], skip: 0, read, token), cancellationToken);

    /// <summary>Runs statements in one transaction.</summary>
    /// <typeparam name="T">A row.</typeparam>
    /// <param name="statements">May write. At most one of them gives rows.</param>
    /// <param name="read">Reads one row.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away; whether it was done is open.</exception>
    public Task<List<T>> WriteAsync<T>(IReadOnlyList<NpgsqlBatchCommand> statements, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        WriteAsync((connection, token) => Statement.RunAsync(connection, statements, skip: 0, read, token), cancellationToken);

    private async Task<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> statement, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenConnectionAsync(cancellationToken);
        return await statement(connection, cancellationToken);
    }

    private static bool IsDeadConnection(NpgsqlException exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown } or { InnerException: IOException or SocketException };

    private static bool IsOutage(Exception exception, CancellationToken cancellationToken) =>
        DatabaseFailures.Classify(exception) is DatabaseFailure.Unavailable && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested);

    private static JournalUnavailableException Unavailable(Exception exception) =>
        new("The database does not answer; see its log and the connection settings.", exception);
}
