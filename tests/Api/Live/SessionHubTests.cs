using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Testing.Stt;

namespace MeetingIntel.Api.Tests.Live;

/// <summary>The SignalR hub: Astro's events, and the stream that our page watches.</summary>
public sealed class SessionHubTests(ApiServer server)
{
    [Fact]
    public async Task Meeting_OverTheHub_GoesAsAstrosDesktopAppDoes()
    {
        await using var app = await HubClient.ConnectAsync(server);
        Assert.Equal("connected", app.Greeting.GetProperty("status").GetString());
        Assert.NotEmpty(app.Greeting.GetProperty("sid").GetString()!);

        await app.SendAsync("create_session", new { type = "manual", meeting_brief = "why" });
        var created = await app.EventAsync("session_created");
        Assert.True(created.GetProperty("success").GetBoolean());
        Assert.Equal("created", created.GetProperty("session").GetProperty("status").GetString());
        var id = created.GetProperty("session").GetProperty("session_id").GetString()!;

        await app.SendAsync("start_session", new { session_id = id });
        Assert.Equal("active", (await app.EventAsync("session_started")).GetProperty("session").GetProperty("status").GetString());

        await using var watcher = await HubClient.ConnectAsync(server);
        await watcher.SendAsync("join_session", id);
        Assert.Equal("joined", (await watcher.EventAsync("joined_session")).GetProperty("status").GetString());

        await app.SendAsync("transcript_line", new { session_id = id, transcript = "still talking", speaker = "Ana", confidence = 0.61, is_final = false, timestamp = 1 });
        var interim = await watcher.EventAsync("transcript_update");
        Assert.Equal("still talking", interim.GetProperty("transcript").GetString());
        Assert.False(interim.GetProperty("is_final").GetBoolean());
        Assert.Equal(0.61, interim.GetProperty("confidence").GetDouble());
        Assert.True(interim.TryGetProperty("timestamp", out _));

        await app.SendAsync("transcript_line", new { sessionId = id, transcript = "said and done", speaker = "Ana", confidence = 0.8, isFinal = true });
        var line = await watcher.EventAsync("transcript_update");
        Assert.Equal(id, line.GetProperty("session_id").GetString());
        Assert.Equal("said and done", line.GetProperty("transcript").GetString());
        Assert.Equal("Ana", line.GetProperty("speaker").GetString());
        Assert.True(line.GetProperty("is_final").GetBoolean());
        Assert.Equal(0.8, line.GetProperty("confidence").GetDouble());
        Assert.True(line.TryGetProperty("seq", out _));

        await app.SendAsync("insight_generated", new { session_id = id, insight = new { text = "buy" }, type = "deal" });
        var insight = await watcher.EventAsync("insight_update");
        while (insight.GetProperty("type").GetString() == "analysis")
        {
            insight = await watcher.EventAsync("insight_update");
        }

        Assert.Equal("deal", insight.GetProperty("type").GetString());
        Assert.Equal("buy", insight.GetProperty("insight").GetProperty("text").GetString());

        await app.SendAsync("session_status", new { session_id = id, status = "wrapping-up" });
        Assert.Equal("wrapping-up", (await watcher.EventAsync("session_status_update")).GetProperty("status").GetString());
        Assert.Equal("created", (await server.GetJsonAsync($"/api/sessions/{await server.CreateMeetingAsync()}")).GetProperty("status").GetString());

        await app.SendAsync("end_session", new { session_id = id });
        Assert.Equal("completed", (await app.EventAsync("session_ended")).GetProperty("session").GetProperty("status").GetString());
        Assert.Equal("ended", (await watcher.EventAsync("session_status_update")).GetProperty("status").GetString());

        await watcher.SendAsync("leave_session", new { session_id = id });
        Assert.Equal("left", (await watcher.EventAsync("left_session")).GetProperty("status").GetString());
    }

