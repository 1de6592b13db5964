using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MeetingIntel.Bench.Servers;

namespace MeetingIntel.Bench.Chaos.Cluster;

/// <summary>A private Redis that keeps what it was told across its own death, as one that holds a cluster's membership must.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ChildProcess _process;

    /// <summary>Makes the server; it does not run yet.</summary>
    /// <param name="directory">For its data.</param>
    /// <param name="logs">For its log.</param>
    public RedisServer(string directory, string logs) => _process = new ChildProcess(
        ["redis-server", "--bind", "127.0.0.1", "--port", Port.ToString(CultureInfo.InvariantCulture), "--dir", directory, "--save", "", "--appendonly", "yes", "--appendfsync", "always"],
        Path.Combine(logs, "redis.log"));

    public int Port { get; } = Ports.Take();

    /// <summary>As members are told it.</summary>
    public static string Url(int port) => string.Create(CultureInfo.InvariantCulture, $"redis://127.0.0.1:{port}");

    public async Task StartAsync()
    {
        _process.Start();
        using var timeout = new CancellationTokenSource(Patience);
        while (!await AnswersAsync(timeout.Token))
        {
            await Task.Delay(50, timeout.Token);
        }
    }

    public async Task KillAsync()
    {
        _process.Signal(Signals.Kill);
        await _process.WaitForEndAsync(Patience);
    }

    public void Hang() => _process.Signal(Signals.Stop);

    public void WakeUp() => _process.Signal(Signals.Continue);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray(), cancellationToken);
            var answer = new byte[16];
            var count = await client.GetStream().ReadAsync(answer, cancellationToken);
            return Encoding.ASCII.GetString(answer, 0, count).StartsWith("+PONG", StringComparison.Ordinal);
        }
        catch (Exception notYet) when (notYet is SocketException or IOException)
        {
            return false;
        }
    }
}
