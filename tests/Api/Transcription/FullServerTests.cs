using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Testing.Media;
using MeetingIntel.Testing.Stt;

namespace MeetingIntel.Api.Tests.Transcription;

/// <summary>What clients hear when no more channels are taken: that it is full, and to try again; and nothing is left behind in the session.</summary>
public sealed class FullServerTests(ApiServer server) : IAsyncLifetime
{
    private const string Full = "cluster.full";

    private readonly ApiServer _own = new(server.Postgres) { Settings = { ["Limits:LiveChannels"] = "2" } };
    private string _id = "";

    public async ValueTask InitializeAsync()
    {
        await _own.InitializeAsync();
        _id = await _own.StartSessionAsync();
    }

    public ValueTask DisposeAsync() => _own.DisposeAsync();

    [Fact]
    public async Task Socket_WhenFull_IsClosedWith4503AndGetsInWhenThereIsRoom()
    {
        await using var one = await OpenAsync("one");
        await using var two = await OpenAsync("two");

        await RefusedAsync("channel=three");
        Assert.Equal(["one", "two"], await ChannelsAsync());

        await two.StopAndFinishAsync();
        await using var three = await OpenWhenThereIsRoomAsync("three");
        await three.SendAsync(ScriptedAudio.Sentences(1));
        await three.FinalAsync("w1");
    }

    [Fact]
    public async Task Stereo_WithRoomForOneSideOnly_OpensNone()
    {
        await using var one = await OpenAsync("one");

        await RefusedAsync("channel=call&channels=2");

        Assert.Equal(["one"], await ChannelsAsync());
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-ndjson")]
    public async Task Upload_WhenFull_Is503WithRetryAfter(string accept)
    {
        await using var one = await OpenAsync("one");
        await using var two = await OpenAsync("two");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/audio/transcribe?session_id={_id}") { Content = new ByteArrayContent(Wav.Of(ScriptedAudio.Sentences(1))) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));

        using var response = await _own.Http.SendAsync(request);

        Assert.Equal(Full, await response.ProblemAsync(HttpStatusCode.ServiceUnavailable));
        Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Equal(["one", "two"], await ChannelsAsync());
    }

    /// <summary>Who is refused tries on and on.</summary>
    [Fact]
    public async Task UploadIntoASessionOfItsOwn_WhenFull_MakesNoSession()
    {
        await using var one = await OpenAsync("one");
        await using var two = await OpenAsync("two");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/audio/transcribe?name={_id}") { Content = new ByteArrayContent(Wav.Of(ScriptedAudio.Sentences(1))) };

        using var response = await _own.Http.SendAsync(request);

        Assert.Equal(Full, await response.ProblemAsync(HttpStatusCode.ServiceUnavailable));
        var sessions = await _own.Http.GetFromJsonAsync<JsonElement>("/api/sessions?limit=100");
        Assert.DoesNotContain(sessions.EnumerateArray(), session => session.GetProperty("name").GetString() == _id);
    }

    [Fact]
    public async Task Chunk_WhenFull_Is503()
    {
        await using var one = await OpenAsync("one");
        await using var two = await OpenAsync("two");

        using var response = await _own.Http.PostAsJsonAsync("/api/audio/transcribe", new { session_id = _id, audio = Convert.ToBase64String(ScriptedAudio.Sentences(1)) });

        Assert.Equal(Full, await response.ProblemAsync(HttpStatusCode.ServiceUnavailable));
    }

    [Fact]
    public async Task HubAudio_WhenFull_IsAnError()
    {
        await using var one = await OpenAsync("one");
        await using var two = await OpenAsync("two");
        await using var app = await HubClient.ConnectAsync(_own);

        string? code = null;
        while (code is null)
        {
            // A refusal that takes longer than its piece waits is told with the next one.
            Assert.Null(await app.InvokeAsync("audio_chunk", new { session_id = _id, audio = Convert.ToBase64String(ScriptedAudio.Sentences(1)) }));
            code = app.Take("error").Select(error => error.GetProperty("code").GetString()).FirstOrDefault();
        }

        Assert.Equal(Full, code);
        Assert.Equal(["one", "two"], await ChannelsAsync());
    }

    private async Task<AudioClient> OpenAsync(string channel)
    {
        var client = await AudioClient.ConnectAsync(_own, _id, $"channel={channel}");
        await client.ReadyAsync();
        return client;
    }

    private async Task RefusedAsync(string query)
    {
        await using var refused = await AudioClient.ConnectAsync(_own, _id, query);
        Assert.Equal(Full, await refused.RefusedAsync());
        Assert.Equal(4503, refused.CloseCode);
    }

    /// <summary>As a client does: connects again until it is let in.</summary>
    private async Task<AudioClient> OpenWhenThereIsRoomAsync(string channel)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var client = await AudioClient.ConnectAsync(_own, _id, $"channel={channel}");
            var first = await client.Socket.ReceiveAsync("waiting for an answer", _ => true);
            if (AudioClient.Is("ready")(first))
            {
                return client;
            }

            await client.DisposeAsync();
            Assert.False(patience.IsCancellationRequested, "Waited 30 s for room.");
        }
    }

    private async Task<IEnumerable<string>> ChannelsAsync() =>
        (await _own.GetJsonAsync($"/api/sessions/{_id}")).GetProperty("channels").EnumerateArray().Select(channel => channel.GetProperty("name").GetString()!).Order();
}
