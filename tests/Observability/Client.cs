using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using MeetingIntel.Testing.Stt;

namespace MeetingIntel.Observability.Tests;

/// <summary>A meeting with one person who speaks and one who watches.</summary>
internal sealed class Client : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _audio = new();
    private readonly ClientWebSocket _dashboard = new();

    private Client(string sessionId) => SessionId = sessionId;

    public string SessionId { get; }

    /// <summary>Joins as a browser would, with a token and names in the address.</summary>
    public static async Task<Client> JoinAsync(HttpClient http, Uri address)
    {
        using var created = await http.PostAsJsonAsync(new Uri("/api/sessions", UriKind.Relative), new { name = "Zanzibar" });
        var id = (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
        var client = new Client(id);
        var sockets = new UriBuilder(address) { Scheme = "ws" }.Uri;
        await client._dashboard.ConnectAsync(new Uri(sockets, $"/ws/sessions/{id}?access_token=dev_token"), CancellationToken.None).WaitAsync(Patience);
        await client._audio.ConnectAsync(
            new Uri(sockets, $"/ws/sessions/{id}/audio?channel=zeb-mic&speaker=Zebediah&sample_rate=16000&access_token=dev_token&offset=0"), CancellationToken.None).WaitAsync(Patience);
        await ReadAsync(client._audio, "ready");
        return client;
    }

    /// <summary>Says one word and waits until it is on the dashboard.</summary>
    public async Task SpeakAsync(int word = 4711)
    {
        await _audio.SendAsync(ScriptedAudio.Sentences(1, word), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        await ReadAsync(_audio, "final");
        await ReadAsync(_dashboard, "transcript.segment");
    }

    /// <summary>Waits for an event on the dashboard.</summary>
    public Task SeeAsync(string name) => ReadAsync(_dashboard, name);

    public async Task EndAsync()
    {
        await _audio.SendAsync("""{"type":"stop"}"""u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        while (_audio.State == WebSocketState.Open)
        {
            await ReceiveAsync(_audio);
        }

        await _audio.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }

    public ValueTask DisposeAsync()
    {
        _audio.Dispose();
        _dashboard.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task ReadAsync(ClientWebSocket socket, string wanted)
    {
        JsonElement message;
        do
        {
            var text = await ReceiveAsync(socket) ?? throw new InvalidOperationException($"The server closed with {socket.CloseStatusDescription} before '{wanted}'.");
            message = JsonSerializer.Deserialize<JsonElement>(text);
        }
        while (!new[] { "event", "type" }.Any(name => message.TryGetProperty(name, out var value) && value.GetString() == wanted));
    }

    private static async Task<string?> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None).AsTask().WaitAsync(Patience);
        return received.MessageType == WebSocketMessageType.Close ? null : Encoding.UTF8.GetString(buffer, 0, received.Count);
    }
}
