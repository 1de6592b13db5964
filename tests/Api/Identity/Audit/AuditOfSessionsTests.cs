using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Testing.Stt;

namespace MeetingIntel.Api.Tests.Identity.Audit;

/// <summary>Who did what to a meeting, by whichever door: noted once, with the meeting and without what was said in it.</summary>
[Collection(StrictTests.Name)]
public sealed class AuditOfSessionsTests(StrictServer strict)
{
    private static readonly string[] Signing = ["user.sign-in", "user.register", "api-key.create"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OverRest_EachChange_IsNotedOnceWithItsRequest(bool byKey)
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var (caller, actor) = await CallerAsync(ana, byKey);
        using var cleanup = caller;
        var requests = new List<string>();

        var session = (await SendAsync(HttpMethod.Post, "/api/sessions/create", new { type = "manual" })).Text("session_id");
        await SendAsync(HttpMethod.Patch, $"/api/sessions/{session}", new { name = "Secret plan" });
        await SendAsync(HttpMethod.Post, $"/api/sessions/{session}/start");
        await SendAsync(HttpMethod.Post, $"/api/sessions/{session}/transcript", new { text = "the secret words", speaker = "Ana" });
        await SendAsync(HttpMethod.Post, $"/api/sessions/{session}/end");

        var audit = await OfAsync(ana, session);
        Assert.Equal(["session.create", "session.update", "session.start", "transcript.add", "session.end"], audit.Select(entry => entry.Text("action")));
        Assert.Equal(requests, audit.Select(entry => entry.Text("request_id")));
        AssertBy(actor, audit);

        async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body = null)
        {
            using var response = await caller.SendAsync(method, path, body);
            requests.Add(response.Headers.GetValues("X-Request-Id").Single());
            return await response.JsonAsync();
        }
    }

    [Fact]
    public async Task Limits_OfTelemetry_AreNotedWithTheirChannel()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var session = await ana.StartSessionAsync();
        await ana.DoAsync(HttpMethod.Post, $"/api/sessions/{session}/telemetry", new { timestamp = "2026-05-04T12:00:00Z", channel = "p1", value = 1 });

        await ana.DoAsync(HttpMethod.Put, $"/api/sessions/{session}/telemetry/limits?channel=p1", new { warn_high = 5 });

        var noted = (await OfAsync(ana, session)).Single(entry => entry.Text("action") == "telemetry.set-limits");
        Assert.Equal("p1", noted.Text("target"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OverTheHub_EachChange_IsNotedOnce(bool byKey)
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var (caller, actor) = await CallerAsync(ana, byKey);
        using var cleanup = caller;
        await using var hub = await HubClient.ConnectAsync(strict.Server, token: caller.Token);

        await hub.InvokeAsync("create_session", new { type = "manual" });
        var session = (await hub.EventAsync("session_created")).GetProperty("session").Text("id");
        await hub.InvokeAsync("start_session", new { session_id = session });
        await hub.InvokeAsync("transcript_line", new { session_id = session, transcript = "the secret words", is_final = true });
        await hub.InvokeAsync("insight_generated", new { session_id = session, insight = new { text = "the secret words" }, type = "general" });
        await hub.InvokeAsync("end_session", new { session_id = session });

        var audit = await OfAsync(ana, session);
        Assert.Equal(["session.create", "session.start", "transcript.add", "insight.add", "session.end"], audit.Select(entry => entry.Text("action")));
        AssertBy(actor, audit);
        Assert.Single(audit.Select(entry => entry.Text("request_id")).Distinct());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OverTheAudioSocket_TheChannel_IsNotedOnceAndNotItsWords(bool byKey)
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var (caller, actor) = await CallerAsync(ana, byKey);
        using var cleanup = caller;
        var session = await caller.StartSessionAsync();

        await using var audio = await AudioClient.ConnectAsync(strict.Server, session, "channel=mic&speaker=Ana", caller.Token);
        await audio.ReadyAsync();
        await audio.SendInFramesAsync(ScriptedAudio.Sentences(3));
        await audio.StopAndFinishAsync();

        var audit = await OfAsync(ana, session);
        Assert.Equal([("session.create", null), ("session.start", null), ("audio.send", "mic")], audit.Select(entry => (entry.Text("action"), entry.GetProperty("target").GetString())));
        AssertBy(actor, audit);
        Assert.All(audit, entry => Assert.NotEmpty(entry.Text("request_id")));
    }

    [Fact]
    public async Task OverTheHub_Audio_IsNotedOnce()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var session = await ana.StartSessionAsync();
        await using var hub = await HubClient.ConnectAsync(strict.Server, token: ana.Token);
        await hub.SendAsync("join_session", new { session_id = session });
        await hub.EventAsync("joined_session");

        await hub.InvokeAsync("audio_chunk", new { session_id = session, audio = Convert.ToBase64String(ScriptedAudio.Sentences(1)) });
        await hub.InvokeAsync("audio_chunk", new { session_id = session, audio = Convert.ToBase64String(ScriptedAudio.Sentences(1)) });
        await hub.EventAsync("transcript_update");
        await ana.DoAsync(HttpMethod.Post, $"/api/sessions/{session}/end");

        var audit = await OfAsync(ana, session);
        Assert.Equal(["session.create", "session.start", "audio.send", "session.end"], audit.Select(entry => entry.Text("action")));
        AssertBy(("user", ana.Id), audit);
    }

    private static async Task<(Client Caller, (string Kind, string Id) Actor)> CallerAsync(Person ana, bool byKey)
    {
        if (!byKey)
        {
            return (new Client(ana.Server, ana.Token), ("user", ana.Id));
        }

        var (program, id) = await ana.GiveKeyAsync("sessions:read", "sessions:write", "audio:write", "notes:write", "insights:write");
        return (program, ("api_key", id));
    }

    /// <summary>What is noted of a session; and that nothing of it is noted elsewhere, nor what was said.</summary>
    private static async Task<IReadOnlyList<JsonElement>> OfAsync(Person ana, string session)
    {
        var all = (await ana.AuditAsync()).Where(entry => !Signing.Contains(entry.Text("action"))).ToList();
        Assert.All(all, entry => Assert.Equal(session, entry.Text("session_id")));
        Assert.DoesNotContain("secret", string.Concat(all), StringComparison.OrdinalIgnoreCase);
        return all;
    }

    private static void AssertBy((string Kind, string Id) actor, IEnumerable<JsonElement> audit) =>
        Assert.All(audit, entry => Assert.Equal(actor, (entry.GetProperty("actor").Text("kind"), entry.GetProperty("actor").Text("id"))));
}
