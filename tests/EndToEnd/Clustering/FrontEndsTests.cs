using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.EndToEnd.Tests.Clustering;

/// <summary>A silo and two front-ends of one cluster, within this process: what a client does through one front-end is seen through the other.</summary>
public sealed class FrontEndsTests(PostgresServer postgres) : IAsyncLifetime
{
    private const char RecordSeparator = '\u001e';

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Members _members = new(postgres, "--Cluster:Membership=Postgres");
    private Uri _one = null!;
    private Uri _other = null!;

    public async ValueTask InitializeAsync()
    {
        await _members.StartAsync("silo");
        _one = new Uri((await _members.StartAsync("api")).Urls.Single());
        _other = new Uri((await _members.StartAsync("api")).Urls.Single());
    }

    public ValueTask DisposeAsync() => _members.DisposeAsync();

    /// <summary>Each of the hub's clients has negotiated with the front-end that it is not connected to, as it happens to half of them behind a load balancer.</summary>
    [Fact]
    public async Task Room_JoinedThroughBothFrontEnds_HearsWhatIsSaidThroughEither()
    {
        using var http = new HttpClient { BaseAddress = _one };
        using var created = await http.PostAsJsonAsync("/api/sessions", new { name = "Weekly" }, TestContext.Current.CancellationToken);
        var session = JsonSerializer.Deserialize<JsonElement>(await created.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).GetProperty("id").GetString()!;
        using var here = await JoinAsync(negotiatedAt: _other, _one, session);
        using var there = await JoinAsync(negotiatedAt: _one, _other, session);

        await SendAsync(here, "transcript_line", new { session_id = session, transcript = "said here", speaker = "Ana", is_final = true });
        Assert.Equal("said here", (await EventAsync(there, "transcript_update")).GetProperty("transcript").GetString());
        Assert.Equal("said here", (await EventAsync(here, "transcript_update")).GetProperty("transcript").GetString());

        await SendAsync(there, "transcript_line", new { session_id = session, transcript = "said there", speaker = "Ben", is_final = true });
        Assert.Equal("said there", (await EventAsync(here, "transcript_update")).GetProperty("transcript").GetString());
    }

    private static async Task<ClientWebSocket> JoinAsync(Uri negotiatedAt, Uri address, string session)
    {
        using var http = new HttpClient { BaseAddress = negotiatedAt };
        using var negotiated = await http.PostAsync(new Uri("/hubs/sessions/negotiate?negotiateVersion=1", UriKind.Relative), content: null, TestContext.Current.CancellationToken);
        var token = JsonSerializer.Deserialize<JsonElement>(await negotiated.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).GetProperty("connectionToken").GetString()!;

        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{address.Authority}/hubs/sessions?id={Uri.EscapeDataString(token)}"), TestContext.Current.CancellationToken);
        await SendTextAsync(socket, """{"protocol":"json","version":1}""");
        await SendAsync(socket, "join_session", session);
        await EventAsync(socket, "joined_session");
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string method, object payload) =>
        SendTextAsync(socket, JsonSerializer.Serialize(new { type = 1, target = method, arguments = new[] { payload } }));

    private static Task SendTextAsync(ClientWebSocket socket, string record) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(record + RecordSeparator), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);

    /// <summary>The next event of a name; others are passed over, those behind it too: no test has two of a name under way.</summary>
    private static async Task<JsonElement> EventAsync(ClientWebSocket socket, string name)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult received;
            do
            {
                received = await socket.ReceiveAsync(buffer.AsMemory(length), patience.Token);
                length += received.Count;
            }
            while (!received.EndOfMessage);

            foreach (var record in Encoding.UTF8.GetString(buffer, 0, length).Split(RecordSeparator, StringSplitOptions.RemoveEmptyEntries))
            {
                var message = JsonSerializer.Deserialize<JsonElement>(record);
                if (message.TryGetProperty("target", out var target) && target.GetString() == name)
                {
                    return message.GetProperty("arguments")[0];
                }
            }

            Assert.NotEqual(WebSocketMessageType.Close, received.MessageType);
        }
    }
}
