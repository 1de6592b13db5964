using MeetingIntel.Providers.Stt;
using MeetingIntel.Silo.Hosting;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Testing.Stt;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MeetingIntel.Observability.Tests;

/// <summary>The product's own composition within the test's process.</summary>
internal sealed class InProcess : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("meetingintel-observe-");

    private InProcess(TestDatabase database) => _database = database;

    public WebApplication App { get; private set; } = null!;

    public HttpClient Http { get; } = new();

    public Uri Address => new(App.Urls.Single());

    public static async Task<InProcess> StartAsync(PostgresServer postgres, Action<IServiceCollection>? configure = null, params string[] settings)
    {
        var host = new InProcess(await postgres.CreateDatabaseAsync());
        string[] args =
        [
            "--environment=Development", "--urls=http://127.0.0.1:0", $"--DATABASE_URL={host._database.ConnectionString}", $"--DATA_DIRECTORY={host._data.FullName}",
            "--Cluster:SiloPort=0", "--Cluster:GatewayPort=0", .. settings,
        ];
        host.App = SiloHost.Build(args, services =>
        {
            services.Replace(ServiceDescriptor.Singleton<ISttProvider, ScriptedSttProvider>());
            configure?.Invoke(services);
        });
        await host.App.StartAsync();
        host.Http.BaseAddress = host.Address;
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        _data.Delete(recursive: true);
        await _database.DisposeAsync();
    }
}
