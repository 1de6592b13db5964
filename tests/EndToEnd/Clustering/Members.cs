using System.Globalization;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Silo.Hosting;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Testing.Stt;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MeetingIntel.EndToEnd.Tests.Clustering;

/// <summary>Silos and front-ends of one cluster, within this process, on a database of their own.</summary>
/// <param name="postgres">Where the database is made.</param>
/// <param name="settings">What all of them are told besides, <c>--Name=value</c>; above all where they find each other.</param>
internal sealed class Members(PostgresServer postgres, params string[] settings) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly List<WebApplication> _processes = [];
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("meetingintel-e2e-");
    private TestDatabase? _database;

    /// <summary>Starts one more and returns when it is ready. A silo hears by script.</summary>
    /// <param name="role"><c>silo</c> or <c>api</c>.</param>
    public async Task<WebApplication> StartAsync(string role)
    {
        _database ??= await postgres.CreateDatabaseAsync();
        string[] args =
        [
            "--environment=Development", "--urls=http://127.0.0.1:0", $"--DATABASE_URL={_database.ConnectionString}", $"--DATA_DIRECTORY={_data.FullName}",
            "--Logging:LogLevel:Default=None", $"--Cluster:Role={role}", "--Cluster:Address=127.0.0.1",
            string.Create(CultureInfo.InvariantCulture, $"--Cluster:SiloPort={Product.FreePort()}"),
            string.Create(CultureInfo.InvariantCulture, $"--Cluster:GatewayPort={Product.FreePort()}"),
            .. settings,
        ];
        var process = SiloHost.Build(args, services =>
        {
            if (role == "silo")
            {
                services.Replace(ServiceDescriptor.Singleton<ISttProvider, ScriptedSttProvider>());
            }
        });
        _processes.Add(process);
        await process.StartAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        return process;
    }

    /// <summary>Ends one in good order.</summary>
    /// <param name="process">Which.</param>
    public async Task StopAsync(WebApplication process)
    {
        _processes.Remove(process);
        await process.StopAsync();
        await process.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes).ToList())
        {
            await StopAsync(process);
        }

        _data.Delete(recursive: true);
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