    /// <summary>Astro's room sees what one of its clients shows; the page and ASTRA's clients, who know no such event, see what comes before and after it.</summary>
    [Fact]
    public async Task Notice_ToTheRoom_ReachesAstrosClientsOnly()
    {
        var id = await server.StartSessionAsync();
        await using var app = await HubClient.ConnectAsync(server);
        await app.SendAsync("join_session", id);
        await app.EventAsync("joined_session");
        await using var page = await HubClient.ConnectAsync(server);
        var stream = await page.StreamEventsAsync(id, after: null);
        await page.ItemAsync(stream);
        await using var astra = await FeedClient.ConnectAsync(server, id);

        await app.SendAsync("session_status", new { session_id = id, status = "wrapping-up" });
        Assert.Equal("wrapping-up", (await app.EventAsync("session_status_update")).GetProperty("status").GetString());
        await app.SendAsync("audio_chunk", new { session_id = id, audio = Convert.ToBase64String(ScriptedAudio.Sentences(1)) });
        Assert.Equal("processing", (await app.EventAsync("audio_processing")).GetProperty("status").GetString());
        await server.AddLineAsync(id, "the end");

        var (seen, heard) = (new List<string>(), new List<string>());
        for (var item = await page.ItemAsync(stream); !IsTheEnd(item); item = await page.ItemAsync(stream))
        {
            seen.Add(item.GetProperty("event").GetString()!);
        }

        await astra.Socket.ReceiveAsync("waiting for the end", item =>
        {
            heard.Add(item.GetProperty("event").GetString()!);
            return IsTheEnd(item);
        });
        Assert.DoesNotContain("room.notice", seen.Concat(heard));
        Assert.Contains("channel.opened", seen.Concat(heard));

        static bool IsTheEnd(JsonElement item) =>
            item.GetProperty("event").GetString() == "transcript.segment" && item.GetProperty("data").GetProperty("text").GetString() == "the end";
    }

