using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;

namespace MeetingIntel.Api.Tests.Hosting;

/// <summary>A client of the SignalR hub that speaks its JSON protocol over a WebSocket.</summary>
internal sealed class HubClient : IAsyncDisposable
{
    private const char RecordSeparator = '\u001e';
    private const int Invocation = 1;
    private const int StreamItem = 2;
    private const int Completion = 3;
    private const int StreamInvocation = 4;

    private readonly SocketClient _socket;
    private readonly Queue<JsonElement> _waiting = new();
    private int _invocations;

    private HubClient(SocketClient socket) => _socket = socket;

    /// <summary>What the server said first.</summary>
    public JsonElement Greeting { get; private set; }

    /// <summary>Connects without a negotiation, as our own page does; or with the query that a negotiation makes a client send.</summary>
    public static async Task<HubClient> ConnectAsync(ApiServer server, string query = "", Action<ClientWebSocketOptions>? configure = null, string? token = null)
    {
        var client = new HubClient(await SocketClient.ConnectAsync(server, $"/hubs/sessions{query}", configure ?? (options => options.Bear(token))));
        await client._socket.SendTextAsync("""{"protocol":"json","version":1}""" + RecordSeparator);
        client.Greeting = await client.EventAsync("connected");
        return client;
    }

    /// <summary>Calls a hub method without waiting for its completion.</summary>
    public Task SendAsync(string method, object payload) =>
        _socket.SendTextAsync(JsonSerializer.Serialize(new { type = Invocation, target = method, arguments = new[] { payload } }) + RecordSeparator);

    /// <summary>Calls a hub method; gives the error of its completion.</summary>
    public async Task<string?> InvokeAsync(string method, object payload)
    {
        var id = NextId();
        await _socket.SendTextAsync(JsonSerializer.Serialize(new { type = Invocation, invocationId = id, target = method, arguments = new[] { payload } }) + RecordSeparator);
        var completion = await NextAsync($"waiting for {method} to complete", message => IsAbout(message, Completion, id));
        return completion.TryGetProperty("error", out var error) ? error.GetString() : null;
    }

    /// <summary>Calls a hub method with whatever arguments; gives the error of its completion.</summary>
    public async Task<string?> InvokeWithAsync(string method, JsonElement arguments, bool asStream)
    {
        var id = NextId();
        await _socket.SendTextAsync(JsonSerializer.Serialize(new { type = asStream ? StreamInvocation : Invocation, invocationId = id, target = method, arguments }) + RecordSeparator);
        var completion = await NextAsync($"waiting for {method} to complete", message => IsAbout(message, Completion, id));
        return completion.TryGetProperty("error", out var error) ? error.GetString() : null;
    }

    /// <summary>Begins a stream of a session's events; read with <see cref="ItemAsync"/>.</summary>
    public async Task<string> StreamEventsAsync(string sessionId, long? after)
    {
        var id = NextId();
        await _socket.SendTextAsync(JsonSerializer.Serialize(new { type = StreamInvocation, invocationId = id, target = "Events", arguments = new object?[] { sessionId, after } }) + RecordSeparator);
        return id;
    }

    /// <summary>The stream's next item.</summary>
    public async Task<JsonElement> ItemAsync(string stream)
    {
        var message = await NextAsync("waiting for an item of the stream", item => IsAbout(item, StreamItem, stream) || IsAbout(item, Completion, stream));
        return message.TryGetProperty("item", out var item) ? item : throw new InvalidOperationException($"The stream ended: {message}");
    }

    /// <summary>The code of the error that a stream begins with; <see langword="null"/>: it begins with an item.</summary>
    public async Task<string?> FirstOfStreamAsync(string stream)
    {
        var first = await NextAsync("waiting for a stream to begin", item => IsAbout(item, StreamItem, stream) || IsAbout(item, Completion, stream));
        return first.TryGetProperty("error", out var error) ? error.GetString()!.Split(':')[0] : null;
    }

    /// <summary>The error that ended a stream.</summary>
    public async Task<string?> StreamErrorAsync(string stream) =>
        (await NextAsync("waiting for the stream to end", item => IsAbout(item, Completion, stream))).GetProperty("error").GetString();

