using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.EndToEnd.Tests;

/// <summary>The product as it is shipped, in a process of its own, on a database of its own.</summary>
internal sealed partial class Product : IAsyncDisposable
{
    private const int Interrupt = 2;
    private const int Terminate = 15;

    private readonly TestDatabase _database;
    private readonly string _data = Directory.CreateTempSubdirectory("meetingintel-e2e-").FullName;
    private readonly StringBuilder _log = new();
    private Process? _process;

    private Product(TestDatabase database) => _database = database;

    /// <summary>Where it keeps everything but its files.</summary>
    public TestDatabase Database => _database;

    /// <summary>The folder of the audio that it keeps.</summary>
    public string Files => Path.Combine(_data, "files");

    public Uri Address { get; } = new($"http://localhost:{FreePort()}");

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>Settings besides the usual ones, as environment variables.</summary>
    public Dictionary<string, string> Settings { get; init; } = [];

    public static async Task<Product> StartAsync(PostgresServer postgres, params (string Name, string Value)[] settings)
    {
        var product = new Product(await postgres.CreateDatabaseAsync()) { Settings = settings.ToDictionary(StringComparer.Ordinal) };
        product.Http.BaseAddress = product.Address;
        await product.StartAsync();
        return product;
    }

    /// <summary>The product's own process, not yet started.</summary>
    public static ProcessStartInfo Command(string database, int port, string data) =>
        // Where the tests run in a background job, Ctrl-C is ignored, and what they start would inherit that.
        new("env", ["--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "MeetingIntel.Silo.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["DATABASE_URL"] = database,
                ["PORT"] = $"{port}",
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["DATA_DIRECTORY"] = data,
                ["DASHBOARD_DIRECTORY"] = Path.Combine(Checkout(), "src", "Dashboard", "dist"),
            },
        };

    /// <summary>Starts it, again after <see cref="KillAsync"/>, and returns when it answers.</summary>
    public async Task StartAsync()
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = Command(_database.ConnectionString, Address.Port, _data);
        foreach (var (name, value) in Settings)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data, ready);
        _process.ErrorDataReceived += (_, line) => Read(line.Data, ready);
        _process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"The product ended at its start:\n{Log}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await ready.Task.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
    }

    /// <summary>ASTRA's way to begin: a session that is live at once.</summary>
    /// <param name="name">What it is called.</param>
    /// <returns>Its id.</returns>
    public async Task<string> StartSessionAsync(string name)
    {
        using var answer = await Http.PostAsJsonAsync("/api/sessions", new { name }, TestContext.Current.CancellationToken);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("id").GetString()!;
    }

    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>SIGKILL: no time to say good-bye.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>What a platform does before it takes a process away.</summary>
    public void BeginDraining() => Assert.Equal(0, Signal(_process!.Id, Terminate));

    /// <summary>What Ctrl-C does.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        Assert.Equal(0, Signal(_process!.Id, Interrupt));
        return await ExitAsync();
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> ExitAsync()
    {
        await _process!.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        Http.Dispose();
        Directory.Delete(_data, recursive: true);
        await _database.DisposeAsync();
    }

    private void Read(string? line, TaskCompletionSource ready)
    {
        if (line is null)
        {
            return;
        }

        lock (_log)
        {
            _log.AppendLine(line);
        }

        if (line.Contains("MeetingIntel is ready", StringComparison.Ordinal))
        {
            ready.TrySetResult();
        }
    }

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Checkout()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "MeetingIntel.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The tests do not run below a checkout of the repository.");
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int process, int signal);
}
