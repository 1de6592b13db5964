using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Testing.Stt;

namespace MeetingIntel.Api.Tests.Transcription;

/// <summary>The raw audio socket: a channel that goes on over another connection.</summary>
public sealed class AudioResumeTests(ApiServer server)
{
    [Fact]
    public async Task Resume_FromTheLastAck_LosesNothingAndDoublesNothing()
    {
        var id = await server.StartSessionAsync();
        var pcm = ScriptedAudio.Sentences(6);
        await using (var first = await AudioClient.ConnectAsync(server, id, offset: 0))
        {
            await first.ReadyAsync();
            await first.SendInFramesAsync(pcm.AsMemory(0, pcm.Length / 2));
            await first.FinalAsync("w2");
            first.Socket.Abort();
        }

        await using var second = await AudioClient.ConnectAsync(server, id, offset: 0);
        var from = (int)await second.ReadyAsync();
        await second.SendInFramesAsync(pcm.AsMemory(from));
        await second.StopAndFinishAsync();

        Assert.InRange(from, 0, pcm.Length / 2);
        Assert.Equal(["w1", "w2", "w3", "w4", "w5", "w6"], await server.TranscriptAsync(id));
    }

    [Fact]
    public async Task Resume_AfterAServerRestart_GoesOnBehindWhatIsOnRecord()
    {
        await using var own = new ApiServer(server.Postgres);
        await own.InitializeAsync();
        var id = await own.StartSessionAsync();
        var pcm = ScriptedAudio.Sentences(4);
        await using (var first = await AudioClient.ConnectAsync(own, id, offset: 0))
        {
            await first.ReadyAsync();
            await first.SendInFramesAsync(pcm.AsMemory(0, pcm.Length / 2));
            await first.FinalAsync("w1");
            await own.RestartAsync();
        }

        await using var second = await AudioClient.ConnectAsync(own, id, offset: 0);
        var from = (int)await second.ReadyAsync();
        await second.SendInFramesAsync(pcm.AsMemory(from));
        await second.StopAndFinishAsync();

        Assert.Equal(["w1", "w2", "w3", "w4"], await own.TranscriptAsync(id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Resume_InASessionThatEndedMeanwhile_BringsWhatTheServerHadLost(bool startedAgain)
    {
        await using var own = new ApiServer(server.Postgres);
        await own.InitializeAsync();
        var id = await own.StartSessionAsync();
        byte[] pcm = [.. ScriptedAudio.Sentences(4), .. ScriptedAudio.Silence(500)];
        await using (var first = await AudioClient.ConnectAsync(own, id, offset: 0))
        {
            await first.ReadyAsync();
            await first.SendInFramesAsync(pcm.AsMemory(0, pcm.Length / 2));
            await first.FinalAsync("w1");
            await own.RestartAsync();
        }

        await own.EndSessionAsync(id);
        await using var second = await AudioClient.ConnectAsync(own, id, offset: 0);
        var ready = await second.Socket.ReceiveAsync("waiting for ready", AudioClient.Is("ready"));
        if (startedAgain)
        {
            (await own.Http.PostAsync($"/api/sessions/{id}/start", null, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        }

        await second.SendInFramesAsync(pcm.AsMemory((int)ready.GetProperty("offset").GetInt64()));
        var heard = await second.StopAndFinishAsync();

        Assert.True(ready.GetProperty("ended").GetBoolean());
        Assert.Equal(1000, second.CloseCode);
        Assert.Equal(pcm.Length, heard[^1].GetProperty("offset").GetInt64());
        Assert.Equal(["w1", "w2", "w3", "w4"], await own.TranscriptAsync(id));
    }

    [Fact]
    public async Task SessionGoesOn_WhileItsEndIsStillHeard_TheClientConnectsAgainAndLosesNothing()
    {
        await using var own = new ApiServer(server.Postgres);
        await own.InitializeAsync();
        var id = await own.StartSessionAsync();
        var pcm = ScriptedAudio.Sentences(4);
        var heard = new TaskCompletionSource();
        own.Stt.Gate = heard.Task;
        await using (var client = await AudioClient.ConnectAsync(own, id, offset: 0))
        {
            await client.ReadyAsync();
            await client.SendInFramesAsync(pcm.AsMemory(0, pcm.Length / 2));
            await own.EndSessionAsync(id);
            (await own.Http.PostAsync($"/api/sessions/{id}/start", null, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

            // What it sent in between was refused, so what it sends now would not continue what was taken.
            Assert.Equal("audio.resend", await client.RefusedAsync());
        }

        heard.SetResult();
        await using var again = await AudioClient.ConnectAsync(own, id, offset: 0);
        var from = (int)await again.ReadyAsync();
        await again.SendInFramesAsync(pcm.AsMemory(from));
        var told = await again.StopAndFinishAsync();

        Assert.Equal((1000, $"{pcm.Length}"), (again.CloseCode, told[^1].GetProperty("offset").ToString()));
        Assert.Equal(["w1", "w2", "w3", "w4"], await own.TranscriptAsync(id));
    }

    [Fact]
    public async Task Append_WithoutOffset_GoesBehindWhatIsThere()
    {
        var id = await server.StartSessionAsync();
        var first = ScriptedAudio.Sentences(2);
        await using (var client = await AudioClient.ConnectAsync(server, id))
        {
            await client.ReadyAsync();
            await client.SendAsync(first);
            await client.StopAndFinishAsync();
        }

        await using var again = await AudioClient.ConnectAsync(server, id);

        Assert.Equal(first.Length, await again.ReadyAsync());
        await again.SendAsync(ScriptedAudio.Sentences(1, first: 3));
        await again.StopAndFinishAsync();
        Assert.Equal(["w1", "w2", "w3"], await server.TranscriptAsync(id));
    }

    [Fact]
    public async Task SecondConnection_OnTheSameChannel_SupersedesTheFirst()
    {
        var id = await server.StartSessionAsync();
        await using var first = await AudioClient.ConnectAsync(server, id);
        await first.ReadyAsync();
        await using var second = await AudioClient.ConnectAsync(server, id);
        await second.ReadyAsync();

        Assert.Equal("audio.superseded", await first.RefusedAsync());
        Assert.Equal(4409, first.CloseCode);
        await second.SendAsync(ScriptedAudio.Sentences(1));
        await second.StopAndFinishAsync();
        Assert.Equal(1000, second.CloseCode);
        Assert.Equal(["w1"], await server.TranscriptAsync(id));
    }
}
