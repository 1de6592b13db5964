using System.Net;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity;

/// <summary>Web pages that are not ours are let in nowhere. Who else is, and who is not, is said in the tables of the folder Access.</summary>
public sealed class LockedDoorTests(ApiServer server)
{
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
}
