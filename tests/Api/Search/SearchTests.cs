using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Search;

/// <summary>Search over REST, as clients ask and read.</summary>
public sealed class SearchTests(ApiServer server)
{
    [Fact]
    public async Task Get_Search_FindsLinesAndNotesWithTheirMoment()
    {
        var word = Word();
        var id = await server.StartSessionAsync("Planning");
        await server.AddLineAsync(id, $"The {word} is <b>late</b> & \"lost\"");
        await NoteAsync(id, new { timestamp = "2026-05-04T12:00:00Z", content = $"{word} valve", speaker = "OP1", type = "command", tags = new[] { "p1" } });

        var found = await server.GetJsonAsync($"/api/search?q={word}");

        Assert.Equal(JsonValueKind.Null, found.GetProperty("next").ValueKind);
        var line = Assert.Single(found.GetProperty("results").EnumerateArray(), hit => hit.GetProperty("kind").GetString() == "transcript");
        var note = Assert.Single(found.GetProperty("results").EnumerateArray(), hit => hit.GetProperty("kind").GetString() == "note");
        var segment = (await server.GetJsonAsync($"/api/sessions/{id}/transcript")).GetProperty("segments")[0];
        Assert.Equal(segment.GetProperty("id").GetString(), line.GetProperty("id").GetString());
        foreach (var (field, expected) in ((string, string)[])[("session_id", id), ("session_name", "Planning"), ("speaker", "Ana"), ("at", segment.GetProperty("at").GetString()!)])
        {
            Assert.Equal(expected, line.GetProperty(field).GetString());
        }

        Assert.Equal(segment.GetProperty("seq").GetInt64(), line.GetProperty("seq").GetInt64());
        Assert.Equal(
            $$"""{"segment_id":"{{segment.GetProperty("id").GetString()}}","seq":{{segment.GetProperty("seq")}},"channel":"{{segment.GetProperty("channel").GetString()}}","start":{{segment.GetProperty("start")}},"end":{{segment.GetProperty("end")}}}""",
            line.GetProperty("moment").GetRawText());
        Assert.Equal(
            $$"""The |{{word}}*| is <b>late</b> & "lost"|""",
            string.Concat(line.GetProperty("snippet").EnumerateArray().Select(part => part.GetProperty("text").GetString() + (part.GetProperty("hit").GetBoolean() ? "*|" : "|"))));
        Assert.Equal("2026-05-04T12:00:00.000000Z OP1 command [\"p1\"]", $"{note.GetProperty("at")} {note.GetProperty("speaker")} {note.GetProperty("note_type")} {note.GetProperty("tags").GetRawText()}");
        Assert.Equal(JsonValueKind.Null, note.GetProperty("moment").ValueKind);
    }

    [Fact]
    public async Task Get_Search_FindsInsightsAndTheSummaryWithWhereTheyWereSaid()
    {
        var word = Word();
        var id = await server.StartSessionAsync();
        await using var feed = await FeedClient.ConnectAsync(server, id);
        await server.AddLineAsync(id, $"We take the {word}");
        await feed.EventAsync("insight.updated");

        var found = (await server.GetJsonAsync($"/api/search?q={word}&kind=insight")).GetProperty("results").EnumerateArray().ToArray();

        var segment = (await server.GetJsonAsync($"/api/sessions/{id}/transcript")).GetProperty("segments")[0].GetProperty("id").GetString();
        Assert.Equal(["decision", "summary"], found.Select(hit => hit.GetProperty("insight_kind").GetString()).Order(StringComparer.Ordinal));
        Assert.All(found, hit => Assert.Equal(segment, hit.GetProperty("moment").GetProperty("segment_id").GetString()));
    }

    [Fact]
    public async Task Get_Search_WithFilters_CombinesThem()
    {
        var word = Word();
        var (first, second) = (await server.StartSessionAsync(), await server.StartSessionAsync());
        await server.AddLineAsync(first, $"{word} one");
        await server.AddLineAsync(second, $"{word} two");
        await NoteAsync(first, new { timestamp = "2020-01-01T00:00:00Z", content = $"{word} note", speaker = "OP1", tags = new[] { "valve" } });

        // What is understood of it comes when it comes.
        const string Kinds = "kind=transcript,%20note";
        Assert.Equal(3, await CountAsync($"/api/search?q={word}&{Kinds}"));
        Assert.Equal(2, await CountAsync($"/api/search?q={word}&{Kinds}&session={first}"));
        Assert.Equal(2, await CountAsync($"/api/sessions/{first}/search?q={word}&{Kinds}"));
        Assert.Equal(2, await CountAsync($"/api/search?q={word}&kind=transcript"));
        Assert.Equal(1, await CountAsync($"/api/search?q={word}&kind=note"));
        Assert.Equal(1, await CountAsync($"/api/search?q={word}&speaker=OP1"));
        Assert.Equal(1, await CountAsync($"/api/search?q={word}&tag=valve"));
        Assert.Equal(1, await CountAsync($"/api/search?q={word}&to=2020-01-01"));
        Assert.Equal(2, await CountAsync($"/api/search?q={word}&{Kinds}&from=2020-01-02T00:00:00Z"));
        Assert.Equal(1, await CountAsync($"/api/search?q={word}%20-note%20-two&{Kinds}"));
        Assert.Equal(1, await CountAsync($"/api/search?q={word[..^2]}*&to=2020-01-01&kind=&session=&speaker=&tag=&from=&cursor=&limit="));
    }

