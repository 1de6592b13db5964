using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Notes;

/// <summary>ASTRA's notes, as its clients send and read them; and what is new: versions, pages, history.</summary>
public sealed class NoteContractTests(ApiServer server)
{
    [Fact]
    public async Task Post_Note_IsAnsweredWholeAndTold()
    {
        var id = await server.StartSessionAsync();
        await using var feed = await FeedClient.ConnectAsync(server, id);

        var note = await AddAsync(id, """{"timestamp":"2026-05-04T12:00:00.123456Z","speaker":"OP1","content":"Pressure drops","type":"command","tags":["valve","p1"],"telemetry_snapshot":{"p1":2.50,"state":"open","deep":{"a":[1]}}}""");

        Assert.StartsWith("note_", note.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            $$$"""{"id":"{{{note.GetProperty("id").GetString()}}}","session_id":"{{{id}}}","timestamp":"2026-05-04T12:00:00.123456Z","speaker":"OP1","content":"Pressure drops","type":"command","tags":["valve","p1"],"telemetry_snapshot":{"p1":2.50,"state":"open","deep":{"a":[1]}},"created_at":"{{{note.GetProperty("created_at").GetString()}}}","updated_at":"{{{note.GetProperty("created_at").GetString()}}}","version":1}""",
            note.GetRawText());
        var told = await feed.EventAsync("note.created");
        Assert.Equal(note.GetRawText(), told.GetProperty("data").GetRawText());
        Assert.Equal(note.GetRawText(), (await server.GetJsonAsync($"/api/sessions/{id}/notes/{note.GetProperty("id").GetString()}")).GetRawText());
        Assert.Equal(1, (await server.GetJsonAsync($"/api/sessions/{id}")).GetProperty("note_count").GetInt32());
    }

    [Fact]
    public async Task Post_NoteWithTheLeast_HasTheDefaults()
    {
        var id = await server.StartSessionAsync();

        var note = await AddAsync(id, """{"timestamp":"2026-05-04T12:00:00","content":""}""");

        Assert.Equal("2026-05-04T12:00:00.000000Z", note.GetProperty("timestamp").GetString());
        Assert.Equal("observation", note.GetProperty("type").GetString());
        Assert.Equal("[]", note.GetProperty("tags").GetRawText());
        Assert.Equal(JsonValueKind.Null, note.GetProperty("speaker").ValueKind);
        Assert.Equal(JsonValueKind.Null, note.GetProperty("telemetry_snapshot").ValueKind);
    }

    [Theory]
    [InlineData("""{"content":"x"}""")]
    [InlineData("""{"timestamp":"2026-05-04T12:00:00Z"}""")]
    [InlineData("""{"timestamp":"yesterday","content":"x"}""")]
    [InlineData("""{"timestamp":"2026-05-04T12:00:00Z","content":"x","type":"joke"}""")]
    [InlineData("""{"timestamp":"2026-05-04T12:00:00Z","content":"x","tags":[null]}""")]
    [InlineData("""{"timestamp":"2026-05-04T12:00:00Z","content":"x","tags":[""]}""")]
    [InlineData("""{"timestamp":"2026-05-04T12:00:00Z","content":"x","telemetry_snapshot":[1]}""")]
    [InlineData("""{"timestamp":"2026-05-04T12:00:00Z","content":5}""")]
    public async Task Post_NoteThatMakesNoSense_IsRefused(string body)
    {
        var id = await server.StartSessionAsync();

        using var answer = await server.SendJsonAsync(HttpMethod.Post, $"/api/sessions/{id}/notes", body);

        Assert.Equal("request.invalid", await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Empty((await server.GetJsonAsync($"/api/sessions/{id}/notes")).EnumerateArray());
    }

    [Fact]
    public async Task Post_NoteTooLarge_IsRefused()
    {
        var id = await server.StartSessionAsync();
        foreach (var body in (object[])
        [
            new { timestamp = "2026-05-04T12:00:00Z", content = new string('x', 100_001) },
            new { timestamp = "2026-05-04T12:00:00Z", content = "x", speaker = new string('x', 201) },
            new { timestamp = "2026-05-04T12:00:00Z", content = "x", tags = new[] { new string('x', 101) } },
            new { timestamp = "2026-05-04T12:00:00Z", content = "x", tags = Enumerable.Repeat("x", 101) },
            new { timestamp = "2026-05-04T12:00:00Z", content = "x", telemetry_snapshot = new { p1 = new string('x', 65_536) } },
        ])
        {
            using var answer = await server.Http.PostAsJsonAsync($"/api/sessions/{id}/notes", body);

            await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity);
        }
    }

