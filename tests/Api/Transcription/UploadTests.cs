using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Testing.Media;
using MeetingIntel.Testing.Stt;

namespace MeetingIntel.Api.Tests.Transcription;

/// <summary>Whole recordings.</summary>
public sealed class UploadTests(ApiServer server)
{
    private static readonly Uri Transcribe = new("/api/audio/transcribe", UriKind.Relative);

    [Fact]
    public async Task File_AsBody_IsTranscribedIntoASessionOfItsOwn()
    {
        using var request = Upload.Of(Transcribe, Wav.Of(ScriptedAudio.Sentences(3)));
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
        Assert.DoesNotContain("transcript.gap", await EventTypesAsync(session.GetProperty("id").GetString()!));
        Assert.StartsWith("upload-", session.GetProperty("channels")[0].GetProperty("name").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_WhereAudioIsKeptUnlessSaidOtherwise_IsKept()
    {
        await using var own = new ApiServer(server.Postgres) { Settings = { ["Recording:Default"] = "true" } };
        await own.InitializeAsync();
        using var request = Upload.Of(Transcribe, Wav.Of(ScriptedAudio.Sentences(3)));

        using var response = await own.Http.SendAsync(request);

        await own.Database.UntilAsync($"SELECT count(*) = 1 FROM recordings WHERE session_id = '{(await response.JsonAsync()).Text("session_id")}'", "the recording");
    }

    [Fact]
    public async Task Files_IntoOneSession_StandOnChannelsOfTheirOwn()
    {
        var id = await server.StartSessionAsync();

        foreach (var first in (int[])[1, 11])
        {
            using var request = Upload.Of(new Uri($"/api/audio/transcribe?session_id={id}&speaker=Ana", UriKind.Relative), Wav.Of(ScriptedAudio.Sentences(2, first)));
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

        using var request = Upload.Of(new Uri("/api/audio/transcribe?channel=call&speaker=Ana,Bob", UriKind.Relative), Wav.Of(stereo, channels: 2));
        using var response = await server.Http.SendAsync(request);

        var segments = (await response.JsonAsync()).GetProperty("segments").EnumerateArray().ToList();
        Assert.Equal(["w1", "w2"], [.. segments.Where(segment => segment.GetProperty("channel").GetString() == "call.left").Select(segment => segment.GetProperty("text").GetString()!)]);
        Assert.Equal(["w21", "w22"], [.. segments.Where(segment => segment.GetProperty("speaker").GetString() == "Bob").Select(segment => segment.GetProperty("text").GetString()!)]);
    }

    [Fact]
    public async Task File_AsMultipart_GoesWhereTheFormSays()
    {
        var id = await server.StartSessionAsync();
        using var form = new MultipartFormDataContent
        {
            { new StringContent(id), "session_id" }, { new StringContent("tape"), "channel" }, { new StringContent("Ana"), "speaker" },
            { new ByteArrayContent(Wav.Of(ScriptedAudio.Sentences(1))), "file", "talk.wav" },
        };

        using var response = await server.Http.PostAsync(Transcribe, form);

        var segment = (await response.JsonAsync()).GetProperty("segments")[0];
        Assert.Equal((id, "tape", "Ana"), (segment.GetProperty("session_id").GetString(), segment.GetProperty("channel").GetString(), segment.GetProperty("speaker").GetString()));
    }

    [Theory]
    [InlineData("session_id", "sess_nobody", HttpStatusCode.NotFound, "session.not-found")]
    [InlineData("channel", null, HttpStatusCode.UnprocessableEntity, "request.invalid")]
    public async Task File_AsMultipartWithAFieldThatMakesNoSense_IsRefused(string name, string? value, HttpStatusCode status, string code)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(value ?? new string('x', 2000)), name }, { new ByteArrayContent(Wav.Of(ScriptedAudio.Sentences(1))), "file", "talk.wav" },
        };

        using var response = await server.Http.PostAsync(Transcribe, form);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(code, JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task File_AsMultipart_IsTranscribed()
    {
        using var form = new MultipartFormDataContent { { new StringContent("x"), "note" }, { new ByteArrayContent(Wav.Of(ScriptedAudio.Sentences(1))), "file", "talk.wav" } };

        using var response = await server.Http.PostAsync(Transcribe, form);

        Assert.Equal("w1", (await response.JsonAsync()).GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("audio/wav")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task File_OfAnyContentType_IsTranscribed(string? type)
    {
        using var request = Upload.Of(Transcribe, Wav.Of(ScriptedAudio.Sentences(1)));
        request.Content!.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);

        using var response = await server.Http.SendAsync(request);

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
        using var request = Upload.Of(Transcribe, Wav.Of(ScriptedAudio.Sentences(20)));
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
        using var request = Upload.Of(Transcribe, Wav.Of(ScriptedAudio.Sentences(6)));

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
        using var request = Upload.Of(new Uri($"/api/audio/transcribe?session_id={id}&channel=file", UriKind.Relative), Wav.Of(ScriptedAudio.Sentences(2000)));

        var sending = own.Http.SendAsync(request, giveUp.Token);
        await feed.EventAsync("transcript.segment");
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        var gap = await feed.EventAsync("transcript.gap");
        await feed.EventAsync("channel.closed");

        Assert.Equal("recording-broken-off", gap.GetProperty("data").GetProperty("reason").GetString());
        var transcript = await own.TranscriptAsync(id);
        Assert.Equal([.. Enumerable.Range(1, transcript.Count).Select(word => $"w{word}")], transcript);
        Assert.InRange(transcript.Count, 1, 1999);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/x-ndjson")]
    public async Task Wav_CutOffInTheMiddle_IsHeardUpToThereAndSaysSo(string? accept)
    {
        using var request = Upload.Of(Transcribe, Wav.Of(ScriptedAudio.Sentences(4))[..(44 + 25_600)]);
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
        Assert.Single(await EventTypesAsync(result.GetProperty("session_id").GetString()!), "transcript.gap");
    }

    [Fact]
    public async Task File_TranscribedFasterThanItWasSpoken_LastsAsLongAsItsAudio()
    {
        using var request = Upload.Of(Transcribe, Wav.Of(ScriptedAudio.Sentences(20)));
        using var response = await server.Http.SendAsync(request);
        var id = (await response.JsonAsync()).GetProperty("session_id").GetString();

        var one = await server.GetJsonAsync($"/api/sessions/{id}");
        var listed = (await server.GetJsonAsync("/api/sessions?type=upload")).EnumerateArray().Single(session => session.GetProperty("id").GetString() == id);

        Assert.True(one.GetProperty("duration").GetInt32() >= 8);
        Assert.Equal(one.GetProperty("duration").GetInt32(), listed.GetProperty("duration").GetInt32());
    }

    private async Task<IReadOnlyList<string?>> EventTypesAsync(string session) =>
        [.. (await server.GetJsonAsync($"/api/sessions/{session}/events")).GetProperty("events").EnumerateArray().Select(item => item.GetProperty("type").GetString())];
}
