using Npgsql;

namespace MeetingIntel.Testing.Postgres;

/// <summary>A database of one test. Disposing drops it, whoever is still connected.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly PostgresServer _server;

    internal TestDatabase(PostgresServer server, string name, string connectionString)
    {
        _server = server;
        Name = name;
        ConnectionString = connectionString;
    }

    /// <summary>Its name on the server.</summary>
    public string Name { get; }

    /// <summary>For the setting <c>DATABASE_URL</c>; in Npgsql's form.</summary>
    public string ConnectionString { get; }

    /// <summary>A connection of the test's own, outside of any pool.</summary>
    public async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Runs a statement; returns the number of rows it concerned.</summary>
    public async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>Reads the first column of a query.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<T>();
        while (await reader.ReadAsync())
            values.Add(await reader.GetFieldValueAsync<T>(0));
        return values;
    }

    /// <summary>Waits until so many connections wait for a lock.</summary>
    public Task BlockedAsync(int connections = 1) => UntilAsync(
        $"SELECT count(*) >= {connections} FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        $"{connections} connection(s) blocked by the test's lock");

    /// <summary>Waits until a condition holds. The database does the pausing, and pauses only while it does not hold.</summary>
    /// <param name="condition">A query for one value.</param>
    /// <param name="phase">What is waited for, for people.</param>
    public async Task UntilAsync(string condition, string phase)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand($"SELECT holds, CASE WHEN holds THEN NULL ELSE pg_sleep(0.005)::text END FROM (SELECT ({condition}) AS holds OFFSET 0) AS asked", connection);
        var began = TimeProvider.System.GetTimestamp();
        while (await command.ExecuteScalarAsync() is not true)
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
                throw new TimeoutException($"Waited in vain: {phase}.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _server.DropAsync(Name);
}
