using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Api.Tests.Exports;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Sessions;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Tests.Replay;

/// <summary>Replays over real sockets, beside the live feed of the same session.</summary>
public sealed class ReplaySocketTests(ApiServer server)
{
    /// <summary>The whole of a replay at once: it begins at its end.</summary>
    private const string AllAtOnce = "from=1e9";

    [Fact]
    public async Task Replay_OfASession_SendsTheVeryBytesThatALiveWatcherGot()
    {
        var id = await server.StartSessionAsync();
        await using var live = await FeedClient.ConnectAsync(server, id, after: 0);
        await new Life(server.Grains.GetGrain<ISessionGrain>(id)).LiveAsync(Enumerable.Range(0, 120).Where(number => number % 15 is not 2).Select(number => new Deed(number % 15, number * 7)));
        await MeasureAsync(id, 2.5, "A");
        await server.EndSessionAsync(id);
        var (heard, shown) = (new List<string>(), new List<string>());
        // Events go before signals.
        while (!heard.Exists(text => Name(text) == "session.ended") || !shown.Exists(text => Name(text) == "telemetry.latest"))
        {
            var text = (await live.Socket.ReceiveTextAsync("watching live"))!;
            (IsEvent(text) ? heard : shown).Add(text);
        }

        var all = await WatchAsync(id, $"speed=16&{AllAtOnce}");
        var played = await WatchAsync(id, "speed=16");

        // What is understood at the end comes later, or not at all.
        Assert.Equal(heard, all.Where(IsEvent).Take(heard.Count));
        Assert.Equal(heard, played.Where(IsEvent).Take(heard.Count));
        Assert.True(heard.Count > 60, $"Only {heard.Count} events.");
        var value = Assert.Single(shown, text => Name(text) == "telemetry.latest");
        Assert.Equal([value], all.Where(text => Name(text) == "telemetry.latest"));
        Assert.Equal([value], played.Where(text => Name(text) == "telemetry.latest"));
    }

    [Fact]
    public async Task Replay_BeginsWithTheGreetingOfTheLiveFeed()
    {
        var id = await server.StartSessionAsync();
        await EndAsync(id);
        await using var live = await SocketClient.ConnectAsync(server, $"/ws/sessions/{id}");
        await using var replay = await ConnectAsync(id);

        Assert.Equal(await live.ReceiveTextAsync("the live greeting"), await replay.ReceiveTextAsync("the greeting"));
    }

    [Fact]
    public async Task Replay_After_SendsOnlyWhatIsNew()
    {
        var id = await server.StartSessionAsync();
        for (var line = 0; line < 5; line++)
        {
            await server.AddLineAsync(id, $"line {line}");
        }

        var last = await EndAsync(id);

        var frames = await WatchAsync(id, $"after=4&{AllAtOnce}");
        var none = await WatchAsync(id, string.Create(CultureInfo.InvariantCulture, $"after={last}"));

        Assert.Equal(Enumerable.Range(5, (int)last - 4), frames.Where(IsEvent).Select(text => (int)Seq(text)));
        Assert.DoesNotContain(none, IsEvent);
    }

    [Fact]
    public async Task Replay_OfSomeTypes_SendsThese()
    {
        var id = await server.StartSessionAsync();
        await server.AddLineAsync(id, "said");
        await MeasureAsync(id, 1, null);
        await EndAsync(id);

        Assert.Equal(["transcript.segment", "session.ended"], (await WatchAsync(id, $"types=transcript.segment,session.ended&{AllAtOnce}")).Where(IsEvent).Select(Name));
        Assert.DoesNotContain("telemetry.latest", (await WatchAsync(id, $"types=transcript.segment&{AllAtOnce}")).Select(Name));
        Assert.Contains("telemetry.latest", (await WatchAsync(id, $"types=telemetry.latest&{AllAtOnce}")).Select(Name));
    }

