using MeetingIntel.Storage.Connections;
using Npgsql;
using Xunit;

namespace MeetingIntel.Testing.Postgres;

/// <summary>
/// A real PostgreSQL for tests; as an assembly fixture one for all of an assembly's tests, each of which gets databases of its own. It is the
/// server that <c>TEST_DATABASE_URL</c> names, where the role must be allowed to create databases, or else a private one in a temporary directory.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly SemaphoreSlim _templateGate = new(1);
    private readonly bool _alwaysPrivate;
    private PrivateDirectory? _directory;
    private string _adminUrl = "";
    private string? _template;

    /// <summary>A server that may be shared with other processes; <see cref="InitializeAsync"/> starts it.</summary>
    public PostgresServer()
        : this(alwaysPrivate: false)
    {
    }

    private PostgresServer(bool alwaysPrivate) => _alwaysPrivate = alwaysPrivate;

    /// <summary>Starts a server that nobody else uses, so that a test may crash it.</summary>
    public static async Task<PostgresServer> StartPrivateAsync()
    {
        var server = new PostgresServer(alwaysPrivate: true);
        await server.InitializeAsync();
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (!_alwaysPrivate && Environment.GetEnvironmentVariable("TEST_DATABASE_URL") is { Length: > 0 } url)
        {
            _adminUrl = url;
            return;
        }

        _directory = await PrivateDirectory.CreateAsync();
        await StartAsync();
        _adminUrl = await PostgresScript.RunAsync("url", _directory.Path);
    }

    /// <summary>A fresh database with the schema of this build. Dispose it to drop it.</summary>
    public async Task<TestDatabase> CreateDatabaseAsync() => await CreateAsync(await TemplateAsync());

    /// <summary>A fresh database without any tables. Dispose it to drop it.</summary>
    public Task<TestDatabase> CreateEmptyDatabaseAsync() => CreateAsync("template0");

    /// <summary>A fresh database with the schema of this build, which knows upper and lower case of all of Unicode, as most installations do.</summary>
    public async Task<TestDatabase> CreateUnicodeDatabaseAsync()
    {
        var database = await CreateAsync("template0 LOCALE_PROVIDER icu ICU_LOCALE 'und'");
        await TestMigrator.RunAsync(database.ConnectionString);
        return database;
    }

    /// <summary>Kills the server as a power cut would (SIGKILL). Only for private servers.</summary>
    public Task CrashAsync() => PostgresScript.RunAsync("crash", Directory.Path);

    /// <summary>Stops the server in order. Only for private servers.</summary>
    public Task StopAsync() => PostgresScript.RunAsync("stop", Directory.Path);

    /// <summary>Starts the server again, on the same port, and returns when it has recovered. Only for private servers.</summary>
    public Task StartAsync() => PostgresScript.RunAsync("start", Directory.Path);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _templateGate.Dispose();
        if (_directory is not null)
            await _directory.DisposeAsync();
        else if (_template is not null)
            await DropAsync(_template);
    }

    internal Task DropAsync(string database) => ExecuteAsync($"DROP DATABASE IF EXISTS {database} WITH (FORCE)");

    private PrivateDirectory Directory => _directory ?? throw new InvalidOperationException("The server of TEST_DATABASE_URL is not ours to stop.");

    // Copying a migrated database is faster than migrating each.
    private async Task<string> TemplateAsync()
    {
        await _templateGate.WaitAsync();
        try
        {
            if (_template is null)
            {
                var template = await CreateEmptyDatabaseAsync();
                await TestMigrator.RunAsync(template.ConnectionString);
                _template = template.Name;
            }

            return _template;
        }
        finally
        {
            _templateGate.Release();
        }
    }

    private async Task<TestDatabase> CreateAsync(string template)
    {
        var name = $"test_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template}");
        var settings = DatabaseUrl.Parse(_adminUrl);
        settings.Database = name;
        return new TestDatabase(this, name, settings.ConnectionString);
    }

    private async Task ExecuteAsync(string sql)
    {
        var settings = DatabaseUrl.Parse(_adminUrl);
        settings.Pooling = false;
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
