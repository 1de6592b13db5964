using System.Diagnostics;
using System.Globalization;
using System.Text;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Observability.Tests;

/// <summary>The product in processes of its own, on a database of its own: as many processes as the engine allows roles.</summary>
internal sealed class Product : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly List<Process> _processes = [];
    private readonly StringBuilder _log = new();
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("meetingintel-observe-");
    private TestDatabase _database = null!;

    /// <summary>Where clients go.</summary>
    public Uri Address { get; private set; } = null!;

    public HttpClient Http { get; } = new();

    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString().Split('\n');
            }
        }
    }

    public static async Task<Product> StartAsync(PostgresServer postgres, params (string Name, string Value)[] settings)
    {
        var product = new Product { _database = await postgres.CreateDatabaseAsync() };
        foreach (var process in Engine.Processes())
        {
            await product.StartAsync(process, settings);
        }

        product.Http.BaseAddress = product.Address;
        return product;
    }

    public Task<IReadOnlyList<string>> JournalAsync() => _database.QueryAsync<string>("SELECT to_json(e)::text FROM session_events e");

    /// <summary>Ends it as Ctrl-C would, so that its last words are sent.</summary>
    public async Task StopAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes).Where(process => !process.HasExited))
        {
            using var signal = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
            {
                process.Kill();
                await process.WaitForExitAsync();
            }

            process.Dispose();
        }

        Http.Dispose();
        _data.Delete(recursive: true);
        await _database.DisposeAsync();
    }

    private async Task StartAsync(Dictionary<string, string> role, (string Name, string Value)[] settings)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var port = Ports.Free();
        Address = new Uri($"http://localhost:{port}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "MeetingIntel.Observability.Host.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["DATABASE_URL"] = _database.ConnectionString,
                ["PORT"] = port.ToString(CultureInfo.InvariantCulture),
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["DATA_DIRECTORY"] = _data.FullName,
            },
        };
        foreach (var (name, value) in role.Select(pair => (pair.Key, pair.Value)).Concat(settings))
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Read(line.Data, ready);
        process.ErrorDataReceived += (_, line) => Read(line.Data, ready);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"The product ended at its start:\n{string.Join('\n', Log)}"));
        process.Start();
        _processes.Add(process);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await ready.Task.WaitAsync(Patience);
    }

    private void Read(string? line, TaskCompletionSource ready)
    {
        if (line is null)
        {
            return;
        }

        lock (_log)
        {
            _log.Append(line).Append('\n');
        }

        if (line.Contains("MeetingIntel is ready", StringComparison.Ordinal))
        {
            ready.TrySetResult();
        }
    }
}
