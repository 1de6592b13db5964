using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MeetingIntel.EndToEnd.Tests.Clustering;

/// <summary>A private Redis with the settings of <c>deploy/</c>: it asks for a password, and what it is told is on disk before it answers. Needs <c>redis-server</c> on the path: <c>./test</c> sees to that.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    // With all that means something in an address.
    private const string Password = "pass/word@1:2%3 #?";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("meetingintel-redis-");
    private readonly int _port = Product.FreePort();
    private Process _process = null!;

    /// <summary>As <c>REDIS_URL</c> has it.</summary>
    public string Url => $"redis://:{Uri.EscapeDataString(Password)}@127.0.0.1:{_port}";

    /// <summary>Starts one and returns when it takes connections.</summary>
    public static async Task<RedisServer> StartAsync()
    {
        var server = new RedisServer();
        await server.RunAsync();
        return server;
    }

    /// <summary>What it answers to somebody who gives no password.</summary>
    public async Task<string> AskWithoutPasswordAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync("PING\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        return await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _directory.Delete(recursive: true);
    }

    private async Task RunAsync()
    {
        _process = Process.Start(new ProcessStartInfo("redis-server", ["-"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await _process.StandardInput.WriteAsync(
            $"""
            bind 127.0.0.1
            port {_port}
            requirepass "{Password}"
            appendonly yes
            appendfsync always
            maxmemory-policy noeviction
            dir {_directory.FullName}

            """);
        _process.StandardInput.Close();
        var told = new StringBuilder();
        while (await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken) is { } line)
        {
            told.AppendLine(line);
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return;
            }
        }

        throw new InvalidOperationException($"Redis ended at its start:\n{told}");
    }
}
