using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Providers.Media;
using MeetingIntel.Testing.Stt;
using Microsoft.Extensions.DependencyInjection;

namespace MeetingIntel.Api.Tests.Recordings;

/// <summary>Audio that is kept, from the microphone's socket to the range that a player asks for.</summary>
public sealed class RecordingTests(ApiServer server)
{
    [Fact]
    public async Task Recording_OfAClosedChannel_HoldsAllOfItsAudio()
    {
        var (_, recording) = await RecordAsync(ScriptedAudio.Sentences(5));

        var file = await server.Http.GetByteArrayAsync(new Uri(recording.Text("url"), UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(2, recording.GetProperty("duration").GetDouble(), 0.001);
        Assert.Equal(0, recording.GetProperty("start").GetDouble());
        Assert.Equal(recording.Text("sha256"), Convert.ToHexStringLower(SHA256.HashData(file)));
        Assert.Equal(2, await SecondsAsync(file), 0.05);
        Assert.Equal("opus", recording.Text("codec"));
    }

    [Fact]
    public async Task Recording_WithRanges_AnswersEachAsItsPlayerExpects()
    {
        var (_, recording) = await RecordAsync(ScriptedAudio.Sentences(10));
        var whole = await server.Http.GetByteArrayAsync(new Uri(recording.Text("url"), UriKind.Relative), TestContext.Current.CancellationToken);

        using var middle = await RangeAsync(recording, "bytes=10-19");
        using var rest = await RangeAsync(recording, "bytes=10-");
        using var tail = await RangeAsync(recording, "bytes=-7");
        using var beyond = await RangeAsync(recording, string.Create(CultureInfo.InvariantCulture, $"bytes={whole.Length}-"));
        using var outdated = await RangeAsync(recording, "bytes=10-19", "\"another\"");
        using var current = await RangeAsync(recording, "bytes=10-19", $"\"{recording.Text("sha256")}\"");
        using var head = await server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, recording.Text("url")), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.PartialContent, middle.StatusCode);
        Assert.Equal(whole[10..20], await BytesAsync(middle));
        Assert.Equal(new ContentRangeHeaderValue(10, 19, whole.Length), middle.Content.Headers.ContentRange);
        Assert.Equal(whole[10..], await BytesAsync(rest));
        Assert.Equal(whole[^7..], await BytesAsync(tail));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
        Assert.Equal(HttpStatusCode.OK, outdated.StatusCode);
        Assert.Equal(HttpStatusCode.PartialContent, current.StatusCode);
        Assert.Equal(whole.Length, head.Content.Headers.ContentLength);
        Assert.Equal("audio/ogg; codecs=opus", head.Content.Headers.ContentType!.ToString());
        Assert.Equal("bytes", head.Headers.AcceptRanges.Single());
        Assert.StartsWith("inline", head.Content.Headers.GetValues("Content-Disposition").Single(), StringComparison.Ordinal);
    }

