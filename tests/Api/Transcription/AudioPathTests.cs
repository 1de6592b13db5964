using System.Net;
using System.Net.Http.Json;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Testing.Stt;

namespace MeetingIntel.Api.Tests.Transcription;

/// <summary>Astro's paths around live audio.</summary>
public sealed class AudioPathTests(ApiServer server)
{
    [Fact]
    public async Task StartAndStop_AroundTheSocket_TranscribeWhatWasSent()
    {
        var id = await server.StartSessionAsync();
        using var started = await server.Http.PostAsJsonAsync("/api/audio/stream/start", new { session_id = id, channel = "desk", speaker = "Ana B" });
        var start = await started.JsonAsync();
        var url = new Uri(start.GetProperty("url").GetString()!);
        await using var client = new AudioClient(await SocketClient.ConnectAsync(server, url.PathAndQuery));
        await client.ReadyAsync();
        await client.SendAsync(ScriptedAudio.Word(5, 400));
        await client.Socket.ReceiveAsync("waiting for the word to be on its way", AudioClient.Is("partial"));

        using var stopped = await server.Http.PostAsJsonAsync("/api/audio/stream/stop", new { session_id = id, channel = "desk" });

        Assert.Equal("success", start.GetProperty("status").GetString());
        Assert.Equal("desk", (await stopped.JsonAsync()).GetProperty("stopped")[0].GetString());
        Assert.Equal("audio.superseded", await client.RefusedAsync());
        await using var feed = await FeedClient.ConnectAsync(server, id, after: 0);
        await feed.EventAsync("channel.closed");
        var segment = (await server.GetJsonAsync($"/api/sessions/{id}/transcript")).GetProperty("segments")[0];
        Assert.Equal("w5", segment.GetProperty("text").GetString());
        Assert.Equal("Ana B", segment.GetProperty("speaker").GetString());
    }

    [Theory]
    [InlineData("start", "{}", 400, "request.invalid")]
    [InlineData("stop", "{}", 400, "request.invalid")]
    [InlineData("start", """{"session_id":"sess_nobody"}""", 404, "session.not-found")]
    [InlineData("stop", """{"session_id":"sess_nobody"}""", 404, "session.not-found")]
    [InlineData("start", """{"session_id":"{sid}","channel":"a b"}""", 400, "audio.bad-channel-name")]
    [InlineData("stop", """{"session_id":"{sid}","channel":"other"}""", 404, "channel.not-found")]
    [InlineData("start", """{"session_id":"{waiting}"}""", 409, "session.not-active")]
    public async Task Stream_ThatMakesNoSense_IsRefused(string action, string body, int status, string code)
    {
        var json = body
            .Replace("{sid}", await server.StartSessionAsync(), StringComparison.Ordinal)
            .Replace("{waiting}", await server.CreateMeetingAsync(), StringComparison.Ordinal);

        using var response = await server.SendJsonAsync(HttpMethod.Post, $"/api/audio/stream/{action}", json);

        Assert.Equal(code, await response.ProblemAsync((HttpStatusCode)status));
    }

    [Fact]
    public async Task Test_OfTheConfiguration_IsJson()
    {
        var answer = await server.GetJsonAsync("/api/audio/test");

        Assert.NotEmpty(answer.GetProperty("status").GetString()!);
        Assert.NotEmpty(answer.GetProperty("provider").GetString()!);
        Assert.NotEmpty(answer.GetProperty("message").GetString()!);
    }
}
