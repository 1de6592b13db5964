using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using MeetingIntel.Api.CloudTarget;
using MeetingIntel.Api.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace MeetingIntel.Api.Tests.CloudTarget;

/// <summary>A capture program, written from CloudTarget's page and fact sheet alone: it knows an address, sends JSON with base64, needs no answer, and closes the socket when the call is over.</summary>
internal sealed class CaptureProgram : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();

    private CaptureProgram()
    {
    }

    public (int? Code, string? Reason) Closed => ((int?)_socket.CloseStatus, _socket.CloseStatusDescription);

    public static async Task<CaptureProgram> ConnectAsync(ApiServer server, string path = "/", Action<ClientWebSocketOptions>? configure = null)
    {
        var program = new CaptureProgram();
        configure?.Invoke(program._socket.Options);
        var address = server.Provider.GetRequiredService<CloudTargetListener>().Address!;
        await program._socket.ConnectAsync(new UriBuilder(new Uri(address, path)) { Scheme = "ws" }.Uri, CancellationToken.None).Within("connecting to the listener");
        return program;
    }

    public Task SendAsync(object message) => SendTextAsync(JsonSerializer.Serialize(message));

    public Task SendTextAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).Within("sending");

    public Task SendBytesAsync(byte[] bytes) => _socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None).Within("sending");

    /// <summary>Sends audio in pieces of some length.</summary>
    public async Task SpeakAsync(byte[] pcm, int piece = 3200)
    {
        for (var at = 0; at < pcm.Length; at += piece)
        {
            await SendAsync(new { audio_data = Convert.ToBase64String(pcm.AsSpan(at, Math.Min(piece, pcm.Length - at))) });
        }
    }

    /// <summary>What the server says; <see langword="null"/>: it closed the socket.</summary>
    public async Task<JsonElement?> HearAsync()
    {
        var buffer = new byte[64 * 1024];
        var received = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None).AsTask().Within("waiting for the listener to say something");
        return received.MessageType == WebSocketMessageType.Close ? null : JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, received.Count));
    }

    /// <summary>The call is over.</summary>
    public Task CloseAsync() => _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).Within("closing");

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
