using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Testing.Stt;

namespace MeetingIntel.Api.Tests.SocketIo;

/// <summary>Astro's events over Socket.IO, with the client that its clients use.</summary>
public sealed class SocketIoMeetingTests(ApiServer server)
{
    private static readonly string[] Polling = ["polling"];
    private static readonly string[] WebSocket = ["websocket"];
    private static readonly string[] DesktopApp = ["websocket", "polling"];
    private static readonly string[] WebPage = ["polling", "websocket"];

    public static TheoryData<string[]> Transports => [Polling, WebSocket, DesktopApp, WebPage];

    /// <summary>What Astro's desktop app does, in its order, and what its pages see of it.</summary>
    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Meeting_OverEachTransport_GoesAsAstrosDesktopAppDoes(string[] transports)
    {
        await using var app = await SocketIoClient.ConnectAsync(server, new { transports });
        await app.EmitAsync("create_session", new { type = "manual", meeting_brief = "why" });
        var created = await app.EventAsync("session_created");
        Assert.True(created.GetProperty("success").GetBoolean());
        var id = created.GetProperty("session").GetProperty("session_id").GetString()!;
        await app.EmitAsync("start_session", new { session_id = id });
        Assert.Equal("active", (await app.EventAsync("session_started")).GetProperty("session").GetProperty("status").GetString());

        await using var page = await SocketIoClient.ConnectAsync(server, new { transports });
        await page.EmitAsync("join_session", new { session_id = id });
        Assert.Equal("joined", (await page.EventAsync("joined_session")).GetProperty("status").GetString());

        await app.EmitAsync("transcript_line", new { session_id = id, transcript = "said and done", speaker = "Ana", confidence = 0.8, is_final = true, timestamp = 1 });
        var line = await page.EventAsync("transcript_update");
        Assert.Equal(id, line.GetProperty("session_id").GetString());
        Assert.Equal("said and done", line.GetProperty("transcript").GetString());
        Assert.Equal("Ana", line.GetProperty("speaker").GetString());
        Assert.True(line.GetProperty("is_final").GetBoolean());

        await app.EmitAsync("insight_generated", new { session_id = id, insight = new { text = "buy" }, type = "deal" });
        await page.NextAsync("event", said => said.GetProperty("name").GetString() == "insight_update" && said.GetProperty("args")[0].GetProperty("type").GetString() == "deal");
        await app.EmitAsync("session_status", new { session_id = id, status = "wrapping-up" });
        Assert.Equal("wrapping-up", (await page.EventAsync("session_status_update")).GetProperty("status").GetString());

        await app.EmitAsync("end_session", new { session_id = id });
        Assert.Equal("completed", (await app.EventAsync("session_ended")).GetProperty("session").GetProperty("status").GetString());
        Assert.Equal("ended", (await page.EventAsync("session_status_update")).GetProperty("status").GetString());
        await page.EmitAsync("leave_session", new { session_id = id });
        Assert.Equal("left", (await page.EventAsync("left_session")).GetProperty("status").GetString());
        await page.DisconnectAsync();
        Assert.Equal("io client disconnect", (await page.NextAsync("disconnect")).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Connect_ByDefault_PollsAndThenGetsAWebSocket()
    {
        var id = await server.StartSessionAsync();
        await using var page = SocketIoClient.Begin(server);
        Assert.Equal("polling", (await page.NextAsync("open")).GetProperty("transport").GetString());
        await page.EmitAsync("join_session", id);
        Assert.Equal("websocket", (await page.NextAsync("upgrade")).GetProperty("transport").GetString());
        await page.EventAsync("joined_session");

        await server.AddLineAsync(id, "over the new way");

        Assert.Equal("over the new way", (await page.EventAsync("transcript_update")).GetProperty("transcript").GetString());
    }

    /// <summary>While the transport changes nothing is lost, doubled or turned round.</summary>
    [Fact]
    public async Task Events_WhileTheTransportChanges_ComeOnceInOrder()
    {
        var id = await server.StartSessionAsync();
        for (var line = 1; line <= 60; line++)
        {
            await server.AddLineAsync(id, $"line {line}");
        }

        await using var page = SocketIoClient.Begin(server);
        await page.EmitAsync("join_session", new { session_id = id, after = 0 });
        await page.NextAsync("upgrade");

        for (var line = 1; line <= 60; line++)
        {
            Assert.Equal($"line {line}", (await page.EventAsync("transcript_update")).GetProperty("transcript").GetString());
        }
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Reconnect_WithTheNumberOfTheLastEvent_ResumesGaplessly(string[] transports)
    {
        var id = await server.StartSessionAsync();
        await server.AddLineAsync(id, "before");
        await using var page = await SocketIoClient.ConnectAsync(server, new { transports });
        await page.EmitAsync("join_session", new { session_id = id, after = 0 });
        var last = (await page.EventAsync("transcript_update")).GetProperty("seq").GetInt64();

        await page.BreakAsync();
        await page.NextAsync("disconnect");
        await server.AddLineAsync(id, "while away");
        await page.NextAsync("connect");
        await page.EmitAsync("join_session", new { session_id = id, after = last });
        await server.AddLineAsync(id, "after");

        Assert.Equal("while away", (await page.EventAsync("transcript_update")).GetProperty("transcript").GetString());
        Assert.Equal("after", (await page.EventAsync("transcript_update")).GetProperty("transcript").GetString());
    }

    [Fact]
    public async Task Acknowledgement_SaysWhatTheCallerIsAnswered()
    {
        var id = await server.StartSessionAsync();
        await using var app = await SocketIoClient.ConnectAsync(server);

        var joined = await app.AskAsync("join_session", new { session_id = id });
        Assert.Equal("joined", joined.GetProperty("status").GetString());
        Assert.True((await app.AskAsync("transcript_line", new { session_id = id, transcript = "on record", is_final = true })).GetProperty("success").GetBoolean());
        Assert.Equal(["on record"], await server.TranscriptAsync(id));
        var refused = await app.AskAsync("join_session", new { session_id = "sess_nobody" });
        Assert.False(refused.GetProperty("success").GetBoolean());
        Assert.Equal("session.not-found", refused.GetProperty("code").GetString());
        Assert.NotEmpty(refused.GetProperty("error").GetString()!);
        Assert.Equal("session.not-found", (await app.EventAsync("error")).GetProperty("code").GetString());
        Assert.True((await app.AskAsync("create_session")).GetProperty("success").GetBoolean());
        Assert.Equal("request.no-such-method", (await app.AskAsync("nothing_like_it", new { session_id = id })).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task AudioChunks_AsBytesOrBase64_BecomeTranscriptLines(bool asBytes, bool isPolling)
    {
        var id = await server.StartSessionAsync();
        await using var app = await SocketIoClient.ConnectAsync(server, new { transports = isPolling ? Polling : WebSocket });
        await app.AskAsync("join_session", new { session_id = id });
        var pcm = ScriptedAudio.Sentences(2);
        for (var at = 0; at < pcm.Length; at += 3200)
        {
            var piece = Convert.ToBase64String(pcm.AsSpan(at, Math.Min(3200, pcm.Length - at)));
            object audio = asBytes ? new Dictionary<string, string>(StringComparer.Ordinal) { ["$bytes"] = piece } : piece;
            await app.EmitAsync("audio_chunk", new { session_id = id, audio });
        }

        Assert.Equal("processing", (await app.EventAsync("audio_processing")).GetProperty("status").GetString());
        var texts = new List<string>();
        while (texts.Count < 2)
        {
            var update = (await app.EventAsync("transcript_update")).GetProperty("transcript");
            if (update.GetProperty("is_final").GetBoolean())
            {
                texts.Add(update.GetProperty("text").GetString()!);
            }
        }

        Assert.Equal(["w1", "w2"], texts);
    }

    [Fact]
    public async Task Namespace_OtherThanTheMainOne_IsRefused()
    {
        await using var client = SocketIoClient.Begin(server, new { @namespace = "/admin" });

        Assert.Equal("Invalid namespace", (await client.NextAsync("connect_error")).GetProperty("message").GetString());
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Server_ThatStops_ClosesTheConnectionProperly(string[] transports)
    {
        await using var own = new ApiServer(server.Postgres);
        await own.InitializeAsync();
        var id = await own.StartSessionAsync();
        await using var client = await SocketIoClient.ConnectAsync(own, new { transports });
        await client.AskAsync("join_session", new { session_id = id });

        await own.RestartAsync().Within("restarting the server");

        // Which socket.io-client takes for a reason to connect again, and not for the server's wish to be left alone.
        Assert.StartsWith("transport ", (await client.NextAsync("disconnect")).GetProperty("reason").GetString(), StringComparison.Ordinal);
    }
}
