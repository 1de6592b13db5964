using MeetingIntel.Testing.Postgres;
using Npgsql;

namespace MeetingIntel.Storage.Tests.Migrations;

/// <summary>A database whose owner is no superuser, as at most hosts: it may make roles and nothing else beyond its own.</summary>
internal sealed class OwnedDatabase : IAsyncDisposable
{
    private OwnedDatabase(TestDatabase database, string owner)
    {
        (Database, Owner) = (database, owner);
        ConnectionString = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = owner, Password = owner, Pooling = false }.ConnectionString;
    }

    /// <summary>The database, as a superuser.</summary>
    public TestDatabase Database { get; }

    /// <summary>The role.</summary>
    public string Owner { get; }

    /// <summary>The database, as its owner.</summary>
    public string ConnectionString { get; }

    public static async Task<OwnedDatabase> CreateAsync(PostgresServer server)
    {
        var database = await server.CreateEmptyDatabaseAsync();
        var owner = $"owner_{Guid.NewGuid():N}";
        await database.ExecuteAsync($"CREATE ROLE {owner} LOGIN NOSUPERUSER CREATEROLE PASSWORD '{owner}'");
        await database.ExecuteAsync($"ALTER DATABASE {database.Name} OWNER TO {owner}");
        return new(database, owner);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await Database.ExecuteAsync($"REASSIGN OWNED BY {Owner} TO CURRENT_USER");
        await Database.ExecuteAsync($"DROP OWNED BY {Owner}");
        await Database.ExecuteAsync($"DROP ROLE {Owner}");
        await Database.DisposeAsync();
    }
}
