using Npgsql;

namespace MeetingIntel.Storage.Connections;

/// <summary>
/// The ways to the database: a pool for the server's own queries, one for what is done for callers, and connections of their own for the journal and for telemetry, which no query can starve.
/// </summary>
internal sealed class StorageConnections : IAsyncDisposable
{
    private const int PreparedStatements = 64;
    private const int ConnectTimeoutSeconds = 5;
    private const int QueryTimeoutSeconds = 15;

    // One for appends that many share, and one for those that are heavy.
    private const int JournalWriters = 2;

    // A transaction whose second half got lost on the way holds its rows until the server notices that nobody is there: in seconds, not hours.
    // And each statement of the journal finds rows by their keys: a planner that reads whole tables while they are small, or while it does not
    // know them yet, would make appends slower the more sessions there are.
    private const string JournalSettings =
        """
        SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3;
        SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off
        """;

    // Sees the rows of one organisation at a time: migration 0008. And what a caller waits for is over before its compilation would have paid.
    private const string TenantSettings = "SET ROLE meetingintel_tenant; SET jit = off";

    private readonly StorageOptions _options;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="options">Where the database is.</param>
    /// <exception cref="FormatException">The connection settings make no sense.</exception>
    public StorageConnections(StorageOptions options)
    {
        var half = (options.QueryConnections + 1) / 2;
        (_options, TenantConnections) = (options, half);
        Queries = CreateBuilder(options, "meetingintel", half).Build();
        Journal = Initialised(CreateBuilder(options, "meetingintel-journal", JournalWriters), JournalSettings);
        Telemetry = Initialised(CreateBuilder(options, "meetingintel-telemetry", 1), JournalSettings);
    }

    /// <summary>For what the server does on its own account.</summary>
    public NpgsqlDataSource Queries { get; }

    /// <summary>How many connections there are at most for what is done for callers.</summary>
    public int TenantConnections { get; }

    /// <summary>For appends only.</summary>
    public NpgsqlDataSource Journal { get; }

    /// <summary>For points of telemetry only.</summary>
    public NpgsqlDataSource Telemetry { get; }

    /// <summary>Makes the connections for what is done for callers; they are <see cref="TenantDatabase"/>'s alone.</summary>
    /// <param name="opened">Is told of each that begins.</param>
    public NpgsqlDataSource CreateTenants(Action<NpgsqlConnection> opened) =>
        Initialised(CreateBuilder(_options, "meetingintel-tenants", TenantConnections), TenantSettings, opened);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        await Telemetry.DisposeAsync();
        await Queries.DisposeAsync();
    }

    /// <summary>Connections that begin with these settings, and keep them: Npgsql would reset them whenever one goes back to the pool.</summary>
    private static NpgsqlDataSource Initialised(NpgsqlDataSourceBuilder builder, string settings, Action<NpgsqlConnection>? opened = null)
    {
        builder.ConnectionStringBuilder.NoResetOnClose = true;
        builder.UsePhysicalConnectionInitializer(
            connection =>
            {
                using var command = new NpgsqlCommand(settings, connection);
                command.ExecuteNonQuery();
                opened?.Invoke(connection);
            },
            async connection =>
            {
                await using var command = new NpgsqlCommand(settings, connection);
                await command.ExecuteNonQueryAsync();
                opened?.Invoke(connection);
            });
        return builder.Build();
    }

    private static NpgsqlDataSourceBuilder CreateBuilder(StorageOptions options, string applicationName, int connections)
    {
        var settings = DatabaseUrl.Parse(options.ConnectionString);
        settings.ApplicationName ??= applicationName;
        settings.MaxPoolSize = connections;
        settings.MinPoolSize = 0;
        settings.MaxAutoPrepare = PreparedStatements;
        settings.AutoPrepareMinUsages = 2;
        settings.Timeout = Math.Min(settings.Timeout, ConnectTimeoutSeconds);
        settings.CommandTimeout = QueryTimeoutSeconds;
        // A peer that vanished without a word is noticed in seconds, not hours.
        settings.TcpKeepAlive = true;
        settings.TcpKeepAliveTime = 5;
        settings.TcpKeepAliveInterval = 2;
        // Details of a failed row are what people said.
        settings.IncludeErrorDetail = false;
        return new NpgsqlDataSourceBuilder(settings.ConnectionString);
    }
}
