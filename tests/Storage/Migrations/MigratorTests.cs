using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Migrations;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MeetingIntel.Storage.Tests.Migrations;

public sealed class MigratorTests(PostgresServer server)
{
    private static readonly Migration First = new(1, "0001_first.sql", "CREATE TABLE first (id int)");
    private static readonly Migration Second = new(2, "0002_second.sql", "CREATE TABLE second (id int)");

    [Fact]
    public void All_AreNumberedFromOneWithoutAGap()
    {
        Assert.Equal(Enumerable.Range(1, Migration.All.Count), Migration.All.Select(migration => migration.Version));
    }

    [Fact]
    public async Task RunAsync_Again_ChangesNothing()
    {
        await using var database = await server.CreateEmptyDatabaseAsync();
        await RunAsync(database, Migration.All);
        var before = await database.QueryAsync<DateTime>("SELECT applied_at FROM schema_migrations ORDER BY version");

        await RunAsync(database, Migration.All);

        Assert.Equal(Migration.All.Count, before.Count);
        Assert.Equal(before, await database.QueryAsync<DateTime>("SELECT applied_at FROM schema_migrations ORDER BY version"));
    }

    [Fact]
    public async Task RunAsync_SeveralProcessesAtOnce_ApplyEachStepOnce()
    {
        await using var database = await server.CreateEmptyDatabaseAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => RunAsync(database, Migration.All))));

        Assert.Equal([(long)Migration.All.Count], await database.QueryAsync<long>("SELECT count(*) FROM schema_migrations"));
    }

    [Fact]
    public async Task RunAsync_NewStep_IsAppliedAfterThoseThatAreThere()
    {
        await using var database = await server.CreateEmptyDatabaseAsync();
        await RunAsync(database, [First]);

        await RunAsync(database, [First, Second]);

        Assert.Equal(["0001_first.sql", "0002_second.sql"], await database.QueryAsync<string>("SELECT name FROM schema_migrations ORDER BY version"));
    }

    [Fact]
    public async Task RunAsync_AppliedStepWasChanged_StopsWithOneLine()
    {
        await using var database = await server.CreateEmptyDatabaseAsync();
        await RunAsync(database, [First]);

        var exception = await Assert.ThrowsAsync<MigrationException>(() => RunAsync(database, [First with { Sql = "CREATE TABLE first (id bigint)" }, Second]));

        Assert.Contains("0001_first.sql", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
        Assert.Equal([1L], await database.QueryAsync<long>("SELECT count(*) FROM schema_migrations"));
    }

    [Fact]
    public async Task RunAsync_LineEndingsOfACheckoutDiffer_IsTheSameStep()
    {
        await using var database = await server.CreateEmptyDatabaseAsync();
        await RunAsync(database, [First with { Sql = "CREATE TABLE first (\n  id int)" }]);

        await RunAsync(database, [First with { Sql = "CREATE TABLE first (\r\n  id int)" }]);
    }

    [Fact]
    public async Task RunAsync_StepFails_LeavesNothingOfItAndNamesIt()
    {
        await using var database = await server.CreateEmptyDatabaseAsync();
        var broken = Second with { Sql = "CREATE TABLE second (id int); CREATE TABLE first (id int)" };

        var exception = await Assert.ThrowsAsync<MigrationException>(() => RunAsync(database, [First, broken]));

        Assert.Contains("0002_second.sql", exception.Message, StringComparison.Ordinal);
        Assert.Equal([false], await database.QueryAsync<bool>("SELECT to_regclass('second') IS NOT NULL"));
        await RunAsync(database, [First, Second]);
    }

    [Fact]
    public async Task RunAsync_NewerBuildWasHere_IsNoObstacle()
    {
        await using var database = await server.CreateEmptyDatabaseAsync();
        await RunAsync(database, [First, Second]);

        await RunAsync(database, [First]);
    }

    [Fact]
    public async Task RunAsync_WrongPassword_StopsAtOnceWithOneLine()
    {
        await using var database = await server.CreateEmptyDatabaseAsync();
        var wrong = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = "nobody_here", Password = "wrong" }.ConnectionString;

        var exception = await Assert.ThrowsAsync<MigrationException>(() => RunAsync(wrong, Migration.All, startTimeoutSeconds: 600));

        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public async Task RunAsync_ServerAway_WaitsForItOnlySoLong()
    {
        await Assert.ThrowsAsync<MigrationException>(() => RunAsync("Host=127.0.0.1;Port=1;Username=ana", Migration.All, startTimeoutSeconds: 0.3));
    }

    /// <summary>A server that starts while the database restarts.</summary>
    [Fact]
    public async Task RunAsync_ConnectionBreaksWhileItWaits_BeginsAgain()
    {
        await using var database = await server.CreateEmptyDatabaseAsync();
        await using var proxy = new CuttingDatabaseProxy(database.ConnectionString);
        await using var other = new NpgsqlConnection(database.ConnectionString);
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var take = new NpgsqlCommand($"SELECT pg_advisory_lock({Migrator.Lock})", other);
        await using var release = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", other);
        await take.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var running = RunAsync(proxy.ConnectionString, [First], startTimeoutSeconds: 30);
        while ((await database.QueryAsync<long>("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")) is not [1])
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        proxy.Cut();
        proxy.Restore();
        await release.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await running.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal([1L], await database.QueryAsync<long>("SELECT count(*) FROM schema_migrations"));
    }

    /// <summary>Rule 9: every row belongs to an organisation. What is excepted belongs to the engine, to the schema itself, or to people, who may belong to several.</summary>
    [Fact]
    public async Task Schema_EveryTable_HasAnOrganisation()
    {
        await using var database = await server.CreateDatabaseAsync();

        var without = await database.QueryAsync<string>(
            """
            SELECT table_name::text FROM information_schema.tables t
            WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND NOT EXISTS (
              SELECT FROM information_schema.columns c
              WHERE c.table_schema = t.table_schema AND c.table_name = t.table_name AND c.column_name = 'org_id' AND c.is_nullable = 'NO')
            ORDER BY table_name
            """);

        string[] engine = ["cluster_members", "clusters", "orleansquery", "reminders", "schema_migrations"];
        string[] people = ["login_attempts", "orgs", "profiles", "refresh_tokens", "signing_keys", "socket_tickets", "user_preferences", "users"];
        // They carry the number of their organisation.
        string[] measured = ["telemetry_buckets", "telemetry_points", "telemetry_points_old"];
        Assert.Equal([.. engine.Concat(people).Concat(measured).Order(StringComparer.Ordinal)], without);
    }

    /// <summary>On a server of its own, where nobody has made the role of the callers yet, and on one where somebody else has.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunAsync_AsAnOwnerWhoMayOnlyMakeRoles_LetsCallersIn(bool firstOnTheServer)
    {
        await using var own = firstOnTheServer ? await PostgresServer.StartPrivateAsync() : null;
        await using var owned = await OwnedDatabase.CreateAsync(own ?? server);
        await RunAsync(owned.ConnectionString, Migration.All, startTimeoutSeconds: 10);

        await AssertCallersAreLetInAsync(owned.ConnectionString);
    }

    /// <summary>Whoever makes a role is a member of it since PostgreSQL 16, and may not take it on all the same. Before that, the same as not being one.</summary>
    [Fact]
    public async Task RunAsync_AsAnOwnerWhoCannotTakeOnTheRoleOfCallers_GivesItToThem()
    {
        await using var owned = await OwnedDatabase.CreateAsync(server);
        await RunAsync(owned.ConnectionString, [.. Migration.All.Where(migration => migration.Version < 10)], startTimeoutSeconds: 10);
        await owned.Database.ExecuteAsync($"REVOKE meetingintel_tenant FROM {owned.Owner}");

        await RunAsync(owned.ConnectionString, Migration.All, startTimeoutSeconds: 10);

        await AssertCallersAreLetInAsync(owned.ConnectionString);
    }

    private static async Task AssertCallersAreLetInAsync(string connectionString)
    {
        await using var connections = new StorageConnections(new StorageOptions { ConnectionString = connectionString });
        await using var tenants = new TenantDatabase(connections);
        var database = new Database(connections.Queries);
        foreach (var org in (string[])["org_mine", "org_theirs"])
        {
            await database.WriteAsync([Statement.Of("INSERT INTO orgs (id, name, created_at) VALUES ($1, 'x', now())", org)], row => row.FieldCount, CancellationToken.None);
        }

        await tenants.WriteAsync("org_mine", Statement.Of("UPDATE orgs SET name = 'y' RETURNING id"), row => row.GetString(0), CancellationToken.None);
        Assert.Equal(["y"], await tenants.QueryAsync("org_mine", Statement.Of("SELECT name FROM orgs"), row => row.GetString(0), CancellationToken.None));
        Assert.Equal(["x"], await tenants.QueryAsync("org_theirs", Statement.Of("SELECT name FROM orgs"), row => row.GetString(0), CancellationToken.None));
    }

    private static Task RunAsync(TestDatabase database, IReadOnlyList<Migration> migrations) => RunAsync(database.ConnectionString, migrations, startTimeoutSeconds: 10);

    private static async Task RunAsync(string connectionString, IReadOnlyList<Migration> migrations, double startTimeoutSeconds)
    {
        var options = new StorageOptions { ConnectionString = connectionString, StartTimeoutSeconds = startTimeoutSeconds };
        await using var connections = new StorageConnections(options);
        await new Migrator(connections, migrations, Options.Create(options), TimeProvider.System, NullLogger<Migrator>.Instance).RunAsync(CancellationToken.None);
    }
}
