using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;

namespace MeetingIntel.Observability.Tests;

/// <summary>A socket that is read all the time, as browsers do: one that is not read answers no ping, and is cut.</summary>
internal sealed class Line : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly ClientWebSocket _socket;
    private readonly Channel<JsonElement> _said = Channel.CreateUnbounded<JsonElement>();
    private readonly Task _reading;

    private Line(ClientWebSocket socket)
    {
        _socket = socket;
        _reading = ReadAsync();
    }

    public static async Task<Line> OpenAsync(Uri address)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(address, CancellationToken.None).WaitAsync(Patience);
        return new Line(socket);
    }

    public Task SendAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type) => _socket.SendAsync(message, type, endOfMessage: true, CancellationToken.None).AsTask().WaitAsync(Patience);

    /// <summary>Waits for the next message of a name; others are skipped.</summary>
    public async Task HearAsync(string wanted)
    {
        JsonElement message;
        do
        {
            try
            {
                message = await _said.Reader.ReadAsync().AsTask().WaitAsync(Patience);
            }
            catch (Exception exception) when (exception is ChannelClosedException or TimeoutException)
            {
                throw new InvalidOperationException($"Nothing more was said before '{wanted}' ({_socket.CloseStatusDescription}).", exception);
            }
        }
        while (!new[] { "event", "type" }.Any(name => message.TryGetProperty(name, out var value) && value.GetString() == wanted));
    }

    /// <summary>Waits until the server has closed the connection.</summary>
    public Task ClosedAsync() => _reading.WaitAsync(Patience);

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None) is { MessageType: WebSocketMessageType.Text } received)
            {
                _said.Writer.TryWrite(JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, received.Count)));
            }

            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
            _said.Writer.Complete();
        }
        catch (Exception exception)
        {
            _said.Writer.TryComplete(exception);
        }
    }
}
