using System.Globalization;
using MeetingIntel.Testing.Postgres;
using Npgsql;

namespace MeetingIntel.Storage.Tests.Postgres;

/// <summary>scripts/postgres, through the fixture that runs it.</summary>
public sealed class ServerScriptTests
{
    [Fact]
    public async Task Start_AgainAfterAnyEnd_FindsTheSameData()
    {
        await using var server = await PostgresServer.StartPrivateAsync();
        await using var database = await server.CreateEmptyDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE kept (id int)");

        await server.StartAsync();
        await server.StopAsync();
        await server.StopAsync();
        await server.StartAsync();
        await server.CrashAsync();
        await server.StartAsync();

        Assert.Equal([0L], await database.QueryAsync<long>("SELECT count(*) FROM kept"));
    }

    [Fact]
    public async Task Start_Server_IsDurableAndAsksForAPassword()
    {
        await using var server = await PostgresServer.StartPrivateAsync();
        await using var database = await server.CreateEmptyDatabaseAsync();

        Assert.Equal(["on"], await database.QueryAsync<string>("SHOW fsync"));
        Assert.Equal(["on"], await database.QueryAsync<string>("SHOW synchronous_commit"));
        Assert.Equal(["UTF8"], await database.QueryAsync<string>("SHOW server_encoding"));
        var wrong = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Password = "wrong", Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(wrong);
        var exception = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());
        Assert.Equal(PostgresErrorCodes.InvalidPassword, exception.SqlState);
    }

    /// <summary>After a crash and a reboot, the number in the pid file may be somebody else's.</summary>
    [Fact]
    public async Task Start_PidFileNamesAnotherProcess_StartsAllTheSame()
    {
        await using var server = await PostgresServer.StartPrivateAsync();
        await using var database = await server.CreateEmptyDatabaseAsync();
        var pidFile = Assert.Single(await database.QueryAsync<string>("SHOW data_directory")) + "/postmaster.pid";
        var lines = await File.ReadAllLinesAsync(pidFile);
        await server.CrashAsync();
        lines[0] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        await File.WriteAllLinesAsync(pidFile, lines);

        await server.StartAsync();

        Assert.Equal([1], await database.QueryAsync<int>("SELECT 1"));
    }
}
