using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Providers.Media;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Testing.Stt;
using Microsoft.Extensions.DependencyInjection;

namespace MeetingIntel.Api.Tests.Transcription;

/// <summary>Whole recordings.</summary>
public sealed class UploadTests(ApiServer server)
{
    private static readonly Uri Transcribe = new("/api/audio/transcribe", UriKind.Relative);

    [Fact]
    public async Task File_AsBody_IsTranscribedIntoASessionOfItsOwn()
    {
        using var request = FileRequest(Transcribe, Wav.Of(ScriptedAudio.Sentences(3)));
        request.Headers.Add("X-File-Name", "Weekly%20call.wav");

        using var response = await server.Http.SendAsync(request);

        var answer = await response.JsonAsync();
        Assert.Equal("success", answer.GetProperty("status").GetString());
        Assert.Equal("w1 w2 w3", answer.GetProperty("text").GetString());
        Assert.Equal(3, answer.GetProperty("segments").GetArrayLength());
        Assert.Equal(1.2, answer.GetProperty("duration").GetDouble(), 0.01);
        Assert.False(answer.GetProperty("incomplete").GetBoolean());
        var session = await server.GetJsonAsync($"/api/sessions/{answer.GetProperty("session_id").GetString()}");
        Assert.Equal("Weekly call", session.GetProperty("name").GetString());
        Assert.Equal("ended", session.GetProperty("status").GetString());
        Assert.StartsWith("upload-", session.GetProperty("channels")[0].GetProperty("name").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_IntoOneSession_StandOnChannelsOfTheirOwn()
    {
        var id = await server.StartSessionAsync();

        foreach (var first in (int[])[1, 11])
        {
            using var request = FileRequest(new Uri($"/api/audio/transcribe?session_id={id}&speaker=Ana", UriKind.Relative), Wav.Of(ScriptedAudio.Sentences(2, first)));
            using var response = await server.Http.SendAsync(request);
            Assert.Equal($"w{first} w{first + 1}", (await response.JsonAsync()).GetProperty("text").GetString());
        }

        var session = await server.GetJsonAsync($"/api/sessions/{id}");
        Assert.Equal("active", session.GetProperty("status").GetString());
        Assert.Equal(2, session.GetProperty("channels").GetArrayLength());
        Assert.Equal(["w1", "w2", "w11", "w12"], await server.TranscriptAsync(id));
    }

    [Fact]
    public async Task File_InStereo_IsTwoChannels()
    {
        var left = ScriptedAudio.Sentences(2);
        var right = ScriptedAudio.Sentences(2, first: 21);
        var stereo = new byte[left.Length * 2];
        for (var at = 0; at < left.Length; at += 2)
        {
            left.AsSpan(at, 2).CopyTo(stereo.AsSpan(2 * at));
            right.AsSpan(at, 2).CopyTo(stereo.AsSpan((2 * at) + 2));
        }

        using var request = FileRequest(new Uri("/api/audio/transcribe?channel=call&speaker=Ana,Bob", UriKind.Relative), Wav.Of(stereo, channels: 2));
        using var response = await server.Http.SendAsync(request);

        var segments = (await response.JsonAsync()).GetProperty("segments").EnumerateArray().ToList();
        Assert.Equal(["w1", "w2"], [.. segments.Where(segment => segment.GetProperty("channel").GetString() == "call.left").Select(segment => segment.GetProperty("text").GetString()!)]);
        Assert.Equal(["w21", "w22"], [.. segments.Where(segment => segment.GetProperty("speaker").GetString() == "Bob").Select(segment => segment.GetProperty("text").GetString()!)]);
    }

    [Fact]
    public async Task File_AsMultipart_IsTranscribed()
    {
        using var form = new MultipartFormDataContent { { new StringContent("x"), "note" }, { new ByteArrayContent(Wav.Of(ScriptedAudio.Sentences(1))), "file", "talk.wav" } };

        using var response = await server.Http.PostAsync(Transcribe, form);

        Assert.Equal("w1", (await response.JsonAsync()).GetProperty("text").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chunk_AsJson_IsTranscribed(bool asWav)
    {
        var id = await server.StartSessionAsync();
        var pcm = ScriptedAudio.Sentences(2);

        using var response = await server.Http.PostAsJsonAsync("/api/audio/transcribe", new { session_id = id, audio = Convert.ToBase64String(asWav ? Wav.Of(pcm) : pcm) });

        var answer = await response.JsonAsync();
        Assert.Equal(id, answer.GetProperty("session_id").GetString());
        Assert.Equal("w1 w2", answer.GetProperty("text").GetString());
    }

    [Fact]
    public async Task File_WithLines_TellsSessionProgressAndResult()
    {
        using var request = FileRequest(Transcribe, Wav.Of(ScriptedAudio.Sentences(20)));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));

        using var response = await server.Http.SendAsync(request);

        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        Assert.Equal("session", lines[0].GetProperty("type").GetString());
        var result = lines[^1];
        Assert.Equal("result", result.GetProperty("type").GetString());
        Assert.Equal(lines[0].GetProperty("session_id").GetString(), result.GetProperty("session_id").GetString());
        Assert.Equal(20, result.GetProperty("segments").GetArrayLength());
        foreach (var stage in (string[])["decode", "transcribe"])
        {
            var done = lines.Where(line => line.TryGetProperty("stage", out var name) && name.GetString() == stage).Select(line => line.GetProperty("done").GetDouble()).ToList();
            Assert.Equal(done.Order(), done);
            Assert.Equal(1, done[^1]);
        }
    }

    [Fact]
    public async Task Provider_FailingInTheMiddle_LosesNoWord()
    {
        await using var own = new ApiServer(server.Postgres);
        await own.InitializeAsync();
        own.Stt.Failure = (stream, bytes) => stream == 1 && bytes > 20_000 ? new SttException("stt.broken", "Broken by the test.", recoverable: true) : null;
        using var request = FileRequest(Transcribe, Wav.Of(ScriptedAudio.Sentences(6)));

        using var response = await own.Http.SendAsync(request);

        Assert.Equal("w1 w2 w3 w4 w5 w6", (await response.JsonAsync()).GetProperty("text").GetString());
    }

    [Fact]
    public async Task Client_GivingUp_KeepsWhatIsOnRecord()
    {
        await using var own = new ApiServer(server.Postgres);
        await own.InitializeAsync();
        var id = await own.StartSessionAsync();
        await using var feed = await FeedClient.ConnectAsync(own, id);
        using var giveUp = new CancellationTokenSource();
        using var request = FileRequest(new Uri($"/api/audio/transcribe?session_id={id}&channel=file", UriKind.Relative), Wav.Of(ScriptedAudio.Sentences(2000)));

        var sending = own.Http.SendAsync(request, giveUp.Token);
        await feed.EventAsync("transcript.segment");
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await feed.EventAsync("channel.closed");

        var transcript = await own.TranscriptAsync(id);
        Assert.Equal([.. Enumerable.Range(1, transcript.Count).Select(word => $"w{word}")], transcript);
        Assert.InRange(transcript.Count, 1, 1999);
    }

    [Theory]
    [InlineData("", 400, "audio.empty")]
    [InlineData("this is a text and no recording at all", 422, "audio.not-audio")]
    public async Task File_ThatIsNone_IsRefused(string content, int status, string code)
    {
        using var request = FileRequest(Transcribe, System.Text.Encoding.UTF8.GetBytes(content));
        using var response = await server.Http.SendAsync(request);

        Assert.Equal(code, await response.ProblemAsync((HttpStatusCode)status));
    }

    [Fact]
    public async Task Wav_CutOffInItsHeader_IsRefused()
    {
        using var request = FileRequest(Transcribe, Wav.Of(ScriptedAudio.Sentences(1))[..30]);
        using var response = await server.Http.SendAsync(request);

        var code = await response.ProblemAsync(HttpStatusCode.UnprocessableEntity);
        Assert.Contains(code, (string[])["audio.truncated", "audio.not-audio"], StringComparer.Ordinal);
    }

    [Fact]
    public async Task Wav_WithoutAudio_IsRefused()
    {
        using var request = FileRequest(Transcribe, Wav.Of([]));
        using var response = await server.Http.SendAsync(request);

        Assert.Equal("audio.empty", await response.ProblemAsync(HttpStatusCode.BadRequest));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/x-ndjson")]
    public async Task Wav_CutOffInTheMiddle_IsHeardUpToThereAndSaysSo(string? accept)
    {
        using var request = FileRequest(Transcribe, Wav.Of(ScriptedAudio.Sentences(4))[..(44 + 25_600)]);
        if (accept is not null)
        {
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        }

        using var response = await server.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var result = JsonSerializer.Deserialize<JsonElement>(lines[^1]);
        Assert.Equal("w1 w2", result.GetProperty("text").GetString());
        Assert.True(result.GetProperty("incomplete").GetBoolean());
        Assert.Equal("audio.truncated", result.GetProperty("warning").GetProperty("code").GetString());
        Assert.Contains("breaks off", result.GetProperty("warning").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"audio":"%%%"}""", 422, "audio.not-base64")]
    [InlineData("""{"audio":"AAAA"}""", 400, "audio.misaligned")]
    [InlineData("""{"audio":""}""", 400, "audio.empty")]
    [InlineData("{}", 400, "audio.empty")]
    [InlineData("null", 422, "request.invalid")]
    [InlineData("[", 422, "request.invalid")]
    [InlineData("""{"audio":"AAA=","sample_rate":1}""", 400, "audio.unsupported-rate")]
    [InlineData("""{"audio":"AAA=","channel":"a/b"}""", 400, "audio.bad-channel-name")]
    [InlineData("""{"audio":"AAA=","session_id":"sess_nobody"}""", 404, "session.not-found")]
    public async Task Chunk_ThatMakesNoSense_IsRefused(string body, int status, string code)
    {
        using var response = await server.SendJsonAsync(HttpMethod.Post, "/api/audio/transcribe", body);

        Assert.Equal(code, await response.ProblemAsync((HttpStatusCode)status));
    }

    [Fact]
    public async Task Form_WithoutFile_IsRefused()
    {
        using var form = new MultipartFormDataContent { { new StringContent("x"), "note" } };
        using var response = await server.Http.PostAsync(Transcribe, form);

        Assert.Equal("request.invalid", await response.ProblemAsync(HttpStatusCode.UnprocessableEntity));
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=abc", "xx", 400, "request.bad-form")]
    [InlineData("multipart/form-data; boundary=abc", "--abc\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\nRIFFxxxx", 400, "request.bad-form")]
    [InlineData("multipart/form-data; boundary=abc", "--abc\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nx", 400, "request.bad-form")]
    [InlineData("multipart/form-data; boundary=abc", "--abc\r\nnot a header\r\n\r\nx\r\n--abc--\r\n", 400, "request.bad-form")]
    [InlineData("multipart/form-data", "xx", 400, "request.bad-form")]
    [InlineData("multipart/form-data; boundary=abc", "--abc\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nx\r\n--abc--\r\n", 422, "request.invalid")]
    public async Task Form_ThatCantBeRead_IsTheClientsFault(string contentType, string body, int status, string code)
    {
        using var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var response = await server.Http.PostAsync(Transcribe, content);

        Assert.Equal(code, await response.ProblemAsync((HttpStatusCode)status));
    }

    [Fact]
    public async Task File_TranscribedFasterThanItWasSpoken_LastsAsLongAsItsAudio()
    {
        using var request = FileRequest(Transcribe, Wav.Of(ScriptedAudio.Sentences(20)));
        using var response = await server.Http.SendAsync(request);
        var id = (await response.JsonAsync()).GetProperty("session_id").GetString();

        var one = await server.GetJsonAsync($"/api/sessions/{id}");
        var listed = (await server.GetJsonAsync("/api/sessions?type=upload")).EnumerateArray().Single(session => session.GetProperty("id").GetString() == id);

        Assert.True(one.GetProperty("duration").GetInt32() >= 8);
        Assert.Equal(one.GetProperty("duration").GetInt32(), listed.GetProperty("duration").GetInt32());
    }

    [Fact]
    public async Task Session_EndedOrNotStarted_IsRefused()
    {
        var ended = await server.StartSessionAsync();
        await server.EndSessionAsync(ended);
        var waiting = await server.CreateMeetingAsync();

        foreach (var (id, code) in ((string, string)[])[(ended, "session.ended"), (waiting, "session.not-started")])
        {
            using var request = FileRequest(new Uri($"/api/audio/transcribe?session_id={id}", UriKind.Relative), Wav.Of(ScriptedAudio.Sentences(1)));
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));
            using var response = await server.Http.SendAsync(request);
            Assert.Equal(code, await response.ProblemAsync(HttpStatusCode.Conflict));
        }
    }

    [Fact]
    public async Task Decoder_Missing_IsUnavailable()
    {
        await using var own = new ApiServer(server.Postgres);
        own.Settings["Media:Ffmpeg"] = "/nowhere/ffmpeg";
        own.Settings["Media:Ffprobe"] = "/nowhere/ffprobe";
        await own.InitializeAsync();
        using var request = FileRequest(Transcribe, Wav.Of(ScriptedAudio.Sentences(1)));
        using var response = await own.Http.SendAsync(request);

        Assert.Equal("audio.decoder-missing", await response.ProblemAsync(HttpStatusCode.ServiceUnavailable));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-ndjson")]
    public async Task File_WhenAllPlacesAreTaken_Is503WithRetryAfterAndTakenOnceOneIsFree(string accept)
    {
        await using var own = new ApiServer(server.Postgres) { Settings = { ["Media:MaxFiles"] = "1" } };
        await own.InitializeAsync();
        var other = await own.Provider.GetRequiredService<IMediaDecoder>().OpenAsync(new MemoryStream(Wav.Of(ScriptedAudio.Sentences(1))), CancellationToken.None);

        using var refused = await SendAsync();
        await other.DisposeAsync();
        using var taken = await SendAsync();

        Assert.Equal("upload.busy", await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable));
        Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);

        async Task<HttpResponseMessage> SendAsync()
        {
            using var request = FileRequest(Transcribe, Wav.Of(ScriptedAudio.Sentences(1)));
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
            return await own.Http.SendAsync(request);
        }
    }

    [Fact]
    public async Task File_AboveTheLimit_IsRefused()
    {
        using var request = FileRequest(Transcribe, []);
        request.Content = new PretendedContent((512L << 20) + 1);
        request.Headers.ExpectContinue = true;

        using var response = await server.Http.SendAsync(request);

        Assert.Equal("request.too-large", await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge));
        Assert.Equal("The file is larger than 512 MB, the most that this path takes.", await response.DetailAsync());
    }

    private static HttpRequestMessage FileRequest(Uri path, byte[] file)
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
    }

    /// <summary>A body that says how long it is and is refused before it is sent.</summary>
    private sealed class PretendedContent(long length) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(new byte[1024]).AsTask();

        protected override bool TryComputeLength(out long announced)
        {
            announced = length;
            return true;
        }
    }
}
