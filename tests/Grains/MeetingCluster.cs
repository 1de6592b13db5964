using MeetingIntel.Grains.Placement;
using MeetingIntel.Providers;
using MeetingIntel.Providers.Files;
using MeetingIntel.Providers.Insights;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Sessions;
using MeetingIntel.Storage;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Storage.Transcription;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Testing.Stt;
using MeetingIntel.Testing.Time;
using MeetingIntel.Timeline;
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

    // A cluster makes its configurators itself, without arguments: while it is being deployed, this is the one that they compose.
    private static readonly SemaphoreSlim Deploying = new(1);
    private static MeetingCluster? _composing;

    public ScriptedSttProvider Stt { get; } = new();

    /// <summary>The clock of grains and their engine, which a test can push on.</summary>
    public PushedTime Time { get; } = new();

    /// <summary>Silos on Orleans; the embedded engine is always one.</summary>
    public short Silos { get; init; } = 1;

    /// <summary>Live channels that a silo takes.</summary>
    public int LiveChannels { get; init; } = new LimitsOptions().LiveChannels;

    /// <summary>The folder of its files.</summary>
    public string Files { get; } = Path.Combine(Path.GetTempPath(), $"meeting-intel-files-{Guid.NewGuid():N}");

    /// <summary>What a silo has besides.</summary>
    public Action<ISiloBuilder> Configure { get; init; } = _ => { };

    /// <summary>What the grains run on.</summary>
    public TestCluster Cluster => _cluster;

    /// <summary>What the grains of the only silo, or of the first, are given.</summary>
    public IServiceProvider SiloServices => _cluster.GetSiloServiceProvider();

    public IGrainFactory Grains => _cluster.GrainFactory;

    /// <summary>Where everything is stored.</summary>
    public TestDatabase Database => _database;

    public Orleans.Streams.IStreamProvider Streams => _cluster.Client.GetStreamProvider(StreamNames.Audio);

    public IServiceProvider Services { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
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
        Services.GetRequiredService<IJournalReads>().ReadAsync("org_a", session.GetPrimaryKeyString(), 0, 10_000, TestContext.Current.CancellationToken);

    /// <summary>All texts of a session's transcript, in order.</summary>
    public async Task<IReadOnlyList<string>> TranscriptAsync(ISessionGrain session)
    {
        var rows = await Services.GetRequiredService<ITranscriptReads>().ListAsync("org_a", session.GetPrimaryKeyString(), 0, 10_000, TestContext.Current.CancellationToken);
        return [.. rows.Select(row => row.Segment.Text)];
    }

    /// <summary>What happened in the session, in order.</summary>
    public async Task<IReadOnlyList<SessionEventData>> EventsAsync(ISessionGrain session) =>
        [.. (await Services.GetRequiredService<IJournalReads>().ReadAsync("org_a", session.GetPrimaryKeyString(), 0, 10_000, TestContext.Current.CancellationToken)).Select(item => item.Data)];

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _database.DisposeAsync();
        if (Directory.Exists(Files))
        {
            Directory.Delete(Files, recursive: true);
        }
    }

    private async Task StartAsync()
    {
        var builder = new TestClusterBuilder(Silos);
        builder.AddEngine();
        builder.AddSiloBuilderConfigurator<Product>();
        _cluster = builder.Build();
        await Deploying.WaitAsync();
        try
        {
            _composing = this;
            await _cluster.DeployAsync();
        }
        finally
        {
            _composing = null;
            Deploying.Release();
        }
    }

    private sealed class Product : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            var cluster = _composing!;
            siloBuilder.Services.AddSingleton<TimeProvider>(cluster.Time);
            siloBuilder.Services.AddStorage(options => options.ConnectionString = cluster._database.ConnectionString);
            siloBuilder.Services.AddProviders();
            siloBuilder.Services.Configure<FileStoreOptions>(files => files.Path = cluster.Files);
            siloBuilder.Services.AddInsights();
            siloBuilder.Services.AddGrains();
            siloBuilder.Services.Configure<LimitsOptions>(limits => limits.LiveChannels = cluster.LiveChannels);
            siloBuilder.Services.AddSingleton<ISttProvider>(cluster.Stt);
            cluster.Configure(siloBuilder);
        }
    }
}
