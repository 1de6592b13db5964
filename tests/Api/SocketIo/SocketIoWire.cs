using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.SocketIo;

/// <summary>A client that writes Socket.IO's packets by hand, over a WebSocket: for what a good client never sends, and for many connections.</summary>
internal sealed class SocketIoWire : IAsyncDisposable
{
    public const string Path = "/socket.io/?EIO=4&transport=websocket";

    private readonly SocketClient _socket;
    private int _asked;

    private SocketIoWire(SocketClient socket) => _socket = socket;

    /// <summary>The code of the close frame.</summary>
    public int? CloseCode => (int?)_socket.CloseCode;

    /// <summary>The reason in the close frame.</summary>
    public string? CloseReason => _socket.CloseReason;

    /// <summary>The code of the refusal; <see langword="null"/>: it was let in.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Opens a connection and asks for nothing.</summary>
    public static async Task<SocketIoWire> OpenAsync(ApiServer server, string query = "")
    {
        var wire = new SocketIoWire(await SocketClient.ConnectAsync(server, Path + query));
        Assert.StartsWith("0{", await wire.NextAsync("waiting to be greeted"), StringComparison.Ordinal);
        return wire;
    }

    /// <summary>Opens a connection and asks for the main namespace.</summary>
    public static async Task<SocketIoWire> ConnectAsync(ApiServer server, string? token = null, string query = "")
    {
        var wire = await OpenAsync(server, query);
        await wire.SendAsync(token is null ? "40" : $"40{JsonSerializer.Serialize(new { token })}");
        var answer = (await wire.NextAsync("waiting to be let in"))!;
        if (answer.StartsWith("44", StringComparison.Ordinal))
        {
            wire.Refusal = JsonSerializer.Deserialize<JsonElement>(answer[2..]).GetProperty("data").GetProperty("code").GetString();
            return wire;
        }

        Assert.StartsWith("40{", answer, StringComparison.Ordinal);
        Assert.StartsWith("""42["connected",""", await wire.NextAsync("waiting for the first event"), StringComparison.Ordinal);
        return wire;
    }

    public Task SendAsync(string text) => _socket.SendTextAsync(text);

    public Task SendAsync(byte[] bytes) => _socket.SendBytesAsync(bytes);

    /// <summary>Sends an event and gives what its acknowledgement says.</summary>
    public async Task<JsonElement> AskAsync(string name, object payload)
    {
        var id = ++_asked;
        await SendAsync($"42{id}{JsonSerializer.Serialize(new[] { name, payload })}");
        while (await NextAsync($"waiting for the answer to {name}") is { } text)
        {
            if (text.StartsWith($"43{id}[", StringComparison.Ordinal))
            {
                return JsonSerializer.Deserialize<JsonElement>(text[text.IndexOf('[', StringComparison.Ordinal)..])[0];
            }
        }

        throw new InvalidOperationException($"The server closed the connection with {CloseCode}.");
    }

    /// <summary>The next packet; <see langword="null"/>: the server closed the connection.</summary>
    public Task<string?> NextAsync(string phase) => _socket.ReceiveTextAsync(phase);

    /// <summary>Everything that the server still says until it closes the connection.</summary>
    public async Task<IReadOnlyList<string>> RestAsync()
    {
        var rest = new List<string>();
        while (await NextAsync("waiting for the server to close the connection") is { } text)
        {
            rest.Add(text);
        }

        return rest;
    }

    public ValueTask DisposeAsync() => _socket.DisposeAsync();
}
