using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Providers.Media;
using MeetingIntel.Testing.Stt;
using Microsoft.Extensions.DependencyInjection;

namespace MeetingIntel.Api.Tests.Recordings;

/// <summary>What is acknowledged is kept, whatever happens meanwhile.</summary>
public sealed class KeptAudioSurvivalTests(ApiServer shared)
{
    [Fact]
    public async Task Server_ThatIsReplacedInTheMiddle_KeepsEachByteOnce()
    {
        await using var server = new ApiServer(shared.Postgres);
        await server.InitializeAsync();
        var id = await StartAsync(server);
        var audio = ScriptedAudio.Sentences(20);
        await using (var first = await AudioClient.ConnectAsync(server, id, 0, "channel=mic"))
        {
            await first.ReadyAsync();
            await first.SendInFramesAsync(audio[..(audio.Length / 2)]);
            await first.FinalAsync("w5");
            await server.RestartAsync();
        }

        await using var second = await AudioClient.ConnectAsync(server, id, 0, "channel=mic");
        var at = (int)await second.ReadyAsync();
        await second.SendInFramesAsync(audio.AsMemory(at));
        await second.StopAndFinishAsync();
        var recording = await RecordingAsync(server, id);

        Assert.True(at > 0);
        Assert.Equal((0, 8), (recording.GetProperty("start").GetDouble(), recording.GetProperty("end").GetDouble()));
        Assert.Equal(Enumerable.Range(1, 20).Select(word => $"w{word}"), await server.TranscriptAsync(id));
    }

    [Fact]
    public async Task Store_ThatIsAway_HoldsAcknowledgementsBackAndLosesNothing()
    {
        using var log = new LogCapture();
        await using var server = new ApiServer(shared.Postgres) { Services = log.AttachTo };
        await server.InitializeAsync();
        var id = await StartAsync(server);
        await File.WriteAllTextAsync(server.Files, "in the way", TestContext.Current.CancellationToken);
        var audio = ScriptedAudio.Sentences(5);
        await using var client = await AudioClient.ConnectAsync(server, id, 0, "channel=mic");
        await client.ReadyAsync();
        await client.SendInFramesAsync(audio);
        await client.StopAsync();
        await log.SawAsync("MeetingIntel.Grains.Transcription.TranscriptionGrain", "can't be kept, so it is not acknowledged");

        Assert.Empty(await server.TranscriptAsync(id));
        File.Delete(server.Files);
        var rest = await client.Socket.ReceiveRestAsync("waiting for everything to be on record");
        var recording = await RecordingAsync(server, id);

        Assert.Equal(audio.Length, rest.Last(message => AudioClient.Is("ack")(message)).GetProperty("offset").GetInt64());
        Assert.Equal(2, recording.GetProperty("end").GetDouble());
        Assert.Equal(["w1", "w2", "w3", "w4", "w5"], await server.TranscriptAsync(id));
    }

    [Fact]
    public async Task Session_WhoseAudioTakesAllThatItMay_GoesOnWithoutKeepingMore()
    {
        await using var server = new ApiServer(shared.Postgres) { Settings = { ["Recording:MaxBytesPerSession"] = "20000" } };
        await server.InitializeAsync();
        var id = await StartAsync(server);
        await using var client = await AudioClient.ConnectAsync(server, id, 0, "channel=mic");
        await client.ReadyAsync();
        await client.SendInFramesAsync(ScriptedAudio.Sentences(1));
        await client.FinalizeAsync();
        await client.FinalAsync("w1");
        await client.SendInFramesAsync(ScriptedAudio.Sentences(5, first: 2));
        await client.StopAndFinishAsync();

        var recording = await RecordingAsync(server, id);

        Assert.InRange(recording.GetProperty("end").GetDouble(), 0.1, 0.625);
        await using var feed = await FeedClient.ConnectAsync(server, id, after: 0);
        var full = (await feed.EventAsync("recording.full")).GetProperty("data");
        Assert.Equal(("mic", 20_000), (full.Text("channel"), full.GetProperty("limit").GetInt64()));
        Assert.Equal(recording.GetProperty("end").GetDouble(), full.GetProperty("from").GetDouble(), 0.001);
        Assert.False((await server.GetJsonAsync($"/api/sessions/{id}")).GetProperty("record").GetBoolean());
        Assert.False((await server.GetJsonAsync($"/api/sessions/{id}/recordings")).GetProperty("record").GetBoolean());
        var incident = Assert.Single((await server.GetJsonAsync($"/api/query/events?session={id}&t0=0&t1=9999999999&severity=warning")).EnumerateArray());
        Assert.Equal("recording.full", incident.Text("evr_name"));
        Assert.Equal(6, (await server.TranscriptAsync(id)).Count);
    }

