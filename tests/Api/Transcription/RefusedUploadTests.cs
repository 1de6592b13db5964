using System.Net;
using System.Net.Http.Headers;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Providers.Media;
using MeetingIntel.Testing.Media;
using MeetingIntel.Testing.Stt;
using Microsoft.Extensions.DependencyInjection;

namespace MeetingIntel.Api.Tests.Transcription;

/// <summary>Recordings that are not taken, and why.</summary>
public sealed class RefusedUploadTests(ApiServer server)
{
    private static readonly Uri Transcribe = new("/api/audio/transcribe", UriKind.Relative);

    [Theory]
    [InlineData("", 400, "audio.empty")]
    [InlineData("this is a text and no recording at all", 422, "audio.not-audio")]
    public async Task File_ThatIsNone_IsRefused(string content, int status, string code)
    {
        using var request = Upload.Of(Transcribe, System.Text.Encoding.UTF8.GetBytes(content));
        using var response = await server.Http.SendAsync(request);

        Assert.Equal(code, await response.ProblemAsync((HttpStatusCode)status));
    }

    [Fact]
    public async Task Wav_CutOffInItsHeader_IsRefused()
    {
        using var request = Upload.Of(Transcribe, Wav.Of(ScriptedAudio.Sentences(1))[..30]);
        using var response = await server.Http.SendAsync(request);

        var code = await response.ProblemAsync(HttpStatusCode.UnprocessableEntity);
        Assert.Contains(code, (string[])["audio.truncated", "audio.not-audio"], StringComparer.Ordinal);
    }

    [Fact]
    public async Task Wav_WithoutAudio_IsRefused()
    {
        using var request = Upload.Of(Transcribe, Wav.Of([]));
        using var response = await server.Http.SendAsync(request);

        Assert.Equal("audio.empty", await response.ProblemAsync(HttpStatusCode.BadRequest));
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
    public async Task Session_EndedOrNotStarted_IsRefused()
    {
        var ended = await server.StartSessionAsync();
        await server.EndSessionAsync(ended);
        var waiting = await server.CreateMeetingAsync();

        foreach (var (id, code) in ((string, string)[])[(ended, "session.ended"), (waiting, "session.not-started")])
        {
            using var request = Upload.Of(new Uri($"/api/audio/transcribe?session_id={id}", UriKind.Relative), Wav.Of(ScriptedAudio.Sentences(1)));
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
        using var request = Upload.Of(Transcribe, Wav.Of(ScriptedAudio.Sentences(1)));
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
            using var request = Upload.Of(Transcribe, Wav.Of(ScriptedAudio.Sentences(1)));
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
            return await own.Http.SendAsync(request);
        }
    }

    [Fact]
    public async Task File_AboveTheLimit_IsRefused()
    {
        using var request = Upload.Of(Transcribe, []);
        request.Content = new PretendedContent((512L << 20) + 1);
        request.Headers.ExpectContinue = true;

        using var response = await server.Http.SendAsync(request);

        Assert.Equal("request.too-large", await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge));
        Assert.Equal("The file is larger than 512 MiB, the most that this path takes.", await response.DetailAsync());
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