    /// <summary>The next event of a name; others wait.</summary>
    public async Task<JsonElement> EventAsync(string name)
    {
        var message = await NextAsync($"waiting for the event {name}", item => IsEvent(item, name));
        return message.GetProperty("arguments")[0];
    }

    /// <summary>Takes the events of a name that have come.</summary>
    public List<JsonElement> Take(string name)
    {
        var taken = new List<JsonElement>();
        for (var waiting = _waiting.Count; waiting > 0; waiting--)
        {
            var message = _waiting.Dequeue();
            if (IsEvent(message, name))
            {
                taken.Add(message.GetProperty("arguments")[0]);
            }
            else
            {
                _waiting.Enqueue(message);
            }
        }

        return taken;
    }

    /// <summary>Takes everything that has come.</summary>
    public List<JsonElement> TakeAll()
    {
        var taken = _waiting.ToList();
        _waiting.Clear();
        return taken;
    }

    /// <summary>Waits until the server has closed the connection.</summary>
    public async Task ClosedAsync()
    {
        while (await _socket.ReceiveTextAsync("waiting for the hub to close the connection") is not null)
        {
            // Whatever it still says.
        }
    }

    /// <summary>What became of a call that was sent as text: the code of its error, <see langword="null"/> for none, or that the server closed the connection.</summary>
    public async Task<string?> OutcomeAsync(string id)
    {
        while (await _socket.ReceiveTextAsync($"waiting for the call {id} to complete") is { } text)
        {
            foreach (var message in text.Split(RecordSeparator, StringSplitOptions.RemoveEmptyEntries).Select(record => JsonSerializer.Deserialize<JsonElement>(record)))
            {
                if (message.TryGetProperty("type", out _) && IsAbout(message, Completion, id))
                {
                    return message.TryGetProperty("error", out var error) ? error.GetString()!.Split(':')[0] : null;
                }
            }
        }

        return "closed";
    }

    /// <summary>Sends whatever text, as a whole message of the protocol.</summary>
    public Task SendRawAsync(string message) => _socket.SendTextAsync(message + RecordSeparator);

    public ValueTask DisposeAsync() => _socket.DisposeAsync();

    /// <summary>The server says now and then that it is there, so it is not enough that it says something.</summary>
    private Task<JsonElement> NextAsync(string phase, Func<JsonElement, bool> wanted) => FindNextAsync(phase, wanted).Within(phase);

    private async Task<JsonElement> FindNextAsync(string phase, Func<JsonElement, bool> wanted)
    {
        for (var waiting = _waiting.Count; waiting > 0; waiting--)
        {
            var message = _waiting.Dequeue();
            if (wanted(message))
            {
                // Those behind it keep their order behind those in front of it.
                for (var rest = waiting - 1; rest > 0; rest--)
                {
                    _waiting.Enqueue(_waiting.Dequeue());
                }

                return message;
            }

            _waiting.Enqueue(message);
        }

        while (true)
        {
            var text = await _socket.ReceiveTextAsync(phase) ?? throw new InvalidOperationException($"The hub closed the connection while: {phase}");
            JsonElement? found = null;
            foreach (var record in text.Split(RecordSeparator, StringSplitOptions.RemoveEmptyEntries))
            {
                var message = JsonSerializer.Deserialize<JsonElement>(record);
                if (found is null && wanted(message))
                {
                    found = message;
                }
                else if (message.TryGetProperty("type", out _))
                {
                    _waiting.Enqueue(message);
                }
            }

            if (found is { } result)
            {
                return result;
            }
        }
    }

    private string NextId() => (++_invocations).ToString(CultureInfo.InvariantCulture);

    private static bool IsAbout(JsonElement message, int type, string id) =>
        message.TryGetProperty("type", out var kind) && kind.GetInt32() == type && message.GetProperty("invocationId").GetString() == id;

    private static bool IsEvent(JsonElement message, string name) =>
        message.TryGetProperty("type", out var kind) && kind.GetInt32() == Invocation && message.GetProperty("target").GetString() == name;
}
