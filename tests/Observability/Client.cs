using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using MeetingIntel.Testing.Stt;

namespace MeetingIntel.Observability.Tests;

/// <summary>A meeting with one person who speaks and one who watches.</summary>
internal sealed class Client : IAsyncDisposable
{
    private Line _audio = null!;
    private Line _dashboard = null!;

    private Client(string sessionId) => SessionId = sessionId;

    public string SessionId { get; }

    /// <summary>Joins as a browser would, with a token and names in the address.</summary>
    public static async Task<Client> JoinAsync(HttpClient http, Uri address)
    {
        using var created = await http.PostAsJsonAsync(new Uri("/api/sessions", UriKind.Relative), new { name = "Zanzibar" });
        var id = (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
        var sockets = new UriBuilder(address) { Scheme = "ws" }.Uri;
        var client = new Client(id)
        {
            _dashboard = await Line.OpenAsync(new Uri(sockets, $"/ws/sessions/{id}?access_token=dev_token")),
            _audio = await Line.OpenAsync(new Uri(sockets, $"/ws/sessions/{id}/audio?channel=zeb-mic&speaker=Zebediah&sample_rate=16000&access_token=dev_token&offset=0")),
        };
        await client._audio.HearAsync("ready");
        return client;
    }

    /// <summary>Says one word and waits until it is on the dashboard.</summary>
    public async Task SpeakAsync(int word = 4711)
    {
        await _audio.SendAsync(ScriptedAudio.Sentences(1, word), WebSocketMessageType.Binary);
        await _audio.HearAsync("final");
        await SeeAsync("transcript.segment");
    }

    /// <summary>Waits for an event on the dashboard.</summary>
    public Task SeeAsync(string name) => _dashboard.HearAsync(name);

    /// <summary>Says that no more audio comes, and waits until all of it is on record.</summary>
    public async Task EndAsync()
    {
        await _audio.SendAsync("""{"type":"stop"}"""u8.ToArray(), WebSocketMessageType.Text);
        await _audio.ClosedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _audio.DisposeAsync();
        await _dashboard.DisposeAsync();
    }
}
