using System.Globalization;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Live;

/// <summary>ASTRA's socket.</summary>
public sealed class AstraSocketTests(ApiServer server)
{
    [Fact]
    public async Task Connect_WithoutAfter_GreetsAndTellsOnlyWhatIsNew()
    {
        var id = await server.StartSessionAsync();
        await server.AddLineAsync(id, "before");
        await using var client = await FeedClient.ConnectAsync(server, id);

        await server.AddLineAsync(id, "after");
        var item = await client.EventAsync("transcript.segment");

        Assert.NotEmpty(client.Greeting.GetProperty("message").GetString()!);
        Assert.Equal("transcript.segment", item.GetProperty("event").GetString());
        Assert.Equal(id, item.GetProperty("session_id").GetString());
        Assert.True(item.GetProperty("seq").GetInt64() > client.Greeting.GetProperty("last_seq").GetInt64());
        Assert.EndsWith("Z", item.GetProperty("at").GetString(), StringComparison.Ordinal);
        var segment = item.GetProperty("data");
        Assert.Equal("after", segment.GetProperty("text").GetString());
        string[] fields = ["id", "seq", "session_id", "channel", "speaker", "start", "end", "text", "words", "confidence", "provider", "model", "at"];
        Assert.All(fields, field => Assert.True(segment.TryGetProperty(field, out _), field));
    }

    [Fact]
    public async Task Connect_AfterEachEvent_ResumesGaplessly()
    {
        var id = await server.StartSessionAsync();
        for (var line = 1; line <= 5; line++)
        {
            await server.AddLineAsync(id, $"line {line}");
        }

        await server.EndSessionAsync(id);
        await using (var end = await FeedClient.ConnectAsync(server, id, after: 0))
        {
            await end.Socket.ReceiveAsync("waiting for the final insights", item => item.GetProperty("event").GetString() == "insight.updated" && item.GetProperty("data").GetProperty("final").GetBoolean());
        }

        var all = (await server.GetJsonAsync($"/api/sessions/{id}/events")).GetProperty("events").EnumerateArray().ToList();
        for (var after = 0; after < all.Count; after++)
        {
            await using var client = await FeedClient.ConnectAsync(server, id, after);
            var events = await client.EventsUntilAsync(all.Count);
            Assert.Equal(Enumerable.Range(after + 1, all.Count - after).Select(seq => (long)seq), events.Select(item => item.GetProperty("seq").GetInt64()));
            Assert.All(events, item => Assert.Equal(all[(int)item.GetProperty("seq").GetInt64() - 1].GetProperty("data").ToString(), item.GetProperty("data").ToString()));
        }
    }

    [Fact]
    public async Task Watch_WhileLinesAreAdded_SeesEachOnceInOrder()
    {
        var id = await server.StartSessionAsync();
        var watchers = new List<FeedClient>();
        for (var index = 0; index < 5; index++)
        {
            watchers.Add(await FeedClient.ConnectAsync(server, id, after: 0));
        }

        await Task.WhenAll(Enumerable.Range(1, 40).Select(line => server.AddLineAsync(id, $"line {line}")));

        foreach (var watcher in watchers)
        {
            var events = await watcher.EventsUntilAsync(42);
            Assert.Equal(Enumerable.Range(1, events.Count).Select(seq => (long)seq), events.Select(item => item.GetProperty("seq").GetInt64()));
            await watcher.DisposeAsync();
        }
    }

    [Fact]
    public async Task Watch_AcrossAServerRestart_ResumesGaplessly()
    {
        await using var own = new ApiServer(server.Postgres);
        await own.InitializeAsync();
        var id = await own.StartSessionAsync();
        await own.AddLineAsync(id, "before");
        long last;
        await using (var client = await FeedClient.ConnectAsync(own, id, after: 0))
        {
            last = (await client.EventsUntilAsync(3))[^1].GetProperty("seq").GetInt64();
            var restart = own.RestartAsync();
            var rest = await client.Socket.ReceiveRestAsync("waiting for the server to stop");
            Assert.Equal("server.stopping", rest[^1].GetProperty("data").GetProperty("code").GetString());
            Assert.Equal(1001, client.CloseCode);
            await restart;
        }

        await own.AddLineAsync(id, "while away");
        await using var again = await FeedClient.ConnectAsync(own, id, last);
        await own.AddLineAsync(id, "after");

        foreach (var text in (string[])["while away", "after"])
        {
            Assert.Equal(text, (await again.EventAsync("transcript.segment")).GetProperty("data").GetProperty("text").GetString());
        }
    }

