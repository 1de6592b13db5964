using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace MeetingIntel.Api.Tests.Hosting;

/// <summary>A client of one of the server's sockets, as somebody would write it with a few lines.</summary>
internal sealed class SocketClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();

    public WebSocketCloseStatus? CloseCode => _socket.CloseStatus;

    public string? CloseReason => _socket.CloseStatusDescription;

    public static async Task<SocketClient> ConnectAsync(ApiServer server, string path, Action<ClientWebSocketOptions>? configure = null)
    {
        var client = new SocketClient();
        configure?.Invoke(client._socket.Options);
        var address = new UriBuilder(new Uri(server.Address, path)) { Scheme = "ws" }.Uri;
        await client._socket.ConnectAsync(address, CancellationToken.None).Within($"connecting to {path}");
        return client;
    }

    public Task SendTextAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public Task SendBytesAsync(ReadOnlyMemory<byte> bytes, bool endOfMessage = true) => SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage);

    /// <summary>The next text; <see langword="null"/> when the server closed the connection.</summary>
    public async Task<string?> ReceiveTextAsync(string phase)
    {
        var buffer = new byte[64 * 1024];
        var text = new ArrayBufferWriter<byte>();
        while (true)
        {
            var received = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None).AsTask().Within(phase);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).Within("saying goodbye");
                return null;
            }

            text.Write(buffer.AsSpan(0, received.Count));
            if (received.EndOfMessage)
            {
                return Encoding.UTF8.GetString(text.WrittenSpan);
            }
        }
    }

    /// <summary>The next message that a test cares for; others are skipped.</summary>
    public async Task<JsonElement> ReceiveAsync(string phase, Func<JsonElement, bool> wanted)
    {
        while (await ReceiveTextAsync(phase) is { } text)
        {
            var message = JsonSerializer.Deserialize<JsonElement>(text);
            if (wanted(message))
            {
                return message;
            }
        }

        throw new InvalidOperationException($"The server closed the connection with {(int?)CloseCode} ({_socket.CloseStatusDescription}) while: {phase}");
    }

    /// <summary>Everything that the server still says until it closes the connection.</summary>
    public async Task<IReadOnlyList<JsonElement>> ReceiveRestAsync(string phase)
    {
        var rest = new List<JsonElement>();
        while (await ReceiveTextAsync(phase) is { } text)
        {
            rest.Add(JsonSerializer.Deserialize<JsonElement>(text));
        }

        return rest;
    }

    public Task CloseAsync() => _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).Within("closing");

    /// <summary>Tears the connection without a word, as a crash would.</summary>
    public void Abort() => _socket.Abort();

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type, bool endOfMessage = true) =>
        await _socket.SendAsync(bytes, type, endOfMessage, CancellationToken.None).AsTask().Within("sending");
}
