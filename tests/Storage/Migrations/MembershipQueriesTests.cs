using MeetingIntel.Testing.Postgres;
using Npgsql;

namespace MeetingIntel.Storage.Tests.Migrations;

/// <summary>The statements that Orleans' membership provider runs, with the parameters it gives: who has read an outdated table may not change it.</summary>
public sealed class MembershipQueriesTests(PostgresServer postgres) : IAsyncLifetime
{
    private const int Active = 3;
    private const int Dead = 6;

    private static readonly DateTime Now = new(2026, 11, 21, 12, 0, 0, DateTimeKind.Utc);

    private TestDatabase _database = null!;
    private NpgsqlConnection _connection = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        _connection = new NpgsqlConnection(_database.ConnectionString);
        await _connection.OpenAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task InsertMembershipVersion_Twice_AddsOne()
    {
        Assert.Equal(1, await CountAsync("InsertMembershipVersionKey"));
        Assert.Equal(0, await CountAsync("InsertMembershipVersionKey"));
        Assert.Equal(new Table(0, []), await ReadAsync());
    }

    [Fact]
    public async Task InsertMembership_WithAnOutdatedVersion_ChangesNothing()
    {
        await CountAsync("InsertMembershipVersionKey");
        Assert.Equal(1, await InsertAsync("10.0.0.1", version: 0));

        Assert.Equal(0, await InsertAsync("10.0.0.2", version: 0));

        Assert.Equal(new Table(1, ["10.0.0.1 3"]), await ReadAsync());
    }

    [Fact]
    public async Task InsertMembership_OfAMemberThatIsThere_FailsAndLeavesTheVersion()
    {
        await CountAsync("InsertMembershipVersionKey");
        await InsertAsync("10.0.0.1", version: 0);

        var failure = await Assert.ThrowsAsync<PostgresException>(() => InsertAsync("10.0.0.1", version: 1));

        Assert.Equal(PostgresErrorCodes.UniqueViolation, failure.SqlState);
        Assert.Equal(new Table(1, ["10.0.0.1 3"]), await ReadAsync());
    }

    [Fact]
    public async Task UpdateMembership_TakesTheNewestVersionAndAKnownMemberOnly()
    {
        await CountAsync("InsertMembershipVersionKey");
        await InsertAsync("10.0.0.1", version: 0);
        await InsertAsync("10.0.0.2", version: 1);

        Assert.Equal(0, await UpdateAsync("10.0.0.1", Dead, version: 1));
        Assert.Equal(0, await UpdateAsync("10.0.0.3", Dead, version: 2));
        Assert.Equal(1, await UpdateAsync("10.0.0.1", Dead, version: 2));

        Assert.Equal(new Table(3, ["10.0.0.1 6", "10.0.0.2 3"]), await ReadAsync());
        Assert.Equal(["10.0.0.2"], await AddressesAsync("GatewaysQueryKey", [.. Me(), ("Status", Active)]));
        Assert.Equal(["10.0.0.1"], await AddressesAsync("MembershipReadRowKey", [.. Me(), .. Member("10.0.0.1")]));
    }

    [Fact]
    public async Task Cleanup_TakesMembersThatAreLongGone_AndLeavesActiveOnes()
    {
        await CountAsync("InsertMembershipVersionKey");
        await InsertAsync("10.0.0.1", version: 0);
        await InsertAsync("10.0.0.2", version: 1);
        await UpdateAsync("10.0.0.1", Dead, version: 2);

        await ExecuteAsync("CleanupDefunctSiloEntriesKey", [.. Me(), ("IAmAliveTime", Now)]);
        Assert.Equal(2, (await ReadAsync()).Members.Count);

        await ExecuteAsync("CleanupDefunctSiloEntriesKey", [.. Me(), ("IAmAliveTime", Now.AddDays(1))]);
        Assert.Equal(["10.0.0.2 3"], (await ReadAsync()).Members);

        await ExecuteAsync("UpdateIAmAlivetimeKey", [.. Me(), .. Member("10.0.0.2"), ("IAmAliveTime", Now.AddDays(2))]);
        await ExecuteAsync("DeleteMembershipTableEntriesKey", Me());
        Assert.Empty(await AddressesAsync("MembershipReadAllKey", Me()));
    }

    private Task<int> InsertAsync(string address, int version) => CountAsync(
        "InsertMembershipKey",
        [.. Member(address), ("SiloName", "silo"), ("HostName", "host"), ("Status", Active), ("ProxyPort", 30000), ("StartTime", Now), ("IAmAliveTime", Now), ("Version", version)]);

    private Task<int> UpdateAsync(string address, int status, int version) =>
        CountAsync("UpdateMembershipKey", [.. Member(address), ("Status", status), ("SuspectTimes", DBNull.Value), ("IAmAliveTime", Now), ("Version", version)]);

    private static (string, object)[] Me() => [("DeploymentId", "test")];

    private static (string, object)[] Member(string address) => [("Address", address), ("Port", 11111), ("Generation", 7)];

    private async Task<int> CountAsync(string query, params (string Name, object Value)[] parameters)
    {
        await using var command = await CommandAsync(query, [.. Me(), .. parameters]);
        return (int)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private async Task ExecuteAsync(string query, params (string Name, object Value)[] parameters)
    {
        await using var command = await CommandAsync(query, parameters);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private async Task<List<string>> AddressesAsync(string query, params (string Name, object Value)[] parameters)
    {
        await using var command = await CommandAsync(query, parameters);
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var addresses = new List<string>();
        while (await rows.ReadAsync(TestContext.Current.CancellationToken))
        {
            addresses.Add((string)rows["Address"]);
        }

        return addresses;
    }

    private async Task<Table> ReadAsync()
    {
        await using var command = await CommandAsync("MembershipReadAllKey", Me());
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var (version, members) = (-1, new List<string>());
        while (await rows.ReadAsync(TestContext.Current.CancellationToken))
        {
            version = (int)rows["Version"];
            if (rows["StartTime"] is DateTime)
            {
                members.Add($"{rows["Address"]} {rows["Status"]}");
            }
        }

        members.Sort(StringComparer.Ordinal);
        return new Table(version, members);
    }

    private async Task<NpgsqlCommand> CommandAsync(string query, (string Name, object Value)[] parameters)
    {
        await using var find = new NpgsqlCommand("SELECT querytext FROM orleansquery WHERE querykey = $1", _connection) { Parameters = { new() { Value = query } } };
        var command = new NpgsqlCommand((string)(await find.ExecuteScalarAsync(TestContext.Current.CancellationToken))!, _connection);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    private sealed record Table(int Version, IReadOnlyList<string> Members)
    {
        public bool Equals(Table? other) => other is not null && Version == other.Version && Members.SequenceEqual(other.Members);

        public override int GetHashCode() => Version;
    }
}
