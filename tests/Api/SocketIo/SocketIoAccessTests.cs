using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Api.Tests.Identity.Limits;

namespace MeetingIntel.Api.Tests.SocketIo;

/// <summary>Who is let in over Socket.IO, whichever way they say who they are.</summary>
[Collection(StrictTests.Name)]
public sealed class SocketIoAccessTests(StrictServer strict)
{
    private static readonly string[] Polling = ["polling"];
    private static readonly string[] WebSocket = ["websocket"];

    private readonly ApiServer _server = strict.Server;

    public static TheoryData<string[], string> Ways => new(
        from transports in (string[][])[Polling, WebSocket, [.. Polling, .. WebSocket]]
        from way in (string[])["token", "ticket", "header", "query"]
        select (transports, way));

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Credentials_HoweverTheyCome_LetTheirOwnerIn(string[] transports, string way)
    {
        var ana = await Someone.SignUpAsync(_server);
        var session = await ana.StartSessionAsync();
        async Task<string> TicketAsync() => (await ana.JsonAsync(HttpMethod.Post, "/api/v1/auth/tickets")).GetProperty("ticket").GetString()!;
        object options = way switch
        {
            "token" => new { transports, auth = new { token = ana.Token } },
            "ticket" => new { transports, auth = new { ticket = await TicketAsync() } },
            "header" => new { transports, extraHeaders = new { Authorization = $"Bearer {ana.Token}" } },
            _ => new { transports, query = new { ticket = await TicketAsync() } },
        };

        await using var client = await SocketIoClient.ConnectAsync(_server, options);

        Assert.Equal("joined", (await client.AskAsync("join_session", new { session_id = session })).GetProperty("status").GetString());
    }

    public static TheoryData<string[], string, string> Refusals => new(
        from transports in (string[][])[Polling, WebSocket]
        from refusal in ((string Options, string Code)[])
        [
            ("{}", "auth.required"),
            ("""{"auth":{"hello":"world"}}""", "auth.required"),
            ("""{"auth":{"token":"wrong"}}""", "auth.invalid-token"),
            ("""{"auth":{"token":7}}""", "auth.invalid-token"),
            ("""{"auth":{"ticket":"mit_wrong"}}""", "auth.invalid-token"),
            ("""{"auth":{"token":"dev_token"}}""", "auth.invalid-token"),
            ("""{"query":{"access_token":"wrong"}}""", "auth.token-in-url"),
            ("""{"extraHeaders":{"Authorization":"Bearer wrong"}}""", "auth.invalid-token"),
        ]
        select (transports, refusal.Options, refusal.Code));

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task NobodyKnown_IsToldWhy(string[] transports, string options, string code)
    {
        var given = JsonSerializer.Deserialize<Dictionary<string, object>>(options)!;
        given["transports"] = transports;
        await using var client = SocketIoClient.Begin(_server, given);

        var refused = await client.NextAsync("connect_error");

        Assert.Equal(code, refused.GetProperty("data").GetProperty("code").GetString());
        Assert.NotEmpty(refused.GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task Session_OfAnotherOrganisation_LooksLikeNone()
    {
        var (ana, eve) = (await Someone.SignUpAsync(_server), await Someone.SignUpAsync(_server));
        var session = await ana.StartSessionAsync();
        await using var client = await SocketIoClient.ConnectAsync(_server, new { auth = new { token = eve.Token } });

        Assert.Equal("session.not-found", (await client.AskAsync("join_session", new { session_id = session, after = 0 })).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Ticket_OpensOneConnection()
    {
        var ana = await Someone.SignUpAsync(_server);
        var ticket = (await ana.JsonAsync(HttpMethod.Post, "/api/v1/auth/tickets")).GetProperty("ticket").GetString()!;
        await using var first = await SocketIoWire.ConnectAsync(_server, query: $"&ticket={ticket}");
        await using var second = await SocketIoWire.ConnectAsync(_server, query: $"&ticket={ticket}");

        Assert.Null(first.Refusal);
        Assert.Equal("auth.invalid-token", second.Refusal);
    }

    /// <summary>Whoever has no credentials any more is sent out of the namespace: the client does not come back by itself.</summary>
    [Fact]
    public async Task Credentials_TakenBack_EndTheConnection()
    {
        var ana = await Someone.SignUpAsync(_server);
        var (key, id) = await ana.CreateKeyAsync("sessions:read");
        await using var client = await SocketIoClient.ConnectAsync(_server, new { auth = new { token = key.Token } });

        await ana.SendAsync(HttpMethod.Delete, $"/api/v1/api-keys/{id}");
        await strict.Time.PushAsync(TimeSpan.FromSeconds(1));

        Assert.Equal("auth.revoked", (await client.EventAsync("error")).GetProperty("code").GetString());
        Assert.Equal("io server disconnect", (await client.NextAsync("disconnect")).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Connection_ThatNeverSaysWhoItIs_Ends()
    {
        await using var wire = await SocketIoWire.OpenAsync(_server);

        await strict.Time.PushAsync(TimeSpan.FromSeconds(10));

        Assert.Empty(await wire.RestAsync());
        Assert.Equal((4408, "socketio.connect-timeout"), (wire.CloseCode, wire.CloseReason));
    }
}