    /// <summary>RFC 9110, 14.2: as if there were no range.</summary>
    [Theory]
    [InlineData("items=0-5")]
    [InlineData("bytes=5-2")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes")]
    [InlineData("bytes=0-1,4-5")]
    public async Task Recording_WithARangeThatCountsForNothing_IsWhole(string range)
    {
        var (_, recording) = await RecordAsync(ScriptedAudio.Sentences(5));

        using var answer = await RangeAsync(recording, range);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(recording.Text("sha256"), Convert.ToHexStringLower(SHA256.HashData(await BytesAsync(answer))));
    }

    /// <summary>Ranges are for GET; units have no case.</summary>
    [Fact]
    public async Task Recording_WithARangeInCapitals_IsARangeForGetOnly()
    {
        var (_, recording) = await RecordAsync(ScriptedAudio.Sentences(5));
        using var request = new HttpRequestMessage(HttpMethod.Head, recording.Text("url"));
        request.Headers.TryAddWithoutValidation("Range", "bytes=0-5");

        using var some = await RangeAsync(recording, "BYTES=0-5");
        using var head = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.PartialContent, 6), (some.StatusCode, (await BytesAsync(some)).Length));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
    }

    [Fact]
    public async Task Channel_ThatIsOpenedAgain_MakesAFurtherRecordingWithItsOwnStart()
    {
        var (id, first) = await RecordAsync(ScriptedAudio.Sentences(5));
        var audio = ScriptedAudio.Sentences(3, first: 6);

        await SendAsync(id, audio, offset: null);
        var recordings = await RecordingsAsync(id, 2);

        Assert.Equal([first.Text("id"), recordings[1].Text("id")], recordings.Select(recording => recording.Text("id")));
        Assert.DoesNotContain(Pieces(id), name => name.StartsWith("000000000000000", StringComparison.Ordinal));
        Assert.Equal((2, 3.2), (recordings[1].GetProperty("start").GetDouble(), recordings[1].GetProperty("end").GetDouble()));
    }

    [Fact]
    public async Task Session_ThatDoesNotSaySo_KeepsNoAudio()
    {
        var id = await server.StartSessionAsync();

        await SendAsync(id, ScriptedAudio.Sentences(3), offset: 0);

        var answer = await server.GetJsonAsync($"/api/sessions/{id}/recordings");
        Assert.False(answer.GetProperty("record").GetBoolean());
        Assert.Equal(0, answer.GetProperty("recordings").GetArrayLength());
        Assert.False((await server.GetJsonAsync($"/api/sessions/{id}")).GetProperty("record").GetBoolean());
        Assert.False(Directory.Exists(Path.Combine(server.Files, "org_dev", id)));
    }

    [Fact]
    public async Task Session_ThatKeepsItsAudioFromTheMiddleOn_HasARecordingFromThereOn()
    {
        var id = await server.StartSessionAsync();
        await using var client = await AudioClient.ConnectAsync(server, id, 0, "channel=mic");
        await client.ReadyAsync();
        var before = ScriptedAudio.Sentences(4);
        await client.SendInFramesAsync(before);
        await client.FinalizeAsync();
        await client.AckedAsync(before.Length - 6400);
        await PatchAsync(id, record: true);
        await client.SendInFramesAsync(ScriptedAudio.Sentences(5, first: 5));
        await client.StopAndFinishAsync();

        var recording = Assert.Single(await RecordingsAsync(id, 1));

        Assert.InRange(recording.GetProperty("start").GetDouble(), 1.4, 1.6);
        Assert.Equal(3.6, recording.GetProperty("end").GetDouble(), 0.001);
    }

    [Fact]
    public async Task Session_ThatKeepsItsAudioNoMore_HasNothingOfWhatIsSaidThen()
    {
        var id = await StartKeptAsync();
        await using var client = await AudioClient.ConnectAsync(server, id, 0, "channel=mic");
        await client.ReadyAsync();
        var before = ScriptedAudio.Sentences(4);
        await client.SendInFramesAsync(before);
        await client.FinalizeAsync();
        await client.AckedAsync(before.Length - 6400);
        await PatchAsync(id, record: false);
        await client.SendInFramesAsync(ScriptedAudio.Sentences(5, first: 5));
        await client.StopAndFinishAsync();

        var recording = Assert.Single(await RecordingsAsync(id, 1));

        Assert.Equal(0, recording.GetProperty("start").GetDouble());
        Assert.InRange(recording.GetProperty("end").GetDouble(), 1.4, 1.6);
        Assert.Equal(9, (await server.TranscriptAsync(id)).Count);
    }

    [Fact]
    public async Task Recording_WhoseFileIsGone_IsSaidToBeAndLeavesTheRestOfTheArchive()
    {
        var (id, recording) = await RecordAsync(ScriptedAudio.Sentences(3));
        File.Delete(Path.Combine(server.Files, "org_dev", id, "channel_mic", $"{recording.Text("id")}.ogg"));

        using var answer = await server.Http.GetAsync(new Uri(recording.Text("url"), UriKind.Relative), TestContext.Current.CancellationToken);
        await using var file = await server.Http.GetStreamAsync(new Uri($"/api/sessions/{id}/export?format=zip", UriKind.Relative), TestContext.Current.CancellationToken);
        await using var archive = new ZipArchive(file);
        using var missing = new StreamReader(await archive.GetEntry("audio/missing.txt")!.OpenAsync(TestContext.Current.CancellationToken));

        Assert.Equal("recording.gone", await answer.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Contains($"mic-{recording.Text("id")}.ogg", await missing.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.NotNull(archive.GetEntry("session.md"));
    }

    [Fact]
    public async Task Record_OfASessionThatHasEnded_CantBeChanged()
    {
        var id = await server.StartSessionAsync();
        using var ended = await server.Http.PostAsync(new Uri($"/api/sessions/{id}/end", UriKind.Relative), null, TestContext.Current.CancellationToken);

        using var answer = await server.SendJsonAsync(HttpMethod.Patch, $"/api/sessions/{id}", """{"record":true}""");

        Assert.Equal("session.ended", await answer.ProblemAsync(HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Recording_OfNobody_IsNotFound()
    {
        var id = await server.StartSessionAsync();

        using var answer = await server.Http.GetAsync(new Uri($"/api/sessions/{id}/recordings/rec_none", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal("recording.not-found", await answer.ProblemAsync(HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Recording_OfAnImportedSession_IsOnRecordAndNotHere()
    {
        var (id, recording) = await RecordAsync(ScriptedAudio.Sentences(3));
        var record = await server.Http.GetByteArrayAsync(new Uri($"/api/sessions/{id}/export", UriKind.Relative), TestContext.Current.CancellationToken);
        using var body = new ByteArrayContent(record) { Headers = { ContentType = new("application/json") } };
        using var imported = await server.Http.PostAsync(new Uri("/api/sessions/import", UriKind.Relative), body, TestContext.Current.CancellationToken);
        var copy = (await imported.JsonAsync()).Text("id");

        var listed = (await server.GetJsonAsync($"/api/sessions/{copy}/recordings")).GetProperty("recordings")[0];
        using var answer = await server.Http.GetAsync(new Uri(listed.Text("url"), UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.False(listed.GetProperty("here").GetBoolean());
        Assert.Equal(recording.Text("sha256"), listed.Text("sha256"));
        Assert.Equal("recording.not-here", await answer.ProblemAsync(HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Archive_OfARecordedSession_HoldsItsAudio()
    {
        var (id, recording) = await RecordAsync(ScriptedAudio.Sentences(3));

        await using var file = await server.Http.GetStreamAsync(new Uri($"/api/sessions/{id}/export?format=zip", UriKind.Relative), TestContext.Current.CancellationToken);
        using var whole = new MemoryStream();
        await file.CopyToAsync(whole, TestContext.Current.CancellationToken);
        await using var archive = new ZipArchive(whole);
        await using var audio = await archive.GetEntry($"audio/mic-{recording.Text("id")}.ogg")!.OpenAsync(TestContext.Current.CancellationToken);

        Assert.Equal(recording.Text("sha256"), Convert.ToHexStringLower(await SHA256.HashDataAsync(audio, TestContext.Current.CancellationToken)));
    }

    private async Task<(string Id, JsonElement Recording)> RecordAsync(byte[] audio)
    {
        var id = await StartKeptAsync();
        await SendAsync(id, audio, offset: 0);
        return (id, Assert.Single(await RecordingsAsync(id, 1)));
    }

    private async Task<string> StartKeptAsync()
    {
        using var created = await server.Http.PostAsJsonAsync("/api/sessions", new { name = "Kept", record = true }, TestContext.Current.CancellationToken);
        return (await created.JsonAsync()).Text("id");
    }

    private async Task SendAsync(string id, byte[] audio, long? offset)
    {
        var query = offset is null ? "channel=mic" : string.Create(CultureInfo.InvariantCulture, $"channel=mic&offset={offset}");
        await using var client = await AudioClient.ConnectAsync(server, id, query);
        await client.ReadyAsync();
        await client.SendInFramesAsync(audio);
        await client.StopAndFinishAsync();
    }

    /// <summary>The recordings, as soon as the timeline tells of so many.</summary>
    private async Task<IReadOnlyList<JsonElement>> RecordingsAsync(string id, int count)
    {
        await using var feed = await FeedClient.ConnectAsync(server, id, after: 0);
        for (var seen = 0; seen < count; seen++)
        {
            await feed.EventAsync("recording.available");
        }

        return [.. (await server.GetJsonAsync($"/api/sessions/{id}/recordings")).GetProperty("recordings").EnumerateArray()];
    }

    private IEnumerable<string> Pieces(string id) => Directory.EnumerateFiles(Path.Combine(server.Files, "org_dev", id, "channel_mic", "pieces")).Select(path => Path.GetFileName(path)!);

    private async Task PatchAsync(string id, bool record)
    {
        using var answer = await server.Http.PatchAsJsonAsync($"/api/sessions/{id}", new { record }, TestContext.Current.CancellationToken);
        Assert.Equal(record, (await answer.JsonAsync()).GetProperty("record").GetBoolean());
    }

    private async Task<double> SecondsAsync(byte[] file)
    {
        using var source = new MemoryStream(file);
        await using var audio = await server.Provider.GetRequiredService<IMediaDecoder>().OpenAsync(source, TestContext.Current.CancellationToken);
        var buffer = new byte[64 * 1024];
        long bytes = 0;
        for (int read; (read = await audio.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0; bytes += read)
        {
        }

        return bytes / 2d / audio.SampleRate;
    }

    private async Task<HttpResponseMessage> RangeAsync(JsonElement recording, string range, string? ifRange = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, recording.Text("url"));
        request.Headers.TryAddWithoutValidation("Range", range);
        if (ifRange is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Range", ifRange);
        }

        return await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static Task<byte[]> BytesAsync(HttpResponseMessage answer) => answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
}