    [Fact]
    public async Task Get_Search_AfterANoteIsTakenBack_FindsItNoMore()
    {
        var word = Word();
        var id = await server.StartSessionAsync();
        var note = await NoteAsync(id, new { timestamp = "2026-05-04T12:00:00Z", content = word });
        Assert.Equal(1, await CountAsync($"/api/search?q={word}"));

        using var deleted = await server.Http.DeleteAsync(new Uri($"/api/sessions/{id}/notes/{note}", UriKind.Relative));
        deleted.EnsureSuccessStatusCode();

        Assert.Equal(0, await CountAsync($"/api/search?q={word}"));
    }

    [Fact]
    public async Task Get_Search_PageByPage_GivesEachOnce()
    {
        var word = Word();
        var id = await server.StartSessionAsync();
        for (var line = 0; line < 5; line++)
        {
            await server.AddLineAsync(id, $"{word} {line}");
        }

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await server.GetJsonAsync($"/api/search?q={word}&kind=transcript&limit=2&cursor={cursor}");
            seen.AddRange(page.GetProperty("results").EnumerateArray().Select(hit => hit.GetProperty("snippet")[1].GetProperty("text").GetString()!.Trim()));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);

        Assert.Equal(["4", "3", "2", "1", "0"], seen);
    }

    [Theory]
    [InlineData("", 400, "search.nothing-to-find")]
    [InlineData("q=", 400, "search.nothing-to-find")]
    [InlineData("q=%20%20", 400, "search.nothing-to-find")]
    [InlineData("q=...%20!%3F%20%E2%80%94", 400, "search.nothing-to-find")]
    [InlineData("q=the%20and%20of", 400, "search.nothing-to-find")]
    [InlineData("q=-budget", 400, "search.nothing-to-find")]
    [InlineData("q=%22%22", 400, "search.nothing-to-find")]
    [InlineData("q=LONG", 422, "search.too-long")]
    [InlineData("q=a%00b", 422, "request.invalid")]
    [InlineData("q=valve&speaker=a%00b", 422, "request.invalid")]
    [InlineData("q=valve&tag=LONG", 422, "request.invalid")]
    [InlineData("q=valve&kind=video", 422, "search.unknown-kind")]
    [InlineData("q=valve&kind=note,", 422, "search.unknown-kind")]
    [InlineData("q=valve&kind=1", 422, "search.unknown-kind")]
    [InlineData("q=valve&from=yesterday", 422, "request.invalid")]
    [InlineData("q=valve&to=2026-13-01", 422, "request.invalid")]
    [InlineData("q=valve&from=2026-05-05&to=2026-05-04", 422, "query.bad-range")]
    [InlineData("q=valve&limit=0", 422, "request.invalid")]
    [InlineData("q=valve&limit=101", 422, "request.invalid")]
    [InlineData("q=valve&limit=x", 422, "request.invalid")]
    [InlineData("q=valve&cursor=nonsense", 400, "search.bad-cursor")]
    [InlineData("q=valve&cursor=MTp4", 400, "search.bad-cursor")]
    [InlineData("q=valve&session=sess_none", 404, "session.not-found")]
    [InlineData("q=valve&session=a%00b", 404, "session.not-found")]
    public async Task Get_SearchThatMakesNoSense_IsRefused(string query, int status, string code)
    {
        using var answer = await server.Http.GetAsync(new Uri("/api/search?" + query.Replace("LONG", new string('x', 201), StringComparison.Ordinal), UriKind.Relative));

        Assert.Equal(code, await answer.ProblemAsync((HttpStatusCode)status));
    }

    [Theory]
    [InlineData("q=valve%20%F0%9F%98%80")]
    [InlineData("q=valve&q=other")]
    [InlineData("q=%ED%A0%80")]
    [InlineData("q=valve%20%ED%A0%80%FF")]
    [InlineData("q=%5C'%22%20%26%20%7C%20(%20valve")]
    [InlineData("q=valve%3A*%20%3C-%3E%20x")]
    [InlineData("q=valve&from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z")]
    public async Task Get_SearchThatLooksOdd_IsAnswered(string query) => Assert.True((await server.GetJsonAsync("/api/search?" + query)).TryGetProperty("results", out _));

    /// <summary>A word that no other test says, of letters only.</summary>
    private static string Word() => "w" + string.Concat(Guid.NewGuid().ToString("N").Select(digit => (char)('b' + (char.IsDigit(digit) ? digit - '0' : digit - 'a' + 10))));

    private async Task<int> CountAsync(string path) => (await server.GetJsonAsync(path)).GetProperty("results").GetArrayLength();

    private async Task<string> NoteAsync(string session, object note) =>
        (await (await server.Http.PostAsJsonAsync($"/api/sessions/{session}/notes", note)).JsonAsync()).GetProperty("id").GetString()!;
}