    [Fact]
    public async Task Post_NoteAgainWithItsKey_StandsOnce()
    {
        var id = await server.StartSessionAsync();

        var first = await AddAsync(id, """{"timestamp":"2026-05-04T12:00:00Z","content":"x"}""", key: "chunk/1");
        var again = await AddAsync(id, """{"timestamp":"2026-05-04T12:00:00Z","content":"x"}""", key: "chunk/1");

        Assert.Equal(first.GetRawText(), again.GetRawText());
        Assert.Equal(1, (await server.GetJsonAsync($"/api/sessions/{id}/notes")).GetArrayLength());
    }

    [Fact]
    public async Task Put_Note_ChangesWhatIsGivenAndIsToldAlsoWhenNothingIs()
    {
        var id = await server.StartSessionAsync();
        var note = await AddAsync(id, """{"timestamp":"2026-05-04T12:00:00Z","content":"one","speaker":"OP1","tags":["a"],"telemetry_snapshot":{"p1":1}}""");
        var path = $"/api/sessions/{id}/notes/{note.GetProperty("id").GetString()}";
        await using var feed = await FeedClient.ConnectAsync(server, id);

        using var changed = await server.SendJsonAsync(HttpMethod.Put, path, """{"content":"two","type":"system","tags":[],"speaker":null,"timestamp":"2020-01-01T00:00:00Z","telemetry_snapshot":{"p1":2}}""");
        using var unchanged = await server.SendJsonAsync(HttpMethod.Put, path, "{}");

        var second = await changed.JsonAsync();
        Assert.Equal("two OP1 system [] 2026-05-04T12:00:00.000000Z {\"p1\":1} 2", $"{second.GetProperty("content")} {second.GetProperty("speaker")} {second.GetProperty("type")} {second.GetProperty("tags").GetRawText()} {second.GetProperty("timestamp")} {second.GetProperty("telemetry_snapshot").GetRawText()} {second.GetProperty("version")}");
        Assert.Equal(second.GetRawText(), (await feed.EventAsync("note.updated")).GetProperty("data").GetRawText());
        Assert.Equal((await unchanged.JsonAsync()).GetRawText(), (await feed.EventAsync("note.updated")).GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Put_NoteThatHasChangedSince_IsRefused()
    {
        var id = await server.StartSessionAsync();
        var note = await AddAsync(id, """{"timestamp":"2026-05-04T12:00:00Z","content":"one"}""");
        var path = $"/api/sessions/{id}/notes/{note.GetProperty("id").GetString()}";
        using var read = await server.Http.GetAsync(new Uri(path, UriKind.Relative));
        var tag = read.Headers.ETag!.ToString();

        using var mine = await PutAsync(path, tag);
        using var theirs = await PutAsync(path, tag);
        using var weak = await PutAsync(path, "W/\"2\"");
        using var foreign = await PutAsync(path, "\"abc\"");
        using var nonsense = await PutAsync(path, "1");
        using var any = await PutAsync(path, "*");

        Assert.Equal("\"2\"", mine.Headers.ETag?.ToString());
        Assert.Equal("note.outdated", await theirs.ProblemAsync(HttpStatusCode.PreconditionFailed));
        Assert.Equal("note.outdated", await weak.ProblemAsync(HttpStatusCode.PreconditionFailed));
        Assert.Equal("note.outdated", await foreign.ProblemAsync(HttpStatusCode.PreconditionFailed));
        Assert.Equal("note.bad-version", await nonsense.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Equal("\"3\"", any.Headers.ETag?.ToString());
    }

    [Fact]
    public async Task Delete_Note_AnswersWithABodyAndIsTold()
    {
        var id = await server.StartSessionAsync();
        var noteId = (await AddAsync(id, """{"timestamp":"2026-05-04T12:00:00Z","content":"one"}""")).GetProperty("id").GetString();
        var path = new Uri($"/api/sessions/{id}/notes/{noteId}", UriKind.Relative);
        await using var feed = await FeedClient.ConnectAsync(server, id);

        using var deleted = await server.Http.DeleteAsync(path);
        using var again = await server.Http.DeleteAsync(path);
        using var read = await server.Http.GetAsync(path);

        Assert.Equal(JsonValueKind.String, (await deleted.JsonAsync()).GetProperty("message").ValueKind);
        Assert.Equal($$"""{"id":"{{noteId}}"}""", (await feed.EventAsync("note.deleted")).GetProperty("data").GetRawText());
        Assert.Equal("note.not-found", await again.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("note.not-found", await read.ProblemAsync(HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Get_NotesOfAnotherSession_AreNotFound()
    {
        var (mine, other) = (await server.StartSessionAsync(), await server.StartSessionAsync());
        var noteId = (await AddAsync(other, """{"timestamp":"2026-05-04T12:00:00Z","content":"one"}""")).GetProperty("id").GetString();

        foreach (var path in (string[])[$"/api/sessions/{mine}/notes/{noteId}", $"/api/sessions/{mine}/notes/{noteId}/history", $"/api/sessions/{mine}/notes/a%20b", $"/api/sessions/{mine}/notes/{new string('x', 65)}"])
        {
            using var read = await server.Http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal("note.not-found", await read.ProblemAsync(HttpStatusCode.NotFound));
        }
    }

    [Fact]
    public async Task Get_Notes_FilteredAndInPages()
    {
        var id = await server.StartSessionAsync();
        for (var minute = 0; minute < 5; minute++)
        {
            await AddAsync(id, $$"""{"timestamp":"2026-05-04T12:0{{4 - minute}}:00Z","content":"{{4 - minute}}","speaker":"{{(minute % 2 == 0 ? "Ana" : "Ben")}}","tags":["t{{minute}}"]}""");
        }

        Assert.Equal("01234", await TextsAsync(id, ""));
        Assert.Equal("024", await TextsAsync(id, "?speaker=Ana"));
        Assert.Equal("01234", await TextsAsync(id, "?speaker="));
        Assert.Equal("3", await TextsAsync(id, "?tag=t1"));
        Assert.Equal("12", await TextsAsync(id, "?from=2026-05-04T12:01:00&to=2026-05-04T14:02:00+02:00"));
        using var page = await server.Http.GetAsync(new Uri($"/api/sessions/{id}/notes?limit=3", UriKind.Relative));
        Assert.Equal(3, (await page.JsonAsync()).GetArrayLength());
        Assert.Equal("34", await TextsAsync(id, $"?limit=3&cursor={page.Headers.GetValues("X-Next-Cursor").Single()}"));
    }

    /// <summary>ASTRA's clients know nothing of pages.</summary>
    [Fact]
    public async Task Get_NotesWithoutALimit_AreAll()
    {
        const int Many = 1010;
        var id = await server.StartSessionAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, Many), TestContext.Current.CancellationToken, async (minute, _) =>
            await AddAsync(id, $$"""{"timestamp":"{{DateTimeOffset.UnixEpoch.AddMinutes(minute):O}}","content":"{{minute}}"}"""));

        var notes = await server.GetJsonAsync($"/api/sessions/{id}/notes");

        Assert.Equal(Enumerable.Range(0, Many).Select(minute => $"{minute}"), notes.EnumerateArray().Select(note => note.GetProperty("content").GetString()));
    }

    [Theory]
    [InlineData("?type=joke", "request.invalid")]
    [InlineData("?from=yesterday", "request.invalid")]
    [InlineData("?from=2026-05-04T12:00:00Z&to=2026-05-04T11:00:00Z", "query.bad-range")]
    [InlineData("?limit=0", "request.invalid")]
    [InlineData("?tag=%00", "request.invalid")]
    public async Task Get_NotesByWhatMakesNoSense_IsRefused(string query, string code)
    {
        var id = await server.StartSessionAsync();
        using var answer = await server.Http.GetAsync(new Uri($"/api/sessions/{id}/notes{query}", UriKind.Relative));

        Assert.Equal(code, await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task Get_History_SaysWhatItSaidBefore()
    {
        var id = await server.StartSessionAsync();
        var noteId = (await AddAsync(id, """{"timestamp":"2026-05-04T12:00:00Z","content":"one"}""")).GetProperty("id").GetString();
        var path = $"/api/sessions/{id}/notes/{noteId}";
        await server.SendJsonAsync(HttpMethod.Put, path, """{"content":"two"}""");
        await server.Http.DeleteAsync(new Uri(path, UriKind.Relative));

        var history = (await server.GetJsonAsync($"{path}/history")).GetProperty("versions").EnumerateArray().ToList();

        Assert.Equal(["one", "two", null], history.Select(version => version.GetProperty("note") is { ValueKind: JsonValueKind.Object } note ? note.GetProperty("content").GetString() : null));
        Assert.All(history, version => Assert.Equal("user:user_dev Developer", $"{version.GetProperty("by")} {version.GetProperty("by_name")}"));
    }

    private async Task<JsonElement> AddAsync(string sessionId, string json, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/sessions/{sessionId}/notes") { Content = new StringContent(json, new MediaTypeHeaderValue("application/json")) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var answer = await server.Http.SendAsync(request);
        Assert.Equal("\"1\"", answer.Headers.ETag?.ToString());
        return await answer.JsonAsync();
    }

    private Task<HttpResponseMessage> PutAsync(string path, string ifMatch)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(new { content = "changed" }) };
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return server.Http.SendAsync(request);
    }

    private async Task<string> TextsAsync(string sessionId, string query) =>
        string.Concat((await server.GetJsonAsync($"/api/sessions/{sessionId}/notes{query}")).EnumerateArray().Select(note => note.GetProperty("content").GetString()));
}