    [Theory]
    [InlineData("audio")]
    [InlineData("audio_data")]
    [InlineData("audioData")]
    public async Task AudioChunks_InBase64_AreTranscribed(string field)
    {
        var id = await server.StartSessionAsync();
        await using var app = await HubClient.ConnectAsync(server);
        await app.SendAsync("join_session", new { session_id = id });
        await app.EventAsync("joined_session");

        var pcm = ScriptedAudio.Sentences(2);
        for (var at = 0; at < pcm.Length; at += 3200)
        {
            await app.SendAsync("audio_chunk", new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["session_id"] = id,
                [field] = Convert.ToBase64String(pcm.AsSpan(at, Math.Min(3200, pcm.Length - at))),
            });
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

    /// <summary>Nothing else says so: they are not on record.</summary>
    [Fact]
    public async Task Words_ThatAreStillBeingSaid_SayWhenTheyCame()
    {
        var id = await server.StartSessionAsync();
        await using var app = await JoinAsync(id);
        await using var client = await AudioClient.ConnectAsync(server, id, "speaker=Ana");
        await client.ReadyAsync();
        var before = DateTimeOffset.UtcNow;

        await client.SendAsync(ScriptedAudio.Word(7, 600));
        var update = await app.EventAsync("transcript_update");

        var transcript = update.GetProperty("transcript");
        Assert.False(transcript.GetProperty("is_final").GetBoolean());
        Assert.InRange(update.GetProperty("timestamp").GetDateTimeOffset(), before, DateTimeOffset.UtcNow);
        Assert.Equal(update.GetProperty("timestamp").GetString(), transcript.GetProperty("timestamp").GetString());
    }

    /// <summary>A server that hung may wake with audio of a client that is long on another one.</summary>
    [Fact]
    public async Task AudioChunks_OfAConnectionThatBeganEarlier_TakeNoChannelFromALaterOne()
    {
        var id = await server.StartSessionAsync();
        await using var earlier = await JoinAsync(id);
        await SayAsync(earlier, id, word: 1);
        Assert.Equal("w1", await HeardAsync(earlier));
        await using var later = await JoinAsync(id);
        await SayAsync(later, id, word: 2);
        Assert.Equal("w2", await HeardAsync(later));

        var errors = new List<string?>();
        while (errors.Count < 2)
        {
            await SayAsync(earlier, id, word: 7);
            errors.AddRange(earlier.Take("error").Select(error => error.GetProperty("code").GetString()));
        }

        await SayAsync(later, id, word: 3);
        Assert.Equal("w3", await HeardAsync(later));
        Assert.Equal(["audio.superseded", "audio.outdated-connection"], errors);
        Assert.Empty(later.Take("error"));
        Assert.Equal(["w1", "w2", "w3"], await server.TranscriptAsync(id));
    }

    [Fact]
    public async Task Join_WithAfter_BringsWhatWasMissed()
    {
        var id = await server.StartSessionAsync();
        await server.AddLineAsync(id, "one");
        await server.AddLineAsync(id, "two");
        await using var app = await HubClient.ConnectAsync(server);

        await app.SendAsync("join_session", new { session_id = id, after = 3 });

        Assert.Equal("two", (await app.EventAsync("transcript_update")).GetProperty("transcript").GetString());
    }

    [Theory]
    [InlineData("join_session", "{}", "request.invalid")]
    [InlineData("join_session", "7", "request.invalid")]
    [InlineData("join_session", """{"session_id":"sess_nobody"}""", "session.not-found")]
    [InlineData("join_session", "\"sess_nobody\"", "session.not-found")]
    [InlineData("join_session", """{"session_id":"{sid}","after":99}""", "feed.bad-after")]
    [InlineData("join_session", """{"session_id":"{sid}","after":-1}""", "feed.bad-after")]
    [InlineData("join_session", """{"session_id":"{sid}","after":"x"}""", "request.invalid")]
    [InlineData("audio_chunk", """{"session_id":"{sid}","audio":"AAAA","sample_rate":"x"}""", "audio.empty")]
    [InlineData("leave_session", "{}", "request.invalid")]
    [InlineData("transcript_line", """{"session_id":"{sid}"}""", "request.invalid")]
    [InlineData("transcript_line", """{"transcript":"x"}""", "request.invalid")]
    [InlineData("insight_generated", """{"session_id":"{sid}"}""", "request.invalid")]
    [InlineData("session_status", """{"session_id":"{sid}"}""", "request.invalid")]
    [InlineData("audio_chunk", """{"session_id":"{sid}"}""", "audio.empty")]
    [InlineData("audio_chunk", """{"session_id":"{sid}","audio":"%%%"}""", "audio.not-base64")]
    [InlineData("audio_chunk", """{"session_id":"{sid}","audio":"AAA="}""", "")]
    [InlineData("audio_chunk", """{"session_id":"{sid}","audio":"AAAA"}""", "audio.misaligned")]
    [InlineData("audio_chunk", """{"session_id":"{sid}","audio":"AAA=","sample_rate":7}""", "audio.unsupported-rate")]
    public async Task Message_ThatMakesNoSense_IsAnError(string method, string payload, string code)
    {
        var id = await server.StartSessionAsync();
        await using var app = await HubClient.ConnectAsync(server);

        await app.SendAsync(method, JsonSerializer.Deserialize<JsonElement>(payload.Replace("{sid}", id, StringComparison.Ordinal)));

        if (code.Length > 0)
        {
            var error = await app.EventAsync("error");
            Assert.Equal(code, error.GetProperty("code").GetString());
            Assert.NotEmpty(error.GetProperty("message").GetString()!);
        }

        Assert.Null(await app.InvokeAsync("leave_session", new { session_id = id }));
    }

    [Fact]
    public async Task StartSession_Unknown_IsAnswered()
    {
        await using var app = await HubClient.ConnectAsync(server);

        await app.SendAsync("start_session", new { session_id = "sess_nobody" });

        var answer = await app.EventAsync("session_started");
        Assert.False(answer.GetProperty("success").GetBoolean());
        Assert.NotEmpty(answer.GetProperty("error").GetString()!);
    }

    [Fact]
    public async Task Events_Streamed_BeginWithTheGreetingAndGoOnLive()
    {
        var id = await server.StartSessionAsync("Streamed");
        await server.AddLineAsync(id, "history");
        await using var page = await HubClient.ConnectAsync(server);

        var stream = await page.StreamEventsAsync(id, after: 0);
        var other = await page.StreamEventsAsync(id, after: null);
        var greeting = await page.ItemAsync(stream);
        await page.ItemAsync(other);
        await server.AddLineAsync(id, "live");

        Assert.Equal("connected", greeting.GetProperty("event").GetString());
        Assert.True(greeting.GetProperty("data").GetProperty("last_seq").GetInt64() >= 3);
        Assert.Equal("Streamed", greeting.GetProperty("data").GetProperty("session").GetProperty("name").GetString());
        var texts = new List<string>();
        for (var seq = 1; texts.Count < 2; seq++)
        {
            var item = await page.ItemAsync(stream);
            Assert.Equal(seq, item.GetProperty("seq").GetInt64());
            if (item.GetProperty("event").GetString() == "transcript.segment")
            {
                texts.Add(item.GetProperty("data").GetProperty("text").GetString()!);
            }
        }

        Assert.Equal(["history", "live"], texts);
        JsonElement first;
        do
        {
            first = await page.ItemAsync(other);
        }
        while (first.GetProperty("event").GetString() != "transcript.segment");
        Assert.Equal("live", first.GetProperty("data").GetProperty("text").GetString());
        Assert.Null(await page.InvokeAsync("leave_session", new { session_id = id }));
    }

    [Theory]
    [InlineData("sess_nobody", 0L, "session.not-found")]
    [InlineData("", 0L, "session.not-found")]
    [InlineData("{sid}", 99L, "feed.bad-after")]
    [InlineData("{sid}", -1L, "feed.bad-after")]
    public async Task Events_ThatCantBe_EndWithTheirCode(string sessionId, long after, string code)
    {
        var id = await server.StartSessionAsync();
        await using var page = await HubClient.ConnectAsync(server);

        var stream = await page.StreamEventsAsync(sessionId.Replace("{sid}", id, StringComparison.Ordinal), after);

        Assert.StartsWith($"{code}: ", await page.StreamErrorAsync(stream), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Events", """["{sid}","abc"]""", true)]
    [InlineData("Events", """["{sid}"]""", true)]
    [InlineData("Events", "[]", true)]
    [InlineData("join_session", "[]", false)]
    [InlineData("join_session", "[{},{}]", false)]
    public async Task Arguments_ThatDontFit_AreRefusedWithACode(string method, string arguments, bool asStream)
    {
        var id = await server.StartSessionAsync();
        await using var page = await HubClient.ConnectAsync(server);

        var error = await page.InvokeWithAsync(method, JsonSerializer.Deserialize<JsonElement>(arguments.Replace("{sid}", id, StringComparison.Ordinal)), asStream);

        Assert.StartsWith("request.invalid: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Method_ThatDoesNotExist_IsRefusedWithACode(bool asStream)
    {
        await using var page = await HubClient.ConnectAsync(server);

        var error = await page.InvokeWithAsync("nosuch", JsonSerializer.Deserialize<JsonElement>("[]"), asStream);

        Assert.StartsWith("request.no-such-method: ", error, StringComparison.Ordinal);
    }

    private async Task<HubClient> JoinAsync(string id)
    {
        var app = await HubClient.ConnectAsync(server);
        await app.SendAsync("join_session", new { session_id = id });
        await app.EventAsync("joined_session");
        return app;
    }

    private static async Task SayAsync(HubClient app, string id, int word) => Assert.Null(await app.InvokeAsync(
        "audio_chunk", new { session_id = id, channel = "app", audio = Convert.ToBase64String(ScriptedAudio.Sentences(1, word)) }));

    private static async Task<string?> HeardAsync(HubClient app)
    {
        while (true)
        {
            var update = (await app.EventAsync("transcript_update")).GetProperty("transcript");
            if (update.GetProperty("is_final").GetBoolean())
            {
                return update.GetProperty("text").GetString();
            }
        }
    }
}
