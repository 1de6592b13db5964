using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Postgres;
using Npgsql;

namespace MeetingIntel.Storage.Tests.Connections;

/// <summary>A connection goes from hand to hand and keeps the organisation that was said last: whoever has it next sees nothing of that.</summary>
public sealed class TenantDatabaseTests(PostgresServer server)
{
    private const string Mine = "org_mine";
    private const string Theirs = "org_theirs";

    [Fact]
    public async Task Statements_OfOrganisationsInTurns_OverOneConnection_SeeTheirOwn()
    {
        await using var storage = await StartAsync(connections: 1);
        await using var tenants = new Counting(storage.Get<StorageConnections>());

        foreach (var org in (string[])[Mine, Mine, Theirs, Theirs, Mine, Theirs])
        {
            Assert.Equal([org], await SeenAsync(tenants, org));
            Assert.Equal([org], await tenants.WriteAsync(org, Statement.Of("UPDATE orgs SET name = 'y' RETURNING id"), row => row.GetString(0), CancellationToken.None));
        }

        Assert.Equal([Mine, Theirs, Mine, Theirs], tenants.Entered);
    }

    [Fact]
    public async Task Statement_AfterOneThatFailed_SeesItsOwn()
    {
        await using var storage = await StartAsync(connections: 1);
        await using var tenants = new Counting(storage.Get<StorageConnections>());
        await SeenAsync(tenants, Mine);

        // What it said first came to nothing along with it.
        await Assert.ThrowsAsync<PostgresException>(() => tenants.QueryAsync(Theirs, Statement.Of("SELECT 1 / 0"), row => row.GetInt32(0), CancellationToken.None));
        Assert.Equal([Theirs], await SeenAsync(tenants, Theirs));
        await Assert.ThrowsAsync<PostgresException>(() => tenants.QueryAsync(Theirs, Statement.Of("SELECT 1 / 0"), row => row.GetInt32(0), CancellationToken.None));
        Assert.Equal([Mine], await SeenAsync(tenants, Mine));

        Assert.Equal([Mine, Theirs, Theirs, Mine], tenants.Entered);
    }

    [Fact]
    public async Task Statement_AfterOneThatWasGivenUp_SeesItsOwn()
    {
        await using var storage = await StartAsync(connections: 1);
        await using var tenants = new Counting(storage.Get<StorageConnections>());
        await SeenAsync(tenants, Mine);
        using var patience = new CancellationTokenSource();

        var asleep = tenants.QueryAsync(Theirs, Statement.Of("SELECT 1 FROM pg_sleep(600)"), row => row.GetInt32(0), patience.Token);
        await storage.Database.UntilAsync("EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database())", "the statement runs");
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asleep);
        Assert.Equal([Mine], await SeenAsync(tenants, Mine));
        Assert.Equal([Theirs], await SeenAsync(tenants, Theirs));
    }

    [Fact]
    public async Task Statement_AfterTheConnectionWasCut_SeesItsOwn()
    {
        await using var storage = await StartAsync(connections: 1);
        await using var tenants = new Counting(storage.Get<StorageConnections>());
        await SeenAsync(tenants, Mine);

        await storage.Database.QueryAsync<bool>(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'meetingintel-tenants' AND datname = current_database()");

        Assert.Equal([Mine], await SeenAsync(tenants, Mine));
        Assert.Equal(Mine, tenants.Entered[^1]);
        Assert.True(tenants.Entered.Count > 1, "The new connection was not told.");
    }

    [Fact]
    public async Task Statements_OfManyAtOnce_WhateverBecomesOfThem_SeeTheirOwn()
    {
        await using var storage = await StartAsync(connections: 8);
        await using var tenants = new TenantDatabase(storage.Get<StorageConnections>());

        await Parallel.ForEachAsync(Enumerable.Range(0, 400), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, _) =>
        {
            var org = number % 3 == 0 ? Mine : Theirs;
            if (number % 5 == 0)
            {
                await Assert.ThrowsAsync<PostgresException>(() => tenants.QueryAsync(org, Statement.Of("SELECT 1 / 0"), row => row.GetInt32(0), CancellationToken.None));
            }
            else
            {
                Assert.Equal([org], await SeenAsync(tenants, org));
            }
        });
    }

    [Fact]
    public async Task Forget_OfAConnectionThatHasBegun_KeepsNothingOfOneWithItsNumber()
    {
        await using var storage = await StartAsync(connections: 1);
        await using var connection = new NpgsqlConnection(storage.Database.ConnectionString);
        await connection.OpenAsync();
        var organisations = new ConnectionOrganisations(connections: 1);
        organisations.Put(connection, Mine);

        organisations.Forget(connection);

        Assert.Null(organisations.Take(connection));
    }

    private async Task<StorageHost> StartAsync(int connections)
    {
        // Half of them are for callers.
        var storage = await StorageHost.StartAsync(server, options => options.QueryConnections = connections);
        foreach (var org in (string[])[Mine, Theirs])
        {
            await storage.Database.ExecuteAsync($"INSERT INTO orgs (id, name, created_at) VALUES ('{org}', 'x', now())");
        }

        return storage;
    }

    private static Task<List<string>> SeenAsync(TenantDatabase tenants, string org) =>
        tenants.QueryAsync(org, Statement.Of("SELECT id FROM orgs"), row => row.GetString(0), CancellationToken.None);

    private sealed class Counting(StorageConnections connections) : TenantDatabase(connections)
    {
        public List<string> Entered { get; } = [];

        protected override IReadOnlyList<NpgsqlBatchCommand> EnterAs(string orgId)
        {
            Entered.Add(orgId);
            return base.EnterAs(orgId);
        }
    }
}