    [Fact]
    public async Task Ping_IsAnsweredBare_OtherTextIsIgnored()
    {
        var id = await server.StartSessionAsync();
        await using var client = await FeedClient.ConnectAsync(server, id);

        await client.Socket.SendTextAsync(new string('x', 100_000));
        await client.Socket.SendTextAsync("""{"type":"hello"}""");
        await client.Socket.SendTextAsync("ping");

        Assert.Equal("pong", await client.Socket.ReceiveTextAsync("waiting for pong"));
    }

    [Fact]
    public async Task Binary_EndsTheConnection()
    {
        var id = await server.StartSessionAsync();
        await using var client = await FeedClient.ConnectAsync(server, id);

        await client.Socket.SendBytesAsync(new byte[4]);
        await client.Socket.ReceiveRestAsync("waiting for the close");

        Assert.Equal(1003, client.CloseCode);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("99999")]
    [InlineData("99999999999999999999999")]
    public async Task After_NotOnTheTimeline_IsRefused(string after)
    {
        var id = await server.StartSessionAsync();
        await using var client = await SocketClient.ConnectAsync(server, $"/ws/sessions/{id}?after={after}");

        var error = (await client.ReceiveRestAsync("waiting to be refused")).Single();

        Assert.Equal("error.occurred", error.GetProperty("event").GetString());
        Assert.Equal(id, error.GetProperty("session_id").GetString());
        Assert.Equal("system", error.GetProperty("data").GetProperty("source").GetString());
        Assert.Equal("feed.bad-after", error.GetProperty("data").GetProperty("code").GetString());
        Assert.Equal(4400, (int?)client.CloseCode);
    }

    [Fact]
    public async Task Signals_OfLiveAudio_ComeWithoutAPlaceOnTheTimeline()
    {
        var id = await server.StartSessionAsync();
        await using var client = await FeedClient.ConnectAsync(server, id);
        await using var audio = await AudioClient.ConnectAsync(server, id, "speaker=Ana");
        await audio.ReadyAsync();

        await audio.SendInFramesAsync(MeetingIntel.Testing.Stt.ScriptedAudio.Word(3, 600));
        var progress = await client.EventAsync("channel.progress");
        var partial = await client.EventAsync("transcript.partial");

        Assert.False(partial.TryGetProperty("seq", out _));
        Assert.Equal("mic", partial.GetProperty("data").GetProperty("channel").GetString());
        Assert.Equal("Ana", partial.GetProperty("data").GetProperty("speaker").GetString());
        Assert.Equal("w3", partial.GetProperty("data").GetProperty("text").GetString());
        Assert.Equal("mic", progress.GetProperty("data").GetProperty("channel").GetString());
        Assert.True(progress.GetProperty("data").TryGetProperty("acked_offset", out _));
    }

    [Fact]
    public async Task Events_InPages_AreTheWholeTimelineOnce()
    {
        var id = await server.StartSessionAsync();
        for (var line = 0; line < 5; line++)
        {
            await server.AddLineAsync(id, $"line {line}");
        }

        var seen = new List<long>();
        for (long? after = 0; after is not null;)
        {
            var page = await server.GetJsonAsync(string.Create(CultureInfo.InvariantCulture, $"/api/sessions/{id}/events?after={after}&limit=3"));
            seen.AddRange(page.GetProperty("events").EnumerateArray().Select(item => item.GetProperty("seq").GetInt64()));
            after = page.GetProperty("next") is { ValueKind: JsonValueKind.Number } next ? next.GetInt64() : null;
        }

        Assert.True(seen.Count >= 7);
        Assert.Equal([.. Enumerable.Range(1, seen.Count).Select(seq => (long)seq)], seen);
    }

    [Fact]
    public async Task Insights_WhileTheSessionRuns_ReachWatchersAndRest()
    {
        var id = await server.StartSessionAsync();
        await using var client = await FeedClient.ConnectAsync(server, id, after: 0);
        await server.AddLineAsync(id, "We decided to ship.");

        var update = await client.EventAsync("insight.updated");
        var insights = await server.GetJsonAsync($"/api/sessions/{id}/insights");

        Assert.Equal("decision", update.GetProperty("data").GetProperty("changed")[0].GetProperty("kind").GetString());
        var insight = insights.GetProperty("insights")[0];
        Assert.Equal("decision", insight.GetProperty("kind").GetString());
        Assert.Equal("settled", insight.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, insight.GetProperty("due_on").ValueKind);
        Assert.Equal("We decided to ship.", insights.GetProperty("summary").GetProperty("text").GetString());
        Assert.Equal(1, insight.GetProperty("segment_ids").GetArrayLength());
    }
}
