using MeetingIntel.Bench.Servers;
using MeetingIntel.Testing.Postgres;
using Npgsql;

namespace MeetingIntel.Bench.Chaos.Cluster;

/// <summary>A private PostgreSQL (fsync on) that can be killed, stopped and hung.</summary>
internal sealed class DatabaseServer : IAsyncDisposable
{
    private readonly PostgresServer _server;
    private readonly TestDatabase _database;
    private int _postmaster;
    private int[] _hung = [];

    private DatabaseServer(PostgresServer server, TestDatabase database)
    {
        _server = server;
        _database = database;
    }

    public string ConnectionString => _database.ConnectionString;

    public static async Task<DatabaseServer> StartAsync()
    {
        var server = await PostgresServer.StartPrivateAsync();
        var made = new DatabaseServer(server, await server.CreateEmptyDatabaseAsync());
        await made.FindAsync();
        return made;
    }

    /// <summary>A connection of one's own.</summary>
    public Task<NpgsqlConnection> ConnectAsync() => _database.ConnectAsync();

    /// <summary>SIGKILL.</summary>
    public Task CrashAsync() => _server.CrashAsync();

    /// <summary>Stops it in order; whoever is connected is cut.</summary>
    public Task StopAsync() => _server.StopAsync();

    /// <summary>Starts it again.</summary>
    public async Task RestartAsync()
    {
        await _server.StartAsync();
        await FindAsync();
    }

    /// <summary>Hangs all of its processes.</summary>
    public void Hang()
    {
        Signals.Send(_postmaster, Signals.Stop);
        _hung = [_postmaster, .. CpuTime.ChildrenOf(_postmaster)];
        foreach (var process in _hung)
        {
            Signals.Send(process, Signals.Stop);
        }
    }

    /// <summary>Lets them go on.</summary>
    public void WakeUp()
    {
        foreach (var process in _hung)
        {
            Signals.Send(process, Signals.Continue);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _server.DisposeAsync();
    }

    private async Task FindAsync()
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand("SELECT pg_backend_pid()", connection);
        _postmaster = CpuTime.ParentOf((int)(await command.ExecuteScalarAsync())!);
    }
}
