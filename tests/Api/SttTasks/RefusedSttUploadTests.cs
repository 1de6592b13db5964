using System.Net;
using System.Net.Http.Json;
using System.Text;
using MeetingIntel.Api.Service;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Api.Tests.Transcription;
using MeetingIntel.Providers.Media;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Testing.Media;
using MeetingIntel.Testing.Stt;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MeetingIntel.Api.Tests.SttTasks;

/// <summary>Chunks that are not taken, which makes no task; and those that can't be heard or transcribed, which is a task that failed.</summary>
public sealed class RefusedSttUploadTests(ApiServer server)
{
    [Theory]
    [InlineData("model", "whisper-1", 400, "stt-task.bad-model")]
    [InlineData("duration_seconds", "long", 422, "request.invalid")]
    [InlineData("duration_seconds", "NaN", 422, "request.invalid")]
    [InlineData("duration_seconds", "-1", 422, "request.invalid")]
    [InlineData("audio_chunk_id", "a\tb", 422, "request.invalid")]
    [InlineData("audio_chunk_id", null, 422, "request.invalid")]
    public async Task Field_ThatMakesNoSense_IsRefusedBeforeAndBehindTheFile(string name, string? value, int status, string code)
    {
        var id = await server.StartSessionAsync();
        (string, string)[] field = [(name, value ?? new string('x', 201))];

        using var before = await server.SendChunkAsync(id, Wav.Of(ScriptedAudio.Sentences(1)), before: field);
        using var behind = await server.SendChunkAsync(id, Wav.Of(ScriptedAudio.Sentences(1)), behind: field);

        Assert.Equal(code, await before.ProblemAsync((HttpStatusCode)status));
        Assert.Equal(code, await behind.ProblemAsync((HttpStatusCode)status));
        await AssertNothingAsync(server, id);
    }

    [Fact]
    public async Task Form_WithoutAFile_IsRefused()
    {
        var id = await server.StartSessionAsync();

        using var answer = await server.SendChunkAsync(id, file: null, [("audio_chunk_id", "chunk_1")]);

        Assert.Equal("request.invalid", await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        await AssertNothingAsync(server, id);
    }

    /// <summary>ASTRA's clients are answered with a task also when nothing in it can be heard, and everybody who watches hears of it.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("this is a text and no recording at all")]
    [InlineData("RIFF\u0010\u0000\u0000\u0000WAVEfmt ")]
    public async Task File_ThatCantBeHeard_IsATaskThatFailed(string content)
    {
        var id = await server.StartSessionAsync();
        await using var feed = await FeedClient.ConnectAsync(server, id);

        using var answer = await server.SendChunkAsync(id, Encoding.UTF8.GetBytes(content), [("audio_chunk_id", "chunk_1")], [("duration_seconds", "3")]);

        var task = await answer.JsonAsync();
        Assert.Equal(
            (HttpStatusCode.OK, "failed", "chunk_1", 3),
            (answer.StatusCode, task.GetProperty("status").GetString(), task.GetProperty("audio_chunk_id").GetString(), task.GetProperty("duration_seconds").GetDouble()));
        var created = (await feed.EventAsync("stt.task.created")).GetProperty("data");
        var error = (await feed.EventAsync("error.occurred")).GetProperty("data");
        Assert.Equal((task.GetProperty("id").GetString(), "pending"), (created.GetProperty("id").GetString(), created.GetProperty("status").GetString()));
        Assert.Equal($"stt {task.GetProperty("error")}", $"{error.GetProperty("source")} {error.GetProperty("message")}");
        Assert.Single((await server.GetJsonAsync($"/api/sessions/{id}/stt/tasks")).EnumerateArray());
    }

    /// <summary>Nothing is wrong with the chunk: it may come again.</summary>
    [Fact]
    public async Task Decoder_Missing_IsUnavailableAndNoTask()
    {
        await using var own = await StartAsync(("Media:Ffmpeg", "/nowhere/ffmpeg"), ("Media:Ffprobe", "/nowhere/ffprobe"));
        var id = await own.StartSessionAsync();

        using var answer = await own.SendChunkAsync(id, Wav.Of(ScriptedAudio.Sentences(1)));

        Assert.Equal("audio.decoder-missing", await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable));
        await AssertNothingAsync(own, id);
    }

