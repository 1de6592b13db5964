using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Testing.Stt;
using MeetingIntel.Testing.Time;
using Microsoft.Extensions.DependencyInjection;

namespace MeetingIntel.Api.Tests.Identity.Limits;

/// <summary>How long a connection may be open, and how long silent.</summary>
public sealed class SocketTimeTests(ApiServer shared) : IAsyncLifetime
{
    private readonly PushedTime _time = new();
    private ApiServer _server = null!;
    private string _session = "";

    public async ValueTask InitializeAsync()
    {
        _server = new ApiServer(shared.Postgres) { Services = services => services.AddSingleton<TimeProvider>(_time) };
        // Not what the credentials' next look finds, but their own end.
        _server.Settings["Limits:CredentialCheckSeconds"] = "3600";
        await _server.InitializeAsync();
        _session = await _server.StartSessionAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Connection_WhoseTokenExpires_EndsThen()
    {
        var ana = await Someone.SignUpAsync(_server);
        var session = await ana.StartSessionAsync();
        await using var feed = await ana.WatchingAsync(session);
        await using var audio = await ana.SpeakAsync(session);
        await using var hub = await ana.JoinHubAsync();
        await audio.ReadyAsync();
        await _time.PushAsync(TimeSpan.FromMinutes(9));
        await feed.LivesAsync();

        await _time.PushAsync(TimeSpan.FromMinutes(6));

        Assert.Equal(("auth.expired", 4401), await feed.EndAsync());
        Assert.Equal(("auth.expired", 4401), await audio.EndAsync());
        Assert.Equal("auth.expired", await hub.EndAsync());
    }

    [Fact]
    public async Task AudioSocket_WhoseClientSaysNothing_EndsAndFeedsGoOn()
    {
        await using var audio = await AudioClient.ConnectAsync(_server, _session, offset: 0);
        await using var feed = await SocketClient.ConnectAsync(_server, $"/ws/sessions/{_session}");
        await audio.ReadyAsync();

        var end = audio.EndAsync();
        do
        {
            // Silence counts from when the server has sat down to wait, which is after it has said that it is ready. Too many of these end both.
            await _time.PushAsync(TimeSpan.FromMinutes(10));
            await feed.LivesAsync();
        }
        while (!end.IsCompleted);

        Assert.Equal(("socket.idle", 4408), await end);
    }

    [Fact]
    public async Task AudioSocket_WhoseClientSaysSomethingNowAndThen_GoesOn()
    {
        await using var audio = await AudioClient.ConnectAsync(_server, _session, offset: 0);
        await audio.ReadyAsync();
        for (var word = 1; word <= 3; word++)
        {
            await _time.PushAsync(TimeSpan.FromMinutes(6));
            await audio.SendInFramesAsync(ScriptedAudio.Sentences(1, first: word));
            await audio.FinalAsync($"w{word}");
        }

        await audio.StopAndFinishAsync();

        Assert.Equal(1000, audio.CloseCode);
    }

    [Fact]
    public async Task Connection_ThatIsOpenTooLong_EndsAndItsClientLosesNothing()
    {
        var pcm = ScriptedAudio.Sentences(4);
        await using var audio = await AudioClient.ConnectAsync(_server, _session, offset: 0);
        await using var feed = await SocketClient.ConnectAsync(_server, $"/ws/sessions/{_session}");
        await using var hub = await HubClient.ConnectAsync(_server);
        await audio.ReadyAsync();
        // Whole words: after twelve silent hours, half a one may be taken for all there was of it.
        await audio.SendInFramesAsync(pcm.AsMemory(0, pcm.Length / 2));
        await audio.FinalAsync("w2");

        await _time.PushAsync(TimeSpan.FromHours(12));

        Assert.Equal(("socket.too-long", 4408), await feed.EndAsync());
        Assert.Equal("socket.too-long", await hub.EndAsync());
        Assert.Equal(("socket.too-long", 4408), await audio.EndAsync());
        await using var second = await AudioClient.ConnectAsync(_server, _session, offset: 0);
        await second.SendInFramesAsync(pcm.AsMemory((int)await second.ReadyAsync()));
        await second.StopAndFinishAsync();
        Assert.Equal(["w1", "w2", "w3", "w4"], await _server.TranscriptAsync(_session));
    }
}
