using MeetingIntel.Providers.Insights;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Sessions;
using MeetingIntel.Storage;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Storage.Transcription;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Testing.Stt;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace MeetingIntel.Grains.Tests;

/// <summary>The product's grains on a test cluster with a database of its own and the scripted speech-to-text provider.</summary>
public sealed class MeetingCluster(PostgresServer postgres) : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCluster _cluster = null!;

    // The cluster makes its configurators itself; what they need is found by the test's own key.
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, ScriptedSttProvider> Scripts = new(StringComparer.Ordinal);

    private readonly string _key = Guid.NewGuid().ToString("N");

    public ScriptedSttProvider Stt { get; } = new();

    public IGrainFactory Grains => _cluster.GrainFactory;

    public Orleans.Streams.IStreamProvider Streams => _cluster.Client.GetStreamProvider(StreamNames.Provider);

    public IServiceProvider Services { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        Scripts[_key] = Stt;
        var reads = new ServiceCollection();
        reads.AddLogging();
        reads.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        reads.AddStorage(options => options.ConnectionString = _database.ConnectionString);
        Services = reads.BuildServiceProvider();
        await StartAsync();
    }

    /// <summary>Stops all grains without warning to them and starts a new cluster on the same database.</summary>
    public async Task RestartAsync()
    {
        await _cluster.DisposeAsync();
        await StartAsync();
    }

    public ISessionGrain Session(string id) => Grains.GetGrain<ISessionGrain>(id);

    /// <summary>A new live session.</summary>
    public async Task<ISessionGrain> StartSessionAsync()
    {
        var session = Session(Ids.NewSession());
        var created = await session.CreateAsync(new CreateSession("org_a", "user_a", new SessionDetails("Weekly"), Start: true));
        Assert.True(created.Succeeded);
        return session;
    }

    public Task<IReadOnlyList<MeetingIntel.Timeline.SessionEvent>> JournalAsync(ISessionGrain session) =>
        Services.GetRequiredService<IJournal>().ReadAsync(session.GetPrimaryKeyString(), 0, 10_000, TestContext.Current.CancellationToken);

    /// <summary>All texts of a session's transcript, in order.</summary>
    public async Task<IReadOnlyList<string>> TranscriptAsync(ISessionGrain session)
    {
        var rows = await Services.GetRequiredService<ITranscriptReads>().ListAsync(session.GetPrimaryKeyString(), 0, 10_000, TestContext.Current.CancellationToken);
        return [.. rows.Select(row => row.Segment.Text)];
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        Scripts.TryRemove(_key, out _);
        await _database.DisposeAsync();
    }

    private async Task StartAsync()
    {
        var builder = new TestClusterBuilder(initialSilosCount: 1);
        builder.Properties["Script"] = _key;
        builder.Properties[StorageServices.DatabaseUrlSetting] = _database.ConnectionString;
        builder.AddSiloBuilderConfigurator<Engine>();
        builder.AddSiloBuilderConfigurator<Product>();
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    private sealed class Product : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            siloBuilder.Services.AddStorage();
            siloBuilder.Services.AddInsights();
            siloBuilder.Services.AddSingleton<ISttProvider>(Scripts[siloBuilder.Configuration["Script"]!]);
        }
    }
}
