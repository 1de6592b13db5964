using System.Net.Sockets;
using System.Text;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Transcription;

/// <summary>Clients that do not answer pings, as one does whose answers stand behind audio that the server does not take yet.</summary>
public sealed class SilentClientTests(ApiServer shared) : IAsyncLifetime
{
    private const int Ping = 0x9;
    private const int Pong = 0xA;

    private readonly ApiServer _server = new(shared.Postgres);

    public async ValueTask InitializeAsync()
    {
        _server.Settings["Limits:SocketHeartbeatSeconds"] = "1";
        await _server.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task AudioClient_ThatAnswersNoPing_KeepsItsSocket()
    {
        using var client = await ConnectAsync($"/ws/sessions/{await _server.StartSessionAsync()}/audio");

        for (var heartbeats = 0; heartbeats < 4;)
        {
            heartbeats += await ReadFrameAsync(client.GetStream()) is Ping or Pong ? 1 : 0;
        }
    }

    [Fact]
    public async Task Watcher_ThatAnswersNoPing_IsCut()
    {
        using var client = await ConnectAsync($"/ws/sessions/{await _server.StartSessionAsync()}");

        var gone = await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (true)
            {
                await ReadFrameAsync(client.GetStream());
            }
        });

        Assert.True(gone is EndOfStreamException || gone.InnerException is SocketException);
    }

    private async Task<TcpClient> ConnectAsync(string path)
    {
        var client = new TcpClient();
        await client.ConnectAsync(_server.Address.Host, _server.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: {_server.Address.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        var head = new StringBuilder();
        var next = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await client.GetStream().ReadExactlyAsync(next).AsTask().Within("waiting for the answer to the handshake");
            head.Append((char)next[0]);
        }

        Assert.StartsWith("HTTP/1.1 101 ", head.ToString(), StringComparison.Ordinal);
        return client;
    }

    /// <summary>Reads a frame of the server's.</summary>
    /// <returns>Its opcode.</returns>
    private static async Task<int> ReadFrameAsync(NetworkStream stream)
    {
        var head = new byte[2];
        await ReadAsync(head);
        var length = new byte[head[1] switch { 127 => 8, 126 => 2, _ => 0 }];
        await ReadAsync(length);
        await ReadAsync(new byte[length.Length == 0 ? head[1] : length.Aggregate(0, (sum, next) => (sum << 8) | next)]);
        return head[0] & 0xF;

        async Task ReadAsync(byte[] buffer) => await stream.ReadExactlyAsync(buffer).AsTask().Within("waiting for the server's next frame");
    }
}
