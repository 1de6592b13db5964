using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace MeetingIntel.Bench.Servers;

/// <summary>A server under test, in a process of its own.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private const int Terminate = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _log;

    private ServerProcess(Process process, int port, string log)
    {
        _process = process;
        _log = log;
        Port = port;
        Http = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")) };
    }

    /// <summary>Where it listens, on loopback.</summary>
    public int Port { get; }

    /// <summary>For requests to it.</summary>
    public HttpClient Http { get; }

    public int Id => _process.Id;

    /// <summary>Starts a program and waits until it answers <c>GET /health</c>.</summary>
    /// <param name="dll">The program.</param>
    /// <param name="pinning">Where it runs.</param>
    /// <param name="log">Where its output goes.</param>
    /// <param name="environment">Its settings, besides <c>PORT</c>.</param>
    public static async Task<ServerProcess> StartAsync(string dll, Pinning pinning, string log, params IEnumerable<(string Name, string Value)> environment)
    {
        var port = FreePort();
        string[] program = ["dotnet", dll];
        string[] command = pinning.IsOn ? ["taskset", "-c", pinning.ServerCpus, .. program] : program;

        // The shell replaces itself: the process is the server's own.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1", "sh", log, .. command]);
        start.Environment["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var server = new ServerProcess(Process.Start(start)!, port, log);
        await server.WaitUntilHealthyAsync(dll);
        return server;
    }

    /// <summary>The end of what it printed.</summary>
    public string LastWords() => string.Join('\n', File.ReadLines(_log).TakeLast(20));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            Kill(_process.Id, Terminate);
            using var patience = new CancellationTokenSource(Patience);
            await _process.WaitForExitAsync(patience.Token);
        }

        _process.Dispose();
    }

    private async Task WaitUntilHealthyAsync(string dll)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var answer = await Http.GetAsync(new Uri("health", UriKind.Relative));
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!_process.HasExited && Stopwatch.GetElapsedTime(started) < Patience)
            {
                // Not yet listening.
            }
            catch (HttpRequestException failure)
            {
                throw new InvalidOperationException($"{dll} did not start:\n{LastWords()}", failure);
            }

            await Task.Delay(50);
        }
    }

    /// <summary>A port that nobody listens on now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
