using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Testing.Stt;

namespace MeetingIntel.Api.Tests.Live;

/// <summary>A program that stays connected while one meeting follows the other: each finds the place that the one before has left.</summary>
public sealed class SuccessiveMeetingTests(ApiServer server)
{
    [Fact]
    public async Task Meetings_OneAfterTheOther_OverOneConnection_AreAllHeard()
    {
        await using var app = await HubClient.ConnectAsync(server);
        var ids = new List<string>();
        for (var meeting = 1; meeting <= 6; meeting++)
        {
            await app.SendAsync("create_session", new { });
            var created = Session(await app.EventAsync("session_created"));
            var id = created.Text("session_id");
            await app.SendAsync("start_session", new { session_id = id });
            var started = Session(await app.EventAsync("session_started"));
            await app.SendAsync("audio_chunk", new { session_id = id, audio = Convert.ToBase64String(ScriptedAudio.Sentences(1, first: meeting)) });
            await app.SendAsync("end_session", new { session_id = id });
            var ended = Session(await app.EventAsync("session_ended"));

            var sid = app.Greeting.Text("sid");
            Assert.Equal((sid, sid, sid), (created.Text("client_id"), started.Text("client_id"), ended.Text("client_id")));
            Assert.Equal(("completed", false), (ended.Text("status"), ended.GetProperty("deepgram_active").GetBoolean()));
            ids.Add(id);
            // Its last words are on record: its place is free.
            await using var feed = await FeedClient.ConnectAsync(server, id, after: 0);
            await feed.EventAsync("channel.closed");
        }

        for (var meeting = 1; meeting <= 6; meeting++)
        {
            Assert.Equal([$"w{meeting}"], await server.TranscriptAsync(ids[meeting - 1]));
        }
    }

    /// <summary>Whoever ends them: Astro's scripts do that over REST.</summary>
    [Fact]
    public async Task Meetings_ThatAreEndedElsewhere_LeaveTheirPlaces()
    {
        using var log = new LogCapture();
        await using var own = new ApiServer(server.Postgres) { Services = log.AttachTo };
        await own.InitializeAsync();
        await using var app = await HubClient.ConnectAsync(own);
        for (var meeting = 1; meeting <= 6; meeting++)
        {
            var id = await own.StartSessionAsync();
            await app.SendAsync("audio_chunk", new { session_id = id, audio = Convert.ToBase64String(ScriptedAudio.Sentences(1, first: meeting)) });
            await using var feed = await FeedClient.ConnectAsync(own, id, after: 0);
            await feed.EventAsync("channel.opened");
            await own.EndSessionAsync(id);
            await feed.EventAsync("channel.closed");

            Assert.Equal([$"w{meeting}"], await own.TranscriptAsync(id));
        }

        Assert.Empty(log.Complaints);
    }

    [Fact]
    public async Task Session_OfSomebodyElse_SaysNoClient()
    {
        var id = await server.CreateMeetingAsync();
        await using var app = await HubClient.ConnectAsync(server);

        await app.SendAsync("start_session", new { session_id = id });

        Assert.Equal(JsonValueKind.Null, Session(await app.EventAsync("session_started")).GetProperty("client_id").ValueKind);
    }

    private static JsonElement Session(JsonElement answer) => answer.GetProperty("session");
}