    [Fact]
    public async Task Replay_IsPausedSoughtAndResumed()
    {
        var id = await server.StartSessionAsync();
        await server.AddLineAsync(id, "said");
        var last = await EndAsync(id);
        await using var replay = await ConnectAsync(id, $"paused=true&{AllAtOnce}");
        await EndedAsync(replay);

        await replay.SendTextAsync("""{"type":"seek","at":-5}""");
        var reset = await EventAsync(replay, "replay.reset");
        var start = await PositionAsync(replay, position => position.GetProperty("caught_up").GetBoolean());
        await replay.SendTextAsync("""{"type":"speed","speed":4}""");
        var faster = await PositionAsync(replay, position => position.GetProperty("speed").GetDouble() == 4);
        await replay.SendTextAsync("""{"type":"resume"}""");
        var resumed = await PositionAsync(replay, position => !position.GetProperty("paused").GetBoolean());
        var rest = await UntilEndedAsync(replay);
        await replay.SendTextAsync("""{"type":"pause"}""");
        var end = await PositionAsync(replay, position => position.GetProperty("paused").GetBoolean());
        await replay.CloseAsync();

        Assert.Equal(0, reset.GetProperty("data").GetProperty("after").GetInt64());
        Assert.Equal((0, true), (start.GetProperty("offset_seconds").GetDouble(), start.GetProperty("paused").GetBoolean()));
        Assert.Equal(0, faster.GetProperty("offset_seconds").GetDouble());
        Assert.Equal(start.GetProperty("seq").GetInt64() + 1, Seq(rest.First(IsEvent)));
        Assert.Equal(last, Seq(rest.Last(IsEvent)));
        Assert.Equal(resumed.GetProperty("to").GetString(), end.GetProperty("at").GetString());
        Assert.Equal(1000, (int?)replay.CloseCode);
    }

    /// <summary>It says that it is over where there is no more; whoever seeks gets what has come since.</summary>
    [Fact]
    public async Task Replay_OfASessionThatGoesOn_EndsWithWhatIsThere()
    {
        var id = await server.StartSessionAsync();
        await server.AddLineAsync(id, "before");
        await using var replay = await ConnectAsync(id, AllAtOnce);
        var first = await UntilEndedAsync(replay);

        await server.AddLineAsync(id, "after");
        await replay.SendTextAsync("""{"type":"seek","at":"2999-01-01T00:00:00Z"}""");
        var second = await UntilEndedAsync(replay);

        Assert.Contains(first, text => text.Contains("\"before\"", StringComparison.Ordinal));
        var line = Assert.Single(second, text => Name(text) == "transcript.segment");
        Assert.Contains("\"after\"", line, StringComparison.Ordinal);
        Assert.DoesNotContain(second, text => Name(text) == "replay.reset");
    }

    [Theory]
    [InlineData("speed=0", "replay.bad-speed")]
    [InlineData("speed=32", "replay.bad-speed")]
    [InlineData("speed=NaN", "replay.bad-speed")]
    [InlineData("from=2026-05-04T12:00:00", "replay.bad-from")]
    [InlineData("after=99999", "feed.bad-after")]
    [InlineData("after=-1", "feed.bad-after")]
    [InlineData("types=all", "feed.unknown-type")]
    [InlineData("skip_silence=1", "replay.bad-switch")]
    public async Task Replay_ThatMakesNoSense_IsRefused(string query, string code)
    {
        var id = await server.StartSessionAsync();
        await using var replay = await ConnectAsync(id, query);

        var error = (await replay.ReceiveRestAsync("waiting to be refused")).Single();

        Assert.Equal(("error.occurred", id, code), (error.Text("event"), error.Text("session_id"), error.GetProperty("data").Text("code")));
        Assert.Equal(4400, (int?)replay.CloseCode);
    }

    [Fact]
    public async Task Replay_OfNoSession_IsRefusedAsByTheLiveFeed()
    {
        await using var replay = await ConnectAsync("sess_none");

        var error = (await replay.ReceiveRestAsync("waiting to be refused")).Single();

        Assert.Equal("session.not-found", error.GetProperty("data").Text("code"));
        Assert.Equal(4004, (int?)replay.CloseCode);
    }

