using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.SocketIo;

/// <summary>What no client should send over Socket.IO: each has its code.</summary>
public sealed class BadSocketIoTests(ApiServer server)
{
    private const string Polling = "/socket.io/?EIO=4&transport=polling";

    public static TheoryData<string, int, string> BeforeConnect => new()
    {
        { "", 4400, "socketio.bad-packet" },
        { "abc", 4400, "socketio.bad-packet" },
        { "2probe", 4400, "socketio.bad-packet" },
        { "5", 4400, "socketio.bad-packet" },
        { "6", 4400, "socketio.bad-packet" },
        { "0{}", 4400, "socketio.bad-packet" },
        { "3probe", 4400, "socketio.bad-packet" },
        { "4", 4400, "socketio.bad-packet" },
        { "4abc", 4400, "socketio.bad-packet" },
        { "44", 4400, "socketio.bad-packet" },
        { "40[]", 4400, "socketio.bad-packet" },
        { "40{", 4400, "socketio.bad-packet" },
        { "407", 4400, "socketio.bad-packet" },
        { """42["join_session","x"]""", 4400, "socketio.not-connected" },
        { "41", 4400, "socketio.not-connected" },
    };

    public static TheoryData<string> AfterConnect =>
    [
        "40", "42", "42{}", "42[]", "42[7]", """42["connect"]""", """42["disconnect"]""", "42abc[\"x\"]", """4212345678901234567["x"]""", "43[]", """45["x"]""", """45-["x"]""",
        """4511-["x",{"_placeholder":true,"num":0}]""", $"42[\"x\",{new string('[', 64)}{new string(']', 64)}]",
    ];

    [Theory]
    [MemberData(nameof(BeforeConnect))]
    public async Task Packet_BeforeTheNamespaceIsGranted_EndsTheConnection(string packet, int closeCode, string code)
    {
        await using var wire = await SocketIoWire.OpenAsync(server);

        await wire.SendAsync(packet);

        Assert.Empty(await wire.RestAsync());
        Assert.Equal((closeCode, code), (wire.CloseCode, wire.CloseReason));
    }

    [Theory]
    [MemberData(nameof(AfterConnect))]
    public async Task Packet_ThatIsNone_IsAnErrorAndTheEnd(string packet)
    {
        await using var wire = await SocketIoWire.ConnectAsync(server);

        await wire.SendAsync(packet);

        var error = Assert.Single(await wire.RestAsync());
        Assert.StartsWith("""42["error",""", error, StringComparison.Ordinal);
        Assert.Equal("socketio.bad-packet", JsonSerializer.Deserialize<JsonElement>(error[2..])[1].GetProperty("code").GetString());
        Assert.Equal((4400, "socketio.bad-packet"), (wire.CloseCode, wire.CloseReason));
    }

