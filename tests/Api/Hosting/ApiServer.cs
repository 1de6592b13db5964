using System.Net;
using MeetingIntel.Grains;
using MeetingIntel.Providers;
using MeetingIntel.Providers.Insights;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Storage;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Testing.Stt;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(MeetingIntel.Api.Tests.Hosting.ApiServer))]

namespace MeetingIntel.Api.Tests.Hosting;

/// <summary>The product as its clients see it: Kestrel on a port of its own, the real grains, a real database, and speech-to-text that hears scripted audio.</summary>
public sealed class ApiServer : IAsyncLifetime
{
    private readonly PostgresServer? _ownPostgres;
    private TestDatabase _database = null!;
    private WebApplication? _app;

    /// <summary>The server that most tests share, with a database server for all.</summary>
    public ApiServer()
    {
        _ownPostgres = new PostgresServer();
        Postgres = _ownPostgres;
    }

    /// <summary>A server of one test's own, beside the shared one.</summary>
    internal ApiServer(PostgresServer postgres) => Postgres = postgres;

    /// <summary>Where databases come from.</summary>
    public PostgresServer Postgres { get; }

    /// <summary>What the server is told besides where its database is.</summary>
    public Dictionary<string, string?> Settings { get; } = new(StringComparer.Ordinal) { ["ENCRYPTION_KEYS"] = $"test:{Convert.ToBase64String(new byte[32])}" };

    /// <summary>The folder of its files.</summary>
    public string Files { get; } = Path.Combine(Path.GetTempPath(), $"meeting-intel-files-{Guid.NewGuid():N}");

    /// <summary>Development, unless a test says otherwise.</summary>
    public string EnvironmentName { get; init; } = "Development";

    /// <summary>The way to the database, of which it is given the connection string: a proxy, for example.</summary>
    public Func<string, string> Way { get; init; } = database => database;

    /// <summary>Changes what the server is made of.</summary>
    public Action<IServiceCollection> Services { get; init; } = _ => { };

    /// <summary>Where everything is stored.</summary>
    public TestDatabase Database => _database;

    /// <summary>Makes the server's database.</summary>
    public Func<PostgresServer, Task<TestDatabase>> MakeDatabase { get; init; } = postgres => postgres.CreateDatabaseAsync();

    /// <summary>What transcribes.</summary>
    public ScriptedSttProvider Stt { get; } = new();

    /// <summary>Where the server listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>A plain HTTP client.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>The server's own services.</summary>
    public IServiceProvider Provider => _app!.Services;

    /// <summary>The way to the grains.</summary>
    public IGrainFactory Grains => Provider.GetRequiredService<IGrainFactory>();

    public async ValueTask InitializeAsync()
    {
        if (_ownPostgres is not null)
        {
            await _ownPostgres.InitializeAsync();
        }

        _database = await MakeDatabase(Postgres);
        await StartAsync();
    }

    /// <summary>Stops the server and starts it again on the same database.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _database.DisposeAsync();
        if (Directory.Exists(Files))
        {
            Directory.Delete(Files, recursive: true);
        }

        if (_ownPostgres is not null)
        {
            await _ownPostgres.DisposeAsync();
        }
    }

    private async Task StopAsync()
    {
        // A server that refused to start has no client, and nothing to stop.
        if (Http is not null)
        {
            Http.Dispose();
            await _app!.StopAsync();
        }

        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private async Task StartAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = EnvironmentName, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        // What stands beside the tests may be the settings of the product.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Configuration["Files:Path"] = Files;
        builder.Configuration[StorageServices.DatabaseUrlSetting] = Way(_database.ConnectionString);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddStorage();
        builder.Services.AddProviders();
        builder.Services.AddSpeechToText();
        builder.Services.AddSingleton<ISttProvider>(Stt);
        builder.Services.AddSingleton<IInsightAnalyser, QuietAnalyser>();
        builder.Services.AddApi(builder.Configuration);
        builder.Services.AddGrains();
        builder.AddEngine();
        // That hashing is slow is the framework's to test.
        builder.Services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1000);
        Services(builder.Services);
        _app = builder.Build();
        _app.MapApi();
        await _app.StartAsync();
        Address = new Uri(_app.Urls.Single());
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
    }
}
