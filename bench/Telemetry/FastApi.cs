using System.Diagnostics;
using System.Globalization;
using MeetingIntel.Bench.Servers;
using MeetingIntel.Testing.Postgres;
using Npgsql;

namespace MeetingIntel.Bench.Telemetry;

/// <summary>The peer in Python, where its packages are installed.</summary>
internal sealed class FastApi : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly Process _process;

    private FastApi(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <returns><see langword="null"/> when it can't run here.</returns>
    public static async Task<FastApi?> StartAsync(TestDatabase database, Pinning pinning, string directory)
    {
        if (!File.Exists(Python) || await RunAsync("-c", "import fastapi, asyncpg, uvicorn, uvloop, httptools") != 0)
        {
            return null;
        }

        await database.ExecuteAsync(
            "CREATE TABLE peer_points (id bigserial, session_id text NOT NULL, at timestamptz NOT NULL, channel text NOT NULL, value float8 NOT NULL, unit text, PRIMARY KEY (session_id, channel, at, id))");
        var port = ServerProcess.FreePort();
        var script = Path.Combine(Checkout.Root, "bench/Telemetry/fastapi_peer.py");
        string[] command = pinning.IsOn ? ["taskset", "-c", pinning.ServerCpus, Python, script] : [Python, script];
        var start = new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1", "sh", Path.Combine(directory, "fastapi.log"), .. command]);
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        start.Environment["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["DATABASE_URL"] = string.Create(
            CultureInfo.InvariantCulture, $"postgresql://{Uri.EscapeDataString(settings.Username!)}:{Uri.EscapeDataString(settings.Password ?? "")}@{settings.Host}:{settings.Port}/{settings.Database}");
        var peer = new FastApi(Process.Start(start)!, port);
        using var http = new HttpClient();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/health")));
                answer.EnsureSuccessStatusCode();
                return peer;
            }
            catch (HttpRequestException) when (attempt < 200 && !peer._process.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Signals.Send(_process.Id, Signals.Terminate);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<int> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