    [Theory]
    [InlineData("")]
    [InlineData("""451-["audio_chunk",{"_placeholder":true,"num":1}]""")]
    [InlineData("""451-["audio_chunk",{"_placeholder":true,"num":"0"}]""")]
    public async Task Bytes_ThatBelongNowhere_AreAnErrorAndTheEnd(string before)
    {
        await using var wire = await SocketIoWire.ConnectAsync(server);
        if (before.Length > 0)
        {
            await wire.SendAsync(before);
        }

        await wire.SendAsync(new byte[4]);

        Assert.Contains("socketio.bad-packet", Assert.Single(await wire.RestAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_WhereBytesAreDue_IsAnErrorAndTheEnd()
    {
        await using var wire = await SocketIoWire.ConnectAsync(server);

        await wire.SendAsync("""451-["audio_chunk",{"_placeholder":true,"num":0}]""");
        await wire.SendAsync("""42["leave_session","x"]""");

        Assert.Contains("socketio.bad-packet", Assert.Single(await wire.RestAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_ThatIsTooLarge_EndsTheConnection()
    {
        await using var text = await SocketIoWire.ConnectAsync(server);
        await text.SendAsync($"42[\"x\",\"{new string('x', 1_000_000)}\"]");
        await text.RestAsync();
        Assert.Equal((1009, "socketio.too-large"), (text.CloseCode, text.CloseReason));

        await using var bytes = await SocketIoWire.ConnectAsync(server);
        await bytes.SendAsync("""452-["x",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]""");
        await bytes.SendAsync(new byte[600_000]);
        await bytes.SendAsync(new byte[600_000]);
        await bytes.RestAsync();
        Assert.Equal((1009, "socketio.too-large"), (bytes.CloseCode, bytes.CloseReason));
    }

    [Theory]
    [InlineData("nothing_like_it", "{}", "request.no-such-method")]
    [InlineData("Events", "{}", "request.no-such-method")]
    [InlineData("join_session", "{}", "request.invalid")]
    [InlineData("join_session", "7", "request.invalid")]
    [InlineData("join_session", "null", "request.invalid")]
    [InlineData("join_session", """{"session_id":"sess_nobody"}""", "session.not-found")]
    [InlineData("join_session", """{"session_id":"{sid}","after":99}""", "feed.bad-after")]
    [InlineData("join_session", """{"session_id":"{sid}","after":"x"}""", "request.invalid")]
    [InlineData("leave_session", "{}", "request.invalid")]
    [InlineData("start_session", """{"session_id":"sess_nobody"}""", "session.not-found")]
    [InlineData("transcript_line", """{"session_id":"{sid}","transcript":7}""", "request.invalid")]
    [InlineData("insight_generated", """{"session_id":"{sid}"}""", "request.invalid")]
    [InlineData("session_status", """{"session_id":"{sid}"}""", "request.invalid")]
    [InlineData("audio_chunk", """{"session_id":"{sid}","audio":"%%%"}""", "audio.not-base64")]
    [InlineData("audio_chunk", """{"session_id":"{sid}","audio":"AAAA"}""", "audio.misaligned")]
    public async Task Event_ThatMakesNoSense_IsAnErrorAndTheConnectionGoesOn(string name, string payload, string code)
    {
        var id = await server.StartSessionAsync();
        await using var wire = await SocketIoWire.ConnectAsync(server);

        var answer = await wire.AskAsync(name, JsonSerializer.Deserialize<JsonElement>(payload.Replace("{sid}", id, StringComparison.Ordinal)));

        Assert.False(answer.GetProperty("success").GetBoolean());
        Assert.Equal(code, answer.GetProperty("code").GetString());
        Assert.NotEmpty(answer.GetProperty("error").GetString()!);
        Assert.Equal("left", (await wire.AskAsync("leave_session", new { session_id = id })).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("GET", "/socket.io/?transport=polling", "socketio.unsupported-protocol")]
    [InlineData("GET", "/socket.io/?EIO=3&transport=polling", "socketio.unsupported-protocol")]
    [InlineData("GET", "/socket.io/?EIO=4", "socketio.unknown-transport")]
    [InlineData("GET", "/socket.io/?EIO=4&transport=websocket", "socketio.unknown-transport")]
    [InlineData("GET", "/socket.io/?EIO=4&transport=webtransport", "socketio.unknown-transport")]
    [InlineData("POST", Polling, "socketio.bad-method")]
    [InlineData("PUT", Polling, "socketio.bad-method")]
    [InlineData("GET", $"{Polling}&sid=nobody", "socketio.unknown-connection")]
    [InlineData("POST", $"{Polling}&sid=nobody", "socketio.unknown-connection")]
    public async Task Request_ThatMakesNoSense_IsAProblem(string method, string path, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await server.Http.SendAsync(request);

        Assert.Equal(code, await response.ProblemAsync(HttpStatusCode.BadRequest));
    }

    [Theory]
    [InlineData("abc", 400, "socketio.bad-packet")]
    [InlineData("", 400, "socketio.bad-packet")]
    [InlineData("b%%%", 400, "socketio.bad-packet")]
    [InlineData("5", 400, "socketio.bad-packet")]
    [InlineData(null, 413, "socketio.too-large")]
    public async Task Post_ThatMakesNoSense_IsAProblemAndTheEnd(string? body, int status, string code)
    {
        var path = await OpenAsync();

        using var response = await server.Http.PostAsync(path, new StringContent(body ?? new string('x', 1_000_001), Encoding.UTF8, "text/plain"));
        Assert.Equal(code, await response.ProblemAsync((HttpStatusCode)status));

        using var after = await server.Http.GetAsync(path);
        Assert.Equal("socketio.unknown-connection", await after.ProblemAsync(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Poll_BesideAnother_EndsTheConnection()
    {
        var path = await OpenAsync();

        var both = await Task.WhenAll(server.Http.GetAsync(path), server.Http.GetAsync(path)).Within("waiting for two polls");

        var (told, refused) = both[0].IsSuccessStatusCode ? (both[0], both[1]) : (both[1], both[0]);
        Assert.Equal("1", await told.Content.ReadAsStringAsync());
        Assert.Equal("socketio.overlapping-requests", await refused.ProblemAsync(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task WebSocket_BesideAnother_IsClosedAndTheFirstLivesOn()
    {
        var path = (await OpenAsync()).ToString().Replace("polling", "websocket", StringComparison.Ordinal);
        await using var first = await SocketClient.ConnectAsync(server, path);
        await first.SendTextAsync("2probe");
        Assert.Equal("3probe", await first.ReceiveTextAsync("waiting for the probe's answer"));

        await using var second = await SocketClient.ConnectAsync(server, path);
        Assert.Null(await second.ReceiveTextAsync("waiting to be closed"));
        Assert.Equal((WebSocketCloseStatus)4400, second.CloseCode);

        await first.SendTextAsync("5");
        await first.SendTextAsync("40");
        Assert.StartsWith("40{", await first.ReceiveTextAsync("waiting to be let in"), StringComparison.Ordinal);
    }

    /// <summary>A probe that comes to nothing leaves the connection as it was.</summary>
    [Fact]
    public async Task WebSocket_ThatDoesNotProbe_IsClosedAndPollingGoesOn()
    {
        var path = await OpenAsync();
        await using var socket = await SocketClient.ConnectAsync(server, path.ToString().Replace("polling", "websocket", StringComparison.Ordinal));
        await socket.SendTextAsync("2hello");
        Assert.Null(await socket.ReceiveTextAsync("waiting to be closed"));

        using var sent = await server.Http.PostAsync(path, new StringContent("40"));
        Assert.Equal("ok", await sent.Content.ReadAsStringAsync());
        Assert.StartsWith("40{", await server.Http.GetStringAsync(path).Within("polling"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OfAnotherOrigin_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Polling);
        request.Headers.Add("Origin", "https://elsewhere.example");
        using var response = await server.Http.SendAsync(request);
        Assert.Equal("auth.origin-not-allowed", await response.ProblemAsync(HttpStatusCode.Forbidden));

        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", "https://elsewhere.example");
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new UriBuilder(new Uri(server.Address, SocketIoWire.Path)) { Scheme = "ws" }.Uri, CancellationToken.None).Within("being refused"));
        Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
    }

    private async Task<Uri> OpenAsync()
    {
        var greeting = await server.Http.GetStringAsync(new Uri(Polling, UriKind.Relative));
        var sid = JsonSerializer.Deserialize<JsonElement>(greeting[1..]).GetProperty("sid").GetString();
        return new Uri($"{Polling}&sid={sid}", UriKind.Relative);
    }
}
