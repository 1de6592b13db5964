using System.Globalization;
using System.Text.Json;

namespace MeetingIntel.Api.Tests.Hosting;

/// <summary>A client of ASTRA's socket.</summary>
internal sealed class FeedClient(SocketClient socket) : IAsyncDisposable
{
    public SocketClient Socket => socket;

    public int? CloseCode => (int?)socket.CloseCode;

    /// <summary>The greeting's data.</summary>
    public JsonElement Greeting { get; private set; }

    public static async Task<FeedClient> ConnectAsync(ApiServer server, string sessionId, long? after = null, string? token = null)
    {
        var query = after is null ? "" : string.Create(CultureInfo.InvariantCulture, $"?after={after}");
        var client = new FeedClient(await SocketClient.ConnectAsync(server, $"/ws/sessions/{sessionId}{query}", options => options.Bear(token)));
        var first = await client.NextAsync("waiting for the greeting");
        Assert.Equal("connected", first.GetProperty("event").GetString());
        client.Greeting = first.GetProperty("data");
        return client;
    }

    public Task<JsonElement> NextAsync(string phase) => socket.ReceiveAsync(phase, _ => true);

    /// <summary>The next event of a name; others are skipped.</summary>
    public Task<JsonElement> EventAsync(string name) => socket.ReceiveAsync($"waiting for the event {name}", message => message.GetProperty("event").GetString() == name);

    /// <summary>Events of the record, without signals, up to a number.</summary>
    public async Task<IReadOnlyList<JsonElement>> EventsUntilAsync(long seq)
    {
        var events = new List<JsonElement>();
        while (events.Count == 0 || events[^1].GetProperty("seq").GetInt64() < seq)
        {
            events.Add(await socket.ReceiveAsync($"waiting for event {seq}", message => message.TryGetProperty("seq", out _)));
        }

        return events;
    }

    public ValueTask DisposeAsync() => socket.DisposeAsync();
}
