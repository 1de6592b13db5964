using System.Net;
using System.Net.Http.Headers;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Sessions;

namespace MeetingIntel.Api.Tests.Identity;

/// <summary>A server that asks for credentials lets nobody in, by any door; and nobody into other organisations' sessions.</summary>
public sealed class LockedDoorTests(ApiServer server)
{
    private static readonly string[] RestPaths =
    [
        "/api/sessions", "/api/sessions/active", "/api/sessions/all", "/api/sessions/sess_x", "/api/sessions/sess_x/events", "/api/sessions/sess_x/transcript",
        "/api/sessions/sess_x/transcripts", "/api/sessions/transcripts/sess_x", "/api/sessions/sess_x/insights", "/hubs/sessions",
    ];

    [Fact]
    public async Task AuthRequired_EveryDoor_IsLockedAndHealthIsOpen()
    {
        await using var strict = new ApiServer(server.Postgres);
        strict.Settings["AUTH_REQUIRED"] = "true";
        await strict.InitializeAsync();

        foreach (var path in RestPaths)
        {
            using var anonymous = await strict.Http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal("auth.required", await anonymous.ProblemAsync(HttpStatusCode.Unauthorized));
            Assert.Equal("Bearer", anonymous.Headers.WwwAuthenticate.ToString());

            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "dev_token");
            using var developer = await strict.Http.SendAsync(request);
            Assert.Equal("auth.invalid-token", await developer.ProblemAsync(HttpStatusCode.Unauthorized));
        }

        await using var audio = await AudioClient.ConnectAsync(strict, "sess_x");
        Assert.Equal("auth.required", await audio.RefusedAsync());
        Assert.Equal(4401, audio.CloseCode);

        await using var feed = await SocketClient.ConnectAsync(strict, "/ws/sessions/sess_x");
        var last = (await feed.ReceiveRestAsync("waiting to be refused")).Single();
        Assert.Equal("auth.required", last.GetProperty("data").GetProperty("code").GetString());
        Assert.Equal(4401, (int?)feed.CloseCode);

        using var details = await strict.Http.GetAsync(new Uri("/health/details", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, details.StatusCode);
        using var health = await strict.Http.GetAsync(new Uri("/health", UriKind.Relative));
        Assert.Equal("healthy", (await health.JsonAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task ForeignPage_AtSockets_IsRefused()
    {
        var id = await server.StartSessionAsync();

        await using var audio = new AudioClient(await SocketClient.ConnectAsync(
            server, $"/ws/sessions/{id}/audio", options => options.SetRequestHeader("Origin", "https://evil.example")));
        await using var feed = await SocketClient.ConnectAsync(server, $"/ws/sessions/{id}", options => options.SetRequestHeader("Origin", "https://evil.example"));

        Assert.Equal("auth.origin-not-allowed", await audio.RefusedAsync());
        Assert.Equal(4403, audio.CloseCode);
        await feed.ReceiveRestAsync("waiting to be refused");
        Assert.Equal(4403, (int?)feed.CloseCode);
    }

    [Fact]
    public async Task ForeignPage_PostingWithoutPreflight_IsRefused()
    {
        var id = await server.StartSessionAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/sessions/{id}/end");
        request.Headers.Add("Origin", "https://evil.example");

        using var response = await server.Http.SendAsync(request);

        Assert.Equal("auth.origin-not-allowed", await response.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("active", (await server.GetJsonAsync($"/api/sessions/{id}")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task KnownPage_Preflight_IsAllowed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/sessions");
        request.Headers.Add("Origin", "http://localhost:3000");
        request.Headers.Add("Access-Control-Request-Method", "PATCH");
        request.Headers.Add("Access-Control-Request-Headers", "content-type");

        using var response = await server.Http.SendAsync(request);

        Assert.Equal("http://localhost:3000", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("true", response.Headers.GetValues("Access-Control-Allow-Credentials").Single());
    }

    [Fact]
    public async Task ForeignSession_ByAnyDoor_DoesNotExist()
    {
        var foreign = Ids.NewSession();
        await server.Grains.GetGrain<ISessionGrain>(foreign).CreateAsync(new CreateSession("org_other", "user_other", new SessionDetails("Secret"), Start: true));

        using var rest = await server.Http.GetAsync(new Uri($"/api/sessions/{foreign}", UriKind.Relative));
        using var end = await server.Http.PostAsync(new Uri($"/api/sessions/{foreign}/end", UriKind.Relative), null);
        await using var audio = await AudioClient.ConnectAsync(server, foreign);
        await using var feed = await SocketClient.ConnectAsync(server, $"/ws/sessions/{foreign}?after=0");
        await using var hub = await HubClient.ConnectAsync(server);

        Assert.Equal("session.not-found", await rest.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("session.not-found", await end.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("session.not-found", await audio.RefusedAsync());
        Assert.Equal(4404, audio.CloseCode);
        var last = (await feed.ReceiveRestAsync("waiting to be refused")).Single();
        Assert.Equal("session.not-found", last.GetProperty("data").GetProperty("code").GetString());
        Assert.Equal(4004, (int?)feed.CloseCode);
        foreach (var method in (string[])["join_session", "audio_chunk", "transcript_line", "insight_generated", "session_status"])
        {
            await hub.SendAsync(method, new { session_id = foreign, audio = "AAAA", transcript = "x", insight = "x", status = "x", is_final = true });
            Assert.Equal("session.not-found", (await hub.EventAsync("error")).GetProperty("code").GetString());
        }

        await hub.SendAsync("start_session", new { session_id = foreign });
        Assert.False((await hub.EventAsync("session_started")).GetProperty("success").GetBoolean());
        Assert.DoesNotContain(foreign, (await server.GetJsonAsync("/api/sessions")).ToString(), StringComparison.Ordinal);
    }
}
