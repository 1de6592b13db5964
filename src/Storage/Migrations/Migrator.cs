using System.Data;
using MeetingIntel.Storage.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MeetingIntel.Storage.Migrations;

/// <summary>Brings the schema to where this build needs it. Safe to run in several processes at once.</summary>
public sealed partial class Migrator
{
    // Any number will do, as long as nothing else locks it.
    internal const long Lock = 0x4D_49_47_52_41_54_45;

    private const string CreateTable =
        """
        CREATE TABLE IF NOT EXISTS schema_migrations (
          version    integer     PRIMARY KEY,
          name       text        NOT NULL,
          checksum   text        NOT NULL,
          applied_at timestamptz NOT NULL DEFAULT now()
        )
        """;

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);

    private readonly StorageConnections _connections;
    private readonly IReadOnlyList<Migration> _migrations;
    private readonly TimeSpan _startTimeout;
    private readonly TimeProvider _time;
    private readonly ILogger<Migrator> _logger;

    internal Migrator(StorageConnections connections, IReadOnlyList<Migration> migrations, IOptions<StorageOptions> options, TimeProvider time, ILogger<Migrator> logger)
    {
        _connections = connections;
        _migrations = migrations;
        _startTimeout = TimeSpan.FromSeconds(options.Value.StartTimeoutSeconds);
        _time = time;
        _logger = logger;
    }

    /// <summary>Applies the steps that are missing, each in a transaction of its own, one process at a time.</summary>
    /// <param name="cancellationToken">Gives up; steps that are done stay done.</param>
    /// <exception cref="MigrationException">The database can't be reached, or it does not hold what this build expects. The message is one line for operators.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        string? told = null;
        while (true)
        {
            try
            {
                await MigrateAsync(cancellationToken);
                return;
            }
            catch (Exception exception) when (IsPassing(exception) && _time.GetElapsedTime(started) < _startTimeout)
            {
                if (told != exception.Message)
                {
                    LogWaiting(exception.Message, _startTimeout.TotalSeconds);
                    told = exception.Message;
                }
            }
            catch (Exception exception) when (exception is NpgsqlException || IsPassing(exception))
            {
                throw new MigrationException($"The database can't be used: {exception.Message}", exception);
            }

            await Task.Delay(RetryPause, _time, cancellationToken);
        }
    }

    private static bool IsPassing(Exception exception) => exception is not OperationCanceledException && DatabaseFailures.Classify(exception) is DatabaseFailure.Unavailable;

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _connections.Queries.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({Lock})", cancellationToken);
        try
        {
            await ExecuteAsync(connection, CreateTable, cancellationToken);
            var applied = await ReadAppliedAsync(connection, cancellationToken);
            foreach (var migration in _migrations)
            {
                if (!applied.Remove(migration.Version, out var checksum))
                    await ApplyAsync(connection, migration, cancellationToken);
                else if (!string.Equals(checksum, migration.Checksum, StringComparison.Ordinal))
                    throw new MigrationException($"Migration {migration.Name} was changed after it had been applied to this database. Restore it, and put the change into a new migration.");
            }

            if (applied.Count > 0)
                LogNewer(applied.Keys.Max());
        }
        finally
        {
            // One that broke has none any more.
            if (connection.State == ConnectionState.Open)
                await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({Lock})", CancellationToken.None);
        }
    }

    private static async Task<Dictionary<int, string>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT version, checksum FROM schema_migrations", connection);
        var rows = await command.ReadAllAsync(row => KeyValuePair.Create(row.GetInt32(0), row.GetString(1)), cancellationToken);
        return new(rows);
    }

    private async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await ExecuteAsync(connection, migration.Sql, cancellationToken);
            await using var record = new NpgsqlCommand("INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)", connection, transaction);
            await record.AddNumber(migration.Version).AddText(migration.Name).AddText(migration.Checksum).ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (PostgresException exception)
        {
            throw new MigrationException($"Migration {migration.Name} failed: {exception.MessageText} ({exception.SqlState}).", exception);
        }

        LogApplied(migration.Name);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        // Waiting for another process's migrations, and a migration itself, may take long.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>The schema is not what this build needs, and can't be made so.</summary>
/// <param name="message">One line for operators.</param>
/// <param name="inner">The database's own exception.</param>
public sealed class MigrationException(string message, Exception? inner = null) : Exception(message, inner);
