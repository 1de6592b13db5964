using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Corrections;

/// <summary>Transcripts that people correct, as clients do it.</summary>
public sealed class CorrectionTests(ApiServer server)
{
    [Fact]
    public async Task Patch_Segment_IsAnsweredToldAndStands()
    {
        var (id, path) = await SaidAsync("the bugdet is tight");
        await using var feed = await FeedClient.ConnectAsync(server, id);

        using var answer = await PatchAsync(path, new { text = "  the budget is tight for us " }, "\"1\"");

        var segment = await answer.JsonAsync();
        Assert.Equal("the budget is tight for us Ana 2", $"{segment.GetProperty("text")} {segment.GetProperty("speaker")} {segment.GetProperty("version")}");
        Assert.Equal("\"2\"", answer.Headers.ETag?.ToString());
        var told = (await feed.EventAsync("transcript.corrected")).GetProperty("data");
        foreach (var field in (string[])["id", "seq", "session_id", "channel", "speaker", "start", "end", "text", "words", "version"])
        {
            Assert.Equal(segment.GetProperty(field).GetRawText(), told.GetProperty(field).GetRawText());
        }

        Assert.False(told.TryGetProperty("by", out _));
        Assert.Equal([$"ins_{segment.GetProperty("id")}"], (await StaleAsync(told, id)).Select(stale => stale.GetString()));
        Assert.Equal(segment.GetRawText(), (await server.GetJsonAsync(path)).GetRawText());
        Assert.Equal(["the budget is tight for us"], await server.TranscriptAsync(id));
        var session = await server.GetJsonAsync($"/api/sessions/{id}");
        Assert.Equal("1 6", $"{session.GetProperty("transcript_count")} {session.GetProperty("word_count")}");
        Assert.Contains("the budget is tight for us", await server.Http.GetStringAsync(new Uri($"/api/sessions/{id}/export?format=vtt", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Patch_SegmentThatHasChangedSince_IsRefused()
    {
        var (_, path) = await SaidAsync("one");
        using var read = await server.Http.GetAsync(new Uri(path, UriKind.Relative));
        var tag = read.Headers.ETag!.ToString();

        using var mine = await PatchAsync(path, new { text = "two" }, tag);
        using var theirs = await PatchAsync(path, new { text = "three" }, tag);
        using var same = await PatchAsync(path, new { text = "two" }, tag);
        using var weak = await PatchAsync(path, new { text = "three" }, "W/\"2\"");
        using var nonsense = await PatchAsync(path, new { text = "three" }, "2");
        using var any = await PatchAsync(path, new { text = "four" }, "*");
        using var without = await PatchAsync(path, new { speaker = "Ben" });

        Assert.Equal("\"2\"", mine.Headers.ETag?.ToString());
        foreach (var late in (HttpResponseMessage[])[theirs, same, weak])
        {
            Assert.Equal("segment.outdated", await late.ProblemAsync(HttpStatusCode.PreconditionFailed));
        }

        Assert.Equal("segment.bad-version", await nonsense.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Equal("\"3\"", any.Headers.ETag?.ToString());
        Assert.Equal("four Ben", $"{(await without.JsonAsync()).GetProperty("text")} {(await without.JsonAsync()).GetProperty("speaker")}");
    }

    [Theory]
    [InlineData("""{"text":""}""", "segment.empty")]
    [InlineData("""{"text":" \t\n"}""", "segment.empty")]
    [InlineData("""{"speaker":""}""", "speaker.bad-name")]
    [InlineData("""{"speaker":"A\nB"}""", "speaker.bad-name")]
    [InlineData("""{"text":5}""", "request.invalid")]
    [InlineData("""{"text":"a\u0000b"}""", "request.invalid")]
    public async Task Patch_ThatMakesNoSense_IsRefused(string body, string code)
    {
        var (id, path) = await SaidAsync("one");

        using var answer = await server.SendJsonAsync(HttpMethod.Patch, path, body);

        Assert.Equal(code, await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Empty(await CorrectionsAsync(id));
    }

    [Fact]
    public async Task Patch_ThatIsTooLong_IsRefused()
    {
        var (id, path) = await SaidAsync("one");

        using var text = await PatchAsync(path, new { text = new string('x', 100_001) });
        using var speaker = await PatchAsync(path, new { speaker = new string('x', 201) });

        Assert.Equal("segment.too-long", await text.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Equal("speaker.bad-name", await speaker.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Empty(await CorrectionsAsync(id));
    }

    [Fact]
    public async Task Patch_ThatChangesNothing_IsNoEvent()
    {
        var (id, path) = await SaidAsync("one");

        using var same = await PatchAsync(path, new { text = " one ", speaker = "Ana" });
        using var nothing = await PatchAsync(path, new { });

        Assert.Equal("\"1\"", same.Headers.ETag?.ToString());
        Assert.Equal(HttpStatusCode.OK, nothing.StatusCode);
        Assert.Empty(await CorrectionsAsync(id));
    }

    [Fact]
    public async Task Patch_OfNoSegment_IsNotFound()
    {
        var (id, _) = await SaidAsync("one");
        foreach (var path in (string[])[$"/api/sessions/{id}/transcript/seg_none", $"/api/sessions/{id}/transcript/{new string('x', 300)}"])
        {
            using var corrected = await PatchAsync(path, new { text = "two" });
            using var read = await server.Http.GetAsync(new Uri(path, UriKind.Relative));
            using var history = await server.Http.GetAsync(new Uri(path + "/history", UriKind.Relative));

            foreach (var answer in (HttpResponseMessage[])[corrected, read, history])
            {
                Assert.Equal("segment.not-found", await answer.ProblemAsync(HttpStatusCode.NotFound));
            }
        }
    }

    [Fact]
    public async Task History_TellsWhoChangedWhat()
    {
        var (id, path) = await SaidAsync("one");
        using var first = await PatchAsync(path, new { text = "two" });
        using var renamed = await RenameAsync(id, "Ana", "Anna");

        var versions = (await server.GetJsonAsync(path + "/history")).GetProperty("versions").EnumerateArray().ToArray();
        var rest = await server.GetJsonAsync($"{path}/history?after={versions[0].GetProperty("seq")}&limit=1");

        Assert.Equal(["1 one Ana", "2 two Ana", "3 two Anna"], versions.Select(version => $"{version.GetProperty("version")} {version.GetProperty("text")} {version.GetProperty("speaker")}"));
        Assert.Equal([null, "user:user_dev", "user:user_dev"], versions.Select(version => version.GetProperty("by").GetString()));
        Assert.Equal(2, rest.GetProperty("versions")[0].GetProperty("version").GetInt32());
        Assert.Equal(versions[1].GetProperty("seq").GetInt64(), rest.GetProperty("next").GetInt64());
    }

    [Fact]
    public async Task History_OfWhatWasNeverCorrected_IsWhatWasHeard()
    {
        var (_, path) = await SaidAsync("one");

        var version = Assert.Single((await server.GetJsonAsync(path + "/history")).GetProperty("versions").EnumerateArray());

        Assert.Equal("1 one", $"{version.GetProperty("version")} {version.GetProperty("text")}");
    }

    [Fact]
    public async Task Search_AfterACorrection_FindsWhatStandsOnly()
    {
        var (wrong, right) = ($"w{Guid.NewGuid():N}", $"r{Guid.NewGuid():N}");
        var (id, path) = await SaidAsync($"the {wrong} is late");
        using var corrected = await PatchAsync(path, new { text = $"the {right} is late" });
        using var renamed = await RenameAsync(id, "Ana", "Anna");

        Assert.Equal(0, await CountAsync($"q={wrong}&kind=transcript"));
        Assert.Equal(1, await CountAsync($"q={right}&kind=transcript"));
        Assert.Equal(1, await CountAsync($"q={right}&kind=transcript&speaker=Anna"));
        Assert.Equal(0, await CountAsync($"q={right}&kind=transcript&speaker=Ana"));
    }

    [Fact]
    public async Task Insights_ThatRestOnACorrection_AreWorkedOutAnew()
    {
        var (id, path) = await SaidAsync("we take the first offer");
        await using var feed = await FeedClient.ConnectAsync(server, id);
        await server.EndSessionAsync(id);
        await feed.EventAsync("insight.updated");
        await server.Database.UntilAsync($"SELECT insight_final FROM sessions WHERE id = '{id}'", "the final pass");

        using var corrected = await PatchAsync(path, new { text = "we take the second offer" });

        var seq = (await feed.EventAsync("transcript.corrected")).GetProperty("seq").GetInt64();
        JsonElement update;
        do
        {
            update = (await feed.EventAsync("insight.updated")).GetProperty("data");
        }
        while (update.GetProperty("through_seq").GetInt64() < seq);

        Assert.True(update.GetProperty("final").GetBoolean());
        Assert.Equal("we take the second offer", Assert.Single(update.GetProperty("changed").EnumerateArray()).GetProperty("text").GetString());
        var insights = await server.GetJsonAsync($"/api/sessions/{id}/insights");
        Assert.Equal("we take the second offer False", string.Join(", ", insights.GetProperty("insights").EnumerateArray().Select(insight => $"{insight.GetProperty("text")} {insight.GetProperty("stale")}")));
    }

    [Fact]
    public async Task Watchers_WithAfter_HearOfCorrectionsAgain()
    {
        var (id, path) = await SaidAsync("one");
        using var corrected = await PatchAsync(path, new { text = "two" });
        using var renamed = await RenameAsync(id, "Ana", "Anna");

        await using var feed = await FeedClient.ConnectAsync(server, id, after: 0);
        await using var hub = await HubClient.ConnectAsync(server);
        await hub.InvokeAsync("join_session", new { session_id = id, after = 0 });

        Assert.Equal("one", (await feed.EventAsync("transcript.segment")).GetProperty("data").GetProperty("text").GetString());
        Assert.Equal("two", (await feed.EventAsync("transcript.corrected")).GetProperty("data").GetProperty("text").GetString());
        Assert.Equal("Ana>Anna 1", Renamed((await feed.EventAsync("speaker.renamed")).GetProperty("data")));
        Assert.Equal("two", (await hub.EventAsync("transcript_corrected")).GetProperty("transcript").GetProperty("text").GetString());
        Assert.Equal("Ana>Anna 1", Renamed(await hub.EventAsync("speaker_renamed")));

        static string Renamed(JsonElement data) => $"{data.GetProperty("from")}>{data.GetProperty("to")} {data.GetProperty("segments")}";
    }

    [Fact]
    public async Task Rename_Speaker_ChangesSegmentsAndNotes()
    {
        var (id, _) = await SaidAsync("one two");
        await server.AddLineAsync(id, "three");
        await server.Http.PostAsJsonAsync($"/api/sessions/{id}/transcript", new { text = "four", speaker = "Ben" });
        await server.Http.PostAsJsonAsync($"/api/sessions/{id}/notes", new { timestamp = "2026-05-04T12:00:00Z", content = "x", speaker = "Ana" });

        using var renamed = await RenameAsync(id, "Ana", " Anna ");
        using var again = await RenameAsync(id, "Ana", "Anna");

        var answer = await renamed.JsonAsync();
        Assert.Equal("""{"from":"Ana","to":"Anna","segments":2,"notes":1,"merged":false}""", answer.GetRawText());
        Assert.Equal("speaker.not-found", await again.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("Anna 2 3, Ben 1 1", await SpeakersAsync(id));
        var note = Assert.Single((await server.GetJsonAsync($"/api/sessions/{id}/notes")).EnumerateArray());
        Assert.Equal("Anna 2", $"{note.GetProperty("speaker")} {note.GetProperty("version")}");

        using var merged = await RenameAsync(id, "Anna", "Ben");
        Assert.True((await merged.JsonAsync()).GetProperty("merged").GetBoolean());
        Assert.Equal("Ben 3 4", await SpeakersAsync(id));
    }

    [Theory]
    [InlineData("""{}""", "request.invalid")]
    [InlineData("""{"from":"Ana"}""", "request.invalid")]
    [InlineData("""{"from":"","to":"Anna"}""", "request.invalid")]
    [InlineData("""{"from":"Ana","to":" "}""", "speaker.bad-name")]
    [InlineData("""{"from":"Ana","to":"A\u0007"}""", "speaker.bad-name")]
    public async Task Rename_ThatMakesNoSense_IsRefused(string body, string code)
    {
        var (id, _) = await SaidAsync("one");

        using var answer = await server.SendJsonAsync(HttpMethod.Post, $"/api/sessions/{id}/speakers/rename", body);

        Assert.Equal(code, await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Equal("Ana 1 1", await SpeakersAsync(id));
    }

    private async Task<IReadOnlyList<JsonElement>> StaleAsync(JsonElement told, string id)
    {
        // The pass over the line may not have been there yet: then nothing rested on it.
        var stale = told.GetProperty("stale").GetProperty("ids").EnumerateArray().ToArray();
        if (stale.Length > 0)
        {
            return stale;
        }

        await server.Database.UntilAsync($"SELECT insight_through_seq >= corrected_seq FROM sessions WHERE id = '{id}'", "the insights");
        return [(await server.GetJsonAsync($"/api/sessions/{id}/insights")).GetProperty("insights")[0].GetProperty("id")];
    }

    private async Task<(string SessionId, string Path)> SaidAsync(string text)
    {
        var id = await server.StartSessionAsync();
        await server.AddLineAsync(id, text);
        var segment = (await server.GetJsonAsync($"/api/sessions/{id}/transcript")).GetProperty("segments")[0];
        return (id, $"/api/sessions/{id}/transcript/{segment.GetProperty("id").GetString()}");
    }

    private async Task<HttpResponseMessage> PatchAsync(string path, object body, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, path) { Content = JsonContent.Create(body) };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await server.Http.SendAsync(request);
    }

    private Task<HttpResponseMessage> RenameAsync(string id, string from, string to) => server.Http.PostAsJsonAsync($"/api/sessions/{id}/speakers/rename", new { from, to });

    private async Task<string> SpeakersAsync(string id) => string.Join(", ", (await server.GetJsonAsync($"/api/sessions/{id}/speakers")).GetProperty("speakers").EnumerateArray()
        .Select(speaker => $"{speaker.GetProperty("name")} {speaker.GetProperty("segments")} {speaker.GetProperty("words")}"));

    private async Task<JsonElement.ArrayEnumerator> CorrectionsAsync(string id) =>
        (await server.GetJsonAsync($"/api/sessions/{id}/events?types=transcript.corrected,speaker.renamed")).GetProperty("events").EnumerateArray();

    private async Task<int> CountAsync(string query) => (await server.GetJsonAsync($"/api/search?{query}")).GetProperty("results").GetArrayLength();
}