    [Theory]
    [InlineData("hello", "replay.bad-message")]
    [InlineData("""{"type":"rewind"}""", "replay.bad-message")]
    [InlineData("""{"type":"speed","speed":0}""", "replay.bad-speed")]
    [InlineData("""{"type":"seek","at":"2026-05-04T12:00:00"}""", "replay.bad-place")]
    [InlineData(null, "replay.bad-message")]
    public async Task Message_ThatMakesNoSense_IsSaidAndItGoesOn(string? message, string code)
    {
        var id = await server.StartSessionAsync();
        await EndAsync(id);
        await using var replay = await ConnectAsync(id, AllAtOnce);
        await EndedAsync(replay);

        await replay.SendTextAsync(message ?? new string(' ', 5000) + """{"type":"pause"}""");
        var error = await EventAsync(replay, "error.occurred");
        await replay.SendTextAsync("""{"type":"pause"}""");
        var position = await EventAsync(replay, "replay.position");

        Assert.Equal((code, "system"), (error.GetProperty("data").Text("code"), error.GetProperty("data").Text("source")));
        Assert.True(position.GetProperty("data").GetProperty("paused").GetBoolean());
    }

    [Fact]
    public async Task Ping_IsAnswered_BinaryEndsTheConnection()
    {
        var id = await server.StartSessionAsync();
        await using var replay = await ConnectAsync(id, AllAtOnce);
        await EndedAsync(replay);

        await replay.SendTextAsync("ping");
        Assert.Equal("pong", await replay.ReceiveTextAsync("waiting for pong"));
        await replay.SendBytesAsync(new byte[4]);
        await replay.ReceiveRestAsync("waiting for the close");

        Assert.Equal(1003, (int?)replay.CloseCode);
    }

    private static bool IsEvent(string text) => Json(text).TryGetProperty("seq", out _);

    private static long Seq(string text) => Json(text).GetProperty("seq").GetInt64();

    private static string Name(string text) => Json(text).Text("event");

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);

    private static Task<JsonElement> EventAsync(SocketClient replay, string name) => replay.ReceiveAsync($"waiting for {name}", message => message.Text("event") == name);

    private static async Task<JsonElement> PositionAsync(SocketClient replay, Func<JsonElement, bool> wanted) =>
        (await replay.ReceiveAsync("waiting for a position", message => message.Text("event") == "replay.position" && wanted(message.GetProperty("data")))).GetProperty("data");

    private static Task EndedAsync(SocketClient replay) => EventAsync(replay, "replay.ended");

    private static async Task<IReadOnlyList<string>> UntilEndedAsync(SocketClient replay)
    {
        var frames = new List<string>();
        do
        {
            frames.Add((await replay.ReceiveTextAsync("watching a replay"))!);
        }
        while (Name(frames[^1]) != "replay.ended");

        return frames;
    }

    private Task<SocketClient> ConnectAsync(string id, string query = "") => SocketClient.ConnectAsync(server, $"/ws/sessions/{id}/replay?{query}");

    private async Task<IReadOnlyList<string>> WatchAsync(string id, string query)
    {
        await using var replay = await ConnectAsync(id, query);
        return await UntilEndedAsync(replay);
    }

    /// <summary>Ends a session, and waits for the last event that it will have.</summary>
    private async Task<long> EndAsync(string id)
    {
        await server.EndSessionAsync(id);
        await using var end = await FeedClient.ConnectAsync(server, id, after: 0);
        await end.EventAsync("session.ended");
        var last = await end.Socket.ReceiveAsync("waiting for the final insights", item => item.Text("event") == "insight.updated" && item.GetProperty("data").GetProperty("final").GetBoolean());
        return last.GetProperty("seq").GetInt64();
    }

    private async Task MeasureAsync(string id, double value, string? unit)
    {
        using var answer = await server.Http.PostAsJsonAsync($"/api/sessions/{id}/telemetry", new { timestamp = DateTimeOffset.UtcNow, channel = "p1", value, unit });
        await answer.JsonAsync();
    }
}