    /// <summary>Whoever erases a session leaves operators nothing to look at.</summary>
    [Fact]
    public async Task Session_ThatIsErasedWhileItIsHeard_IsNotComplainedOf()
    {
        var gate = new TaskCompletionSource();
        using var log = new LogCapture();
        await using var server = new ApiServer(shared.Postgres) { Services = log.AttachTo };
        await server.InitializeAsync();
        var id = await StartAsync(server);
        server.Stt.Gate = gate.Task;
        await using var client = await AudioClient.ConnectAsync(server, id, 0, "channel=mic");
        await client.ReadyAsync();
        await client.SendInFramesAsync(ScriptedAudio.Sentences(3));
        log.Forget();

        await EraseAsync(server, id);
        gate.SetResult();
        await log.SawAsync("MeetingIntel.Grains.Transcription.TranscriptionGrain", "was erased while");

        Assert.Empty(log.Complaints);
    }

    [Fact]
    public async Task Session_ThatIsErasedWhileItsAudioIsEncoded_IsNotComplainedOf()
    {
        var encoder = new InterruptedEncoder();
        using var log = new LogCapture();
        await using var server = new ApiServer(shared.Postgres) { Services = services => log.AttachTo(services.AddSingleton<IAudioEncoder>(encoder)) };
        await server.InitializeAsync();
        var id = await StartAsync(server);
        await using var client = await AudioClient.ConnectAsync(server, id, 0, "channel=mic");
        await client.ReadyAsync();
        await client.SendInFramesAsync(ScriptedAudio.Sentences(3));
        await client.StopAndFinishAsync();
        await encoder.Reached.Task.Within("waiting for the encoder to begin");
        log.Forget();

        await EraseAsync(server, id);
        encoder.GoOn.SetResult();
        await log.SawAsync("MeetingIntel.Grains.Recordings.RecordingGrain", "was erased while");

        Assert.Empty(log.Complaints);
    }

    private static async Task EraseAsync(ApiServer server, string id)
    {
        using var erased = await server.Http.DeleteAsync(new Uri($"/api/sessions/{id}", UriKind.Relative), TestContext.Current.CancellationToken);
        await server.Database.UntilAsync($"SELECT erased_at IS NOT NULL FROM erasures WHERE session_id = '{id}'", "the erasure's end");
    }

    private static async Task<string> StartAsync(ApiServer server)
    {
        using var created = await server.Http.PostAsJsonAsync("/api/sessions", new { name = "Kept", record = true }, TestContext.Current.CancellationToken);
        return (await created.JsonAsync()).Text("id");
    }

    private static async Task<JsonElement> RecordingAsync(ApiServer server, string id)
    {
        await using var feed = await FeedClient.ConnectAsync(server, id, after: 0);
        await feed.EventAsync("recording.available");
        return Assert.Single((await server.GetJsonAsync($"/api/sessions/{id}/recordings")).GetProperty("recordings").EnumerateArray().ToList());
    }

    /// <summary>Takes its time; what it reads has gone by then.</summary>
    private sealed class InterruptedEncoder : IAudioEncoder
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Codec => "opus";

        public async Task EncodeAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> pcm, int sampleRate, Func<Stream, CancellationToken, Task> take, CancellationToken cancellationToken)
        {
            Reached.TrySetResult();
            await GoOn.Task.WaitAsync(cancellationToken);
            await foreach (var _ in pcm.WithCancellation(cancellationToken))
            {
            }
        }
    }
}
