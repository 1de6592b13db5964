using System.Net.Http.Headers;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Testing.Media;
using MeetingIntel.Testing.Stt;
using MeetingIntel.Transcription;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace MeetingIntel.Api.Tests.Transcription;

/// <summary>A transcription that lost what it had not acknowledged: whoever sent it sends it again, and nothing is missing or doubled.</summary>
public sealed class LostAudioTests(ApiServer server)
{
    [Fact]
    public async Task Socket_IsToldToComeAgain_AndResumes()
    {
        var id = await server.StartSessionAsync();
        var pcm = ScriptedAudio.Sentences(4);
        await using var feed = await FeedClient.ConnectAsync(server, id);
        await using (var first = await AudioClient.ConnectAsync(server, id, offset: 0))
        {
            await first.ReadyAsync();
            await first.SendAsync(pcm.AsMemory(0, pcm.Length / 2));
            await first.FinalAsync("w2");

            await LoseAsync(server, id, "mic", await ConnectionAsync(feed));

            Assert.Equal("audio.resend", await first.RefusedAsync());
            Assert.Equal(4503, first.CloseCode);
        }

        await using var second = await AudioClient.ConnectAsync(server, id, offset: 0);
        var from = (int)await second.ReadyAsync();
        await second.SendAsync(pcm.AsMemory(from));
        await second.StopAndFinishAsync();
        Assert.Equal(["w1", "w2", "w3", "w4"], await server.TranscriptAsync(id));
    }

    [Fact]
    public async Task Upload_IsSentAgainByTheServer()
    {
        await using var own = new ApiServer(server.Postgres);
        await own.InitializeAsync();
        var id = await own.StartSessionAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        own.Stt.Gate = gate.Task;
        await using var feed = await FeedClient.ConnectAsync(own, id);
        // More than may be on its way without an outcome, so that its end is not said before the hole is there.
        const int Words = 60;
        using var content = new ByteArrayContent(Wav.Of(ScriptedAudio.Sentences(Words)));
        content.Headers.ContentType = new MediaTypeHeaderValue("audio/wav");

        var answering = own.Http.PostAsync(new Uri($"/api/audio/transcribe?session_id={id}&channel=file", UriKind.Relative), content);
        var connection = await ConnectionAsync(feed);
        await LoseAsync(own, id, "file", connection);
        while (await ConnectionAsync(feed) == connection)
        {
            // The delivery has not yet opened the channel anew.
        }

        gate.SetResult();
        using var response = await answering.Within("waiting for the upload to be transcribed");

        var answer = await response.JsonAsync();
        Assert.Equal(string.Join(' ', Enumerable.Range(1, Words).Select(word => $"w{word}")), answer.GetProperty("text").GetString());
        Assert.Equal(Words, (await own.TranscriptAsync(id)).Count);
    }

    [Fact]
    public async Task Stereo_AfterItsSidesCameApart_GoesOnSideBySide()
    {
        var id = await server.StartSessionAsync();
        await using (var left = await AudioClient.ConnectAsync(server, id, "channel=call.left"))
        {
            await left.ReadyAsync();
            await left.SendAsync(ScriptedAudio.Sentences(2));
            await left.StopAndFinishAsync();
        }

        var word = ScriptedAudio.Sentences(1, first: 7);
        var stereo = new byte[word.Length * 2];
        for (var at = 0; at < word.Length; at += 2)
        {
            word.AsSpan(at, 2).CopyTo(stereo.AsSpan(2 * at));
            word.AsSpan(at, 2).CopyTo(stereo.AsSpan((2 * at) + 2));
        }

        await using var both = await AudioClient.ConnectAsync(server, id, "channel=call&channels=2");
        Assert.Equal(2 * 25_600, await both.ReadyAsync());
        await both.SendAsync(stereo);
        await both.StopAndFinishAsync();

        var sevenths = (await server.GetJsonAsync($"/api/sessions/{id}/transcript")).GetProperty("segments").EnumerateArray()
            .Where(segment => segment.GetProperty("text").GetString() == "w7").ToList();
        Assert.Equal(2, sevenths.Count);
        Assert.All(sevenths, segment => Assert.Equal(0.8, segment.GetProperty("start").GetDouble(), 0.01));
    }

    /// <summary>The connection whose audio is being heard.</summary>
    private static async Task<string> ConnectionAsync(FeedClient feed)
    {
        var progress = await feed.Socket.ReceiveAsync("waiting for progress of a connection", message =>
            message.GetProperty("event").GetString() == "channel.progress" && message.GetProperty("data").GetProperty("connection").GetString() is { Length: > 0 });
        return progress.GetProperty("data").GetProperty("connection").GetString()!;
    }

    /// <summary>Puts a hole into a connection's audio, as a lost message would.</summary>
    private static Task LoseAsync(ApiServer server, string sessionId, string channel, string connection) => server.Provider
        .GetRequiredService<IClusterClient>()
        .GetStreamProvider(StreamNames.Audio)
        .GetStream<AudioFrame>(StreamNames.Audio, new TranscriptionKey(sessionId, channel).ToString())
        .OnNextAsync(new AudioFrame(connection, 1 << 30, new byte[2], AudioMark.None));
}