    [Fact]
    public async Task Body_ThatIsNoForm_IsRefused()
    {
        var id = await server.StartSessionAsync();

        using var json = await server.Http.PostAsJsonAsync(SttUpload.Path(id), new { file = "AAAA" });
        using var cut = new ByteArrayContent(Encoding.ASCII.GetBytes("--abc\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\nRIFFxxxx"));
        cut.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=abc");
        using var broken = await server.Http.PostAsync(SttUpload.Path(id), cut);

        Assert.Equal("request.invalid", await json.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Equal("request.bad-form", await broken.ProblemAsync(HttpStatusCode.BadRequest));
        await AssertNothingAsync(server, id);
    }

    [Fact]
    public async Task Session_ThatTakesNoAudio_IsRefused()
    {
        var ended = await server.StartSessionAsync();
        await server.EndSessionAsync(ended);

        foreach (var (id, status, code) in ((string, HttpStatusCode, string)[])
            [(ended, HttpStatusCode.Conflict, "session.ended"), (await server.CreateMeetingAsync(), HttpStatusCode.Conflict, "session.not-started"), ("sess_nobody", HttpStatusCode.NotFound, "session.not-found")])
        {
            using var answer = await server.SendChunkAsync(id, Wav.Of(ScriptedAudio.Sentences(1)));
            Assert.Equal(code, await answer.ProblemAsync(status));
        }
    }

    [Fact]
    public async Task File_AboveTheLimit_IsRefused()
    {
        var id = await server.StartSessionAsync();

        // Asked first, as it would not be read.
        using var request = new HttpRequestMessage(HttpMethod.Post, SttUpload.Path(id)) { Content = new MultipartFormDataContent { { new ByteArrayContent(new byte[(32 << 20) + 1]), "file", "chunk.wav" } } };
        request.Headers.ExpectContinue = true;

        using var answer = await server.Http.SendAsync(request);

        Assert.Equal("request.too-large", await answer.ProblemAsync(HttpStatusCode.RequestEntityTooLarge));
    }

    [Fact]
    public async Task File_WhenAllPlacesAreTaken_Is503WithRetryAfter()
    {
        await using var own = await StartAsync(("Media:MaxFiles", "1"));
        var id = await own.StartSessionAsync();
        await using var other = await own.Provider.GetRequiredService<IMediaDecoder>().OpenAsync(new MemoryStream(Wav.Of(ScriptedAudio.Sentences(1))), CancellationToken.None);

        using var refused = await own.SendChunkAsync(id, Wav.Of(ScriptedAudio.Sentences(1)));

        Assert.Equal("upload.busy", await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable));
        Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        await AssertNothingAsync(own, id);
    }

    [Fact]
    public async Task Chunks_TooManyOfOneSession_Are503AndTakenLater()
    {
        await using var own = await StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        own.Stt.Gate = gate.Task;
        var id = await own.StartSessionAsync();
        await using var feed = await FeedClient.ConnectAsync(own, id);
        var sending = Enumerable.Range(1, 4).Select(word => own.SendChunkAsync(id, Wav.Of(ScriptedAudio.Sentences(1, first: word)))).ToList();
        for (var task = 0; task < 4; task++)
        {
            await feed.EventAsync("stt.task.created");
        }

        using var refused = await own.SendChunkAsync(id, Wav.Of(ScriptedAudio.Sentences(1, first: 9)));
        gate.SetResult();
        var answers = await Task.WhenAll(sending).Within("waiting for the others");
        using var taken = await own.SendChunkAsync(id, Wav.Of(ScriptedAudio.Sentences(1, first: 9)));

        Assert.Equal("upload.busy", await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal("w9", (await taken.JsonAsync()).GetProperty("transcript").GetString());
    }

    [Fact]
    public async Task Provider_ThatCantHear_FailsTheTask()
    {
        await using var own = await StartAsync();
        own.Stt.Failure = (_, _) => new SttException("stt.no-model", "Broken by the test.", recoverable: false);
        var id = await own.StartSessionAsync();
        await using var feed = await FeedClient.ConnectAsync(own, id);

        using var answer = await own.SendChunkAsync(id, Wav.Of(ScriptedAudio.Sentences(2)), [("audio_chunk_id", "chunk_1")]);

        var task = await answer.JsonAsync();
        Assert.Equal("failed", task.GetProperty("status").GetString());
        Assert.Contains("could not be transcribed", task.GetProperty("error").GetString(), StringComparison.Ordinal);
        var error = (await feed.EventAsync("error.occurred")).GetProperty("data");
        Assert.Equal($"stt {task.GetProperty("id")} chunk_1", $"{error.GetProperty("source")} {error.GetProperty("task_id")} {error.GetProperty("audio_chunk_id")}");
        Assert.Empty((await own.GetJsonAsync($"/api/sessions/{id}/notes")).EnumerateArray());
    }

    [Fact]
    public async Task Session_EndingMeanwhile_StillGetsTheWordsOfWhatItHas()
    {
        await using var own = await StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        own.Stt.Gate = gate.Task;
        var id = await own.StartSessionAsync();
        await using var feed = await FeedClient.ConnectAsync(own, id);
        var sending = own.SendChunkAsync(id, Wav.Of(ScriptedAudio.Sentences(2)));
        await feed.EventAsync("channel.opened");

        await own.EndSessionAsync(id);
        gate.SetResult();
        using var answer = await sending.Within("waiting for the upload");

        Assert.NotEqual("pending", (await answer.JsonAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Server_Stopping_FailsTheTaskAndTakesNoOther()
    {
        await using var own = await StartAsync();
        own.Stt.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously).Task;
        var id = await own.StartSessionAsync();
        await using var feed = await FeedClient.ConnectAsync(own, id);
        var sending = own.SendChunkAsync(id, Wav.Of(ScriptedAudio.Sentences(2)));
        await feed.EventAsync("channel.opened");

        own.Provider.GetRequiredService<Readiness>().BeginDraining();
        using var refused = await own.SendChunkAsync(id, Wav.Of(ScriptedAudio.Sentences(1)));
        own.Provider.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        using var answer = await sending.Within("waiting for the upload to be given up");

        Assert.Equal("server.stopping", await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable));
        Assert.Equal("failed", (await answer.JsonAsync()).GetProperty("status").GetString());
    }

    private static async Task AssertNothingAsync(ApiServer own, string session)
    {
        Assert.Empty((await own.GetJsonAsync($"/api/sessions/{session}/stt/tasks")).EnumerateArray());
        Assert.Empty(await own.TranscriptAsync(session));
    }

    private async Task<ApiServer> StartAsync(params (string Name, string Value)[] settings)
    {
        var own = new ApiServer(server.Postgres);
        foreach (var (name, value) in settings)
        {
            own.Settings[name] = value;
        }

        await own.InitializeAsync();
        return own;
    }
}
