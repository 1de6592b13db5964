using System.Net;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Api.Tests.Transcription;
using MeetingIntel.Testing.Media;
using MeetingIntel.Testing.Stt;

namespace MeetingIntel.Api.Tests.SttTasks;

/// <summary>ASTRA's workflow B: chunks that come with their audio.</summary>
public sealed class SttUploadTests(ApiServer server)
{
    [Fact]
    public async Task Chunks_OneAfterTheOther_AreToldStepByStepAndHeardOnce()
    {
        var id = await server.StartSessionAsync();
        await using var feed = await FeedClient.ConnectAsync(server, id);

        for (var chunk = 1; chunk <= 3; chunk++)
        {
            var fields = new[] { ("audio_chunk_id", $"chunk_00000{chunk}"), ("duration_seconds", "0.8") };
            using var response = await server.SendChunkAsync(id, Wav.Of(ScriptedAudio.Sentences(2, first: chunk * 10)), before: chunk == 1 ? fields : null, behind: chunk == 1 ? null : fields);

            var text = $"w{chunk * 10} w{(chunk * 10) + 1}";
            var task = await response.JsonAsync();
            Assert.Equal(
                $"{id} chunk_00000{chunk} 0.8 done {text} gpt-4o-mini-transcribe",
                $"{task.GetProperty("session_id")} {task.GetProperty("audio_chunk_id")} {task.GetProperty("duration_seconds")} {task.GetProperty("status")} {task.GetProperty("transcript")} {task.GetProperty("model")}");
            await AssertToldAsync(feed, task, text);
        }

        Assert.Equal(["w10", "w11", "w20", "w21", "w30", "w31"], await server.TranscriptAsync(id));
        var session = await server.GetJsonAsync($"/api/sessions/{id}");
        Assert.Equal("stt-upload-1", Assert.Single(session.GetProperty("channels").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal(3, session.GetProperty("note_count").GetInt32());
        var segments = (await server.GetJsonAsync($"/api/sessions/{id}/transcript?limit=10")).GetProperty("segments");
        Assert.Equal(1.6, segments[4].GetProperty("start").GetDouble(), 0.01);
    }

    [Fact]
    public async Task Chunk_WhileItIsTranscribed_ShowsItsWords()
    {
        await using var own = await StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        WaitBehindTheFirstWords(own, gate.Task);
        var id = await own.StartSessionAsync();
        await using var feed = await FeedClient.ConnectAsync(own, id);

        var sending = own.SendChunkAsync(id, Wav.Of(ScriptedAudio.Sentences(20)), [("audio_chunk_id", "chunk_1")]);
        var task = (await feed.EventAsync("stt.task.created")).GetProperty("data");
        var chunk = await feed.EventAsync("transcript.chunk.ready");
        gate.SetResult();
        using var response = await sending;

        var data = chunk.GetProperty("data");
        Assert.False(chunk.TryGetProperty("seq", out _));
        Assert.Equal(["id", "audio_chunk_id", "delta", "transcript", "is_final"], data.EnumerateObject().Select(field => field.Name));
        Assert.Equal($"{task.GetProperty("id")} chunk_1 False", $"{data.GetProperty("id")} {data.GetProperty("audio_chunk_id")} {data.GetProperty("is_final")}");
        Assert.EndsWith(data.GetProperty("delta").GetString()!, data.GetProperty("transcript").GetString(), StringComparison.Ordinal);
        Assert.StartsWith(data.GetProperty("transcript").GetString()!, (await response.JsonAsync()).GetProperty("transcript").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chunk_WithNothingButSilence_IsDoneWithoutANote()
    {
        var id = await server.StartSessionAsync();

        using var response = await server.SendChunkAsync(id, Wav.Of(ScriptedAudio.Silence(600)), behind: [("model", "gpt-4o-transcribe")]);

        var task = await response.JsonAsync();
        Assert.Equal("done gpt-4o-transcribe 0.6", $"{task.GetProperty("status")} {task.GetProperty("model")} {task.GetProperty("duration_seconds")}");
        Assert.Equal(JsonValueKind.Null, task.GetProperty("transcript").ValueKind);
        Assert.Matches("^chunk_[0-9]{13}$", task.GetProperty("audio_chunk_id").GetString());
        Assert.Empty((await server.GetJsonAsync($"/api/sessions/{id}/notes")).EnumerateArray());
        Assert.Empty(await server.TranscriptAsync(id));
    }

    [Fact]
    public async Task Chunks_AtTheSameTime_LoseNoWord()
    {
        var id = await server.StartSessionAsync();

        var answers = await Task.WhenAll(Enumerable.Range(1, 3).Select(chunk => server.SendChunkAsync(id, Wav.Of(ScriptedAudio.Sentences(2, first: chunk * 10)), [("audio_chunk_id", "the same")])));

        Assert.Equal(["w10 w11", "w20 w21", "w30 w31"], await Task.WhenAll(answers.Select(async answer => (await answer.JsonAsync()).GetProperty("transcript").GetString()!)));
        Assert.Equal(["w10", "w11", "w20", "w21", "w30", "w31"], (await server.TranscriptAsync(id)).Order(StringComparer.Ordinal));
        Assert.Equal(3, (await server.GetJsonAsync($"/api/sessions/{id}/stt/tasks")).GetArrayLength());
    }

    [Fact]
    public async Task Chunk_InStereo_IsOneTask()
    {
        var id = await server.StartSessionAsync();
        var left = ScriptedAudio.Sentences(1);
        var stereo = new byte[left.Length * 2];
        for (var at = 0; at < left.Length; at += 2)
        {
            left.AsSpan(at, 2).CopyTo(stereo.AsSpan(2 * at));
        }

        using var response = await server.SendChunkAsync(id, Wav.Of(stereo, channels: 2));

        Assert.Equal("w1", (await response.JsonAsync()).GetProperty("transcript").GetString());
    }

    [Fact]
    public async Task Put_OfATaskThatIsHeardHere_EndsItAndMakesNoSegment()
    {
        await using var own = await StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        WaitBehindTheFirstWords(own, gate.Task);
        var id = await own.StartSessionAsync();
        await using var feed = await FeedClient.ConnectAsync(own, id);
        var sending = own.SendChunkAsync(id, Wav.Of(ScriptedAudio.Sentences(20)));
        var task = (await feed.EventAsync("transcript.chunk.ready")).GetProperty("data").GetProperty("id").GetString();

        using var put = await own.SendJsonAsync(HttpMethod.Put, $"/api/sessions/{id}/stt/tasks/{task}", """{"status":"done","transcript":"by hand"}""");
        put.EnsureSuccessStatusCode();
        using var answer = await sending.Within("waiting for the upload to be given up");
        gate.SetResult();
        await feed.EventAsync("channel.closed");

        Assert.Equal("done by hand", $"{(await answer.JsonAsync()).GetProperty("status")} {(await answer.JsonAsync()).GetProperty("transcript")}");
        var transcript = await own.TranscriptAsync(id);
        Assert.NotEmpty(transcript);
        Assert.Equal([.. Enumerable.Range(1, transcript.Count).Select(word => $"w{word}")], transcript);
    }

    [Fact]
    public async Task Client_GoingBeforeTheAnswer_StillGetsItsTaskDone()
    {
        await using var own = await StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        own.Stt.Gate = gate.Task;
        var id = await own.StartSessionAsync();
        await using var feed = await FeedClient.ConnectAsync(own, id);
        using var leave = new CancellationTokenSource();
        var sending = own.SendChunkAsync(id, Wav.Of(ScriptedAudio.Sentences(2)), cancellationToken: leave.Token);
        await feed.EventAsync("channel.opened");

        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        gate.SetResult();

        Assert.Equal("w1 w2", (await feed.EventAsync("stt.task.done")).GetProperty("data").GetProperty("transcript").GetString());
        Assert.Equal("w1 w2", (await feed.EventAsync("note.created")).GetProperty("data").GetProperty("content").GetString());
    }

    /// <summary>What ASTRA's client hears of a chunk, in this order; and one segment for each sentence.</summary>
    private static async Task AssertToldAsync(FeedClient feed, JsonElement task, string text)
    {
        string[] known = ["stt.task.created", "transcript.chunk.ready", "stt.task.done", "note.created", "error.occurred"];
        var events = new List<JsonElement>();
        while (events.Count == 0 || events[^1].GetProperty("event").GetString() != "note.created")
        {
            events.Add(await feed.Socket.ReceiveAsync("waiting for the note", message => known.Contains(message.GetProperty("event").GetString())));
        }

        Assert.Equal(["stt.task.created", "stt.task.done", "note.created"], events.Select(item => item.GetProperty("event").GetString()).Where(name => name != "transcript.chunk.ready"));
        Assert.Equal("pending", events[0].GetProperty("data").GetProperty("status").GetString());
        Assert.Equal(task.GetRawText(), events[^2].GetProperty("data").GetRawText());
        var note = events[^1].GetProperty("data");
        Assert.Equal($"{text} observation [\"auto-transcription\"]", $"{note.GetProperty("content")} {note.GetProperty("type")} {note.GetProperty("tags").GetRawText()}");
        Assert.Equal(JsonValueKind.Null, note.GetProperty("speaker").ValueKind);
        Assert.Equal(task.GetProperty("updated_at").GetString(), note.GetProperty("timestamp").GetString());
    }

    /// <summary>Behind a whole sentence: a busy machine may hand over less than that at first.</summary>
    private static void WaitBehindTheFirstWords(ApiServer own, Task gate) => own.Stt.Failure = (_, bytes) =>
    {
        own.Stt.Gate = bytes >= ScriptedAudio.Sentences(1).Length ? gate : own.Stt.Gate;
        return null;
    };

    private async Task<ApiServer> StartAsync()
    {
        var own = new ApiServer(server.Postgres);
        await own.InitializeAsync();
        return own;
    }
}
