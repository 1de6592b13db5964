using MeetingIntel.Storage.Tests.Timeline;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Storage.Tests.Connections;

public sealed class DatabaseTests(PostgresServer server)
{
    [Fact]
    public async Task ReadAsync_PooledConnectionsDied_TakesANewOne()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var proxy = new CuttingDatabaseProxy(database.ConnectionString);
        await using var storage = await StorageHost.StartAsync(database, options => options.ConnectionString = proxy.ConnectionString);
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created()));
        await storage.Sessions.LoadAsync("sess_1", CancellationToken.None);

        proxy.Cut();

        Assert.NotNull(await storage.Sessions.LoadAsync("sess_1", CancellationToken.None));
    }

    [Fact]
    public async Task ReadAsync_PooledConnectionsHadPreparedTheStatement_PreparesItAnew()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var proxy = new CuttingDatabaseProxy(database.ConnectionString);
        await using var storage = await StorageHost.StartAsync(database, options => options.ConnectionString = proxy.ConnectionString);
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created()));
        // Often enough for Npgsql to prepare it.
        for (var times = 0; times < 3; times++)
            await storage.Journal.ReadAsync(Some.Org, "sess_1", 0, 1, CancellationToken.None);

        proxy.Cut();

        Assert.Single(await storage.Journal.ReadAsync(Some.Org, "sess_1", 0, 1, CancellationToken.None));
    }

    [Fact]
    public async Task ReadAsync_ServerAway_IsOneTypeOfFailure()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var proxy = new CuttingDatabaseProxy(database.ConnectionString);
        await using var storage = await StorageHost.StartAsync(database, options => options.ConnectionString = proxy.ConnectionString);

        proxy.CutForGood();

        await Assert.ThrowsAsync<JournalUnavailableException>(() => storage.Sessions.FindOwnerAsync("sess_1", CancellationToken.None));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => storage.Journal.ReadAsync(Some.Org, "sess_1", 0, 1, CancellationToken.None));
    }

    [Fact]
    public async Task ReadAsync_CallerGivesUp_IsNotAnOutage()
    {
        await using var storage = await StorageHost.StartAsync(server);
        using var cancellation = new CancellationTokenSource();
        await using var held = await HeldTable.HoldAsync(storage.Database, "sessions");

        var read = storage.Sessions.FindOwnerAsync("sess_1", cancellation.Token);
        await storage.Database.BlockedAsync();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.InTimeAsync("the read that was given up"));
    }
}
