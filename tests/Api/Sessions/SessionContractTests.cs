using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Insights;
using MeetingIntel.Sessions;

namespace MeetingIntel.Api.Tests.Sessions;

/// <summary>Paths, status codes and fields of ASTRA's and Astro's sessions.</summary>
public sealed class SessionContractTests(ApiServer server)
{
    [Fact]
    public async Task Post_AstraSession_IsLiveAtOnceAndBare()
    {
        using var response = await server.Http.PostAsJsonAsync("/api/sessions", new { name = "REC-1", description = "first" });

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var session = await response.JsonAsync();
        Assert.Equal("REC-1", session.GetProperty("name").GetString());
        Assert.Equal("first", session.GetProperty("description").GetString());
        Assert.Equal("active", session.GetProperty("status").GetString());
        Assert.StartsWith("sess_", session.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, session.GetProperty("note_count").GetInt32());
        Assert.Equal(JsonValueKind.Null, session.GetProperty("ended_at").ValueKind);
        Assert.EndsWith("Z", session.GetProperty("started_at").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_AstraSessionWithEmptyNameAndNoDescription_IsTaken()
    {
        using var response = await server.Http.PostAsJsonAsync("/api/sessions", new { name = "" });

        var session = await response.JsonAsync();
        Assert.Equal("", session.GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, session.GetProperty("description").ValueKind);
    }

    [Fact]
    public async Task Patch_AstraSession_ChangesWhatIsGivenAndEnds()
    {
        var id = await server.StartSessionAsync("Before");

        using var renamed = await server.SendJsonAsync(HttpMethod.Patch, $"/api/sessions/{id}", """{"name":"After","description":null}""");
        using var ended = await server.SendJsonAsync(HttpMethod.Patch, $"/api/sessions/{id}", """{"status":"ended"}""");

        Assert.Equal("After", (await renamed.JsonAsync()).GetProperty("name").GetString());
        var session = await ended.JsonAsync();
        Assert.Equal("ended", session.GetProperty("status").GetString());
        Assert.NotEqual(JsonValueKind.Null, session.GetProperty("ended_at").ValueKind);
        Assert.True(session.GetProperty("duration").GetInt32() >= 0);
    }

    [Fact]
    public async Task Patch_EndedTwice_KeepsWhenItEnded()
    {
        var id = await server.StartSessionAsync();

        using var first = await server.SendJsonAsync(HttpMethod.Patch, $"/api/sessions/{id}", """{"status":"ended"}""");
        using var second = await server.SendJsonAsync(HttpMethod.Patch, $"/api/sessions/{id}", """{"status":"ended"}""");

        Assert.Equal((await first.JsonAsync()).GetProperty("ended_at").GetString(), (await second.JsonAsync()).GetProperty("ended_at").GetString());
    }

    [Fact]
    public async Task Patch_ActiveAfterEnded_OpensAgain()
    {
        var id = await server.StartSessionAsync();
        await server.EndSessionAsync(id);

        using var response = await server.SendJsonAsync(HttpMethod.Patch, $"/api/sessions/{id}", """{"status":"active"}""");

        Assert.Equal("active", (await response.JsonAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Get_OneSession_IsBareForAstraAndWrappedForAstro()
    {
        var id = await server.CreateMeetingAsync(new { type = "calendar", meeting_brief = "why", meeting_info = new { title = "Plan", participants = new[] { "Ana" } } });

        var answer = await server.GetJsonAsync($"/api/sessions/{id}");

        foreach (var session in (JsonElement[])[answer, answer.GetProperty("session")])
        {
            Assert.Equal(id, session.GetProperty("id").GetString());
            Assert.Equal(id, session.GetProperty("session_id").GetString());
            Assert.Equal("created", session.GetProperty("status").GetString());
            Assert.Equal("calendar", session.GetProperty("type").GetString());
            Assert.Equal("Plan", session.GetProperty("name").GetString());
            Assert.Equal("Ana", session.GetProperty("meeting_info").GetProperty("participants")[0].GetString());
            Assert.Equal("why", session.GetProperty("meeting_brief").GetString());
            Assert.Equal("", session.GetProperty("competitive_intelligence").GetString());
            Assert.False(session.GetProperty("deepgram_active").GetBoolean());
            Assert.Equal(0, session.GetProperty("insights_generated").GetInt32());
            Assert.Equal(1, session.GetProperty("last_seq").GetInt64());
            Assert.Equal(0, session.GetProperty("channels").GetArrayLength());
        }

        Assert.Equal(0, answer.GetProperty("session").GetProperty("transcripts").GetArrayLength());
        Assert.Equal(0, answer.GetProperty("session").GetProperty("debug_logs").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"meetingBrief":"b","meetingInfo":{"title":"T"},"agentCapabilities":"a"}""")]
    [InlineData("""{"meeting_brief":"b","meeting_info":{"title":"T"},"agent_capabilities":"a"}""")]
    public async Task Post_AstroSession_TakesBothCasings(string body)
    {
        using var response = await server.SendJsonAsync(HttpMethod.Post, "/api/sessions/create", body);

        var answer = await response.JsonAsync();
        Assert.Equal("success", answer.GetProperty("status").GetString());
        var session = answer.GetProperty("session");
        Assert.Equal(answer.GetProperty("session_id").GetString(), session.GetProperty("id").GetString());
        Assert.Equal("b", session.GetProperty("meeting_brief").GetString());
        Assert.Equal("a", session.GetProperty("agent_capabilities").GetString());
        Assert.Equal("T", session.GetProperty("name").GetString());
        Assert.Equal("manual", session.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Post_AstroSessionWithoutBody_IsTaken()
    {
        using var response = await server.Http.PostAsync(new Uri("/api/sessions/create", UriKind.Relative), null);

        Assert.Equal("created", (await response.JsonAsync()).GetProperty("session").GetProperty("status").GetString());
    }

    [Fact]
    public async Task StartAndEnd_AstroSession_GoThroughItsLife()
    {
        var id = await server.CreateMeetingAsync();

        using var started = await server.Http.PostAsync(new Uri($"/api/sessions/{id}/start", UriKind.Relative), null);
        using var ended = await server.Http.PostAsync(new Uri($"/api/sessions/{id}/end/", UriKind.Relative), null);

        var startedBody = await started.JsonAsync();
        Assert.Equal("success", startedBody.GetProperty("status").GetString());
        Assert.Equal("active", startedBody.GetProperty("session").GetProperty("status").GetString());
        Assert.Equal("ended", (await ended.JsonAsync()).GetProperty("session").GetProperty("status").GetString());
    }

    /// <summary>Astro's clients read what was said and the running summary wherever they are given a session.</summary>
    [Fact]
    public async Task AstroSession_WhereverItIsGiven_HasItsLinesAndItsSummary()
    {
        using var created = await server.SendJsonAsync(HttpMethod.Post, "/api/sessions/create", "{}");
        var id = (await created.JsonAsync()).GetProperty("session_id").GetString()!;
        using var started = await server.Http.PostAsync(new Uri($"/api/sessions/{id}/start", UriKind.Relative), null);
        await server.AddLineAsync(id, "we send the offer");
        var session = server.Grains.GetGrain<ISessionGrain>(id);
        var lines = (await session.GetAsync()).Value!.LastSeq;
        Assert.True((await session.UpdateInsightsAsync(new UpdateInsights(new InsightsUpdated(lines, false, new MeetingSummary("An offer is sent.", [], "local"), [], [], 1)))).Succeeded);

        var read = await server.GetJsonAsync($"/api/sessions/{id}");
        using var ended = await server.Http.PostAsync(new Uri($"/api/sessions/{id}/end", UriKind.Relative), null);

        foreach (var early in (JsonElement[])[await created.JsonAsync(), await started.JsonAsync()])
        {
            Assert.Equal((0, 0, JsonValueKind.Null), (Inside(early, "transcripts").GetArrayLength(), Inside(early, "debug_logs").GetArrayLength(), Inside(early, "meeting_summary").ValueKind));
        }

        foreach (var late in (JsonElement[])[read, await ended.JsonAsync()])
        {
            Assert.Equal("we send the offer", Assert.Single(Inside(late, "transcripts").EnumerateArray()).GetProperty("transcript").GetString());
            Assert.Equal(("An offer is sent.", 1), (Inside(late, "meeting_summary").GetProperty("summary").GetString(), Inside(late, "meeting_summary").GetProperty("finalTranscriptCount").GetInt32()));
        }

        static JsonElement Inside(JsonElement answer, string field) => answer.GetProperty("session").GetProperty(field);
    }

    [Fact]
    public async Task AddLine_AstroTranscript_CountsWordsAndIsReadBack()
    {
        var id = await server.StartSessionAsync();

        using var first = await server.Http.PostAsJsonAsync($"/api/sessions/{id}/transcript", new { text = "one two three", speaker = "Ana", confidence = 0.9 });
        using var second = await server.Http.PostAsJsonAsync($"/api/sessions/{id}/transcript", new { text = "four" });
        using var empty = await server.Http.PostAsJsonAsync($"/api/sessions/{id}/transcript", new { });

        Assert.Equal(3, (await first.JsonAsync()).GetProperty("word_count").GetInt32());
        Assert.Equal(4, (await second.JsonAsync()).GetProperty("word_count").GetInt32());
        Assert.Equal(4, (await empty.JsonAsync()).GetProperty("word_count").GetInt32());
        foreach (var path in (string[])[$"/api/sessions/{id}/transcripts", $"/api/sessions/transcripts/{id}"])
        {
            var all = await server.GetJsonAsync(path);
            Assert.Equal("success", all.GetProperty("status").GetString());
            Assert.Equal(id, all.GetProperty("session_id").GetString());
            var lines = all.GetProperty("transcripts");
            Assert.Equal(2, lines.GetProperty("all").GetArrayLength());
            Assert.Equal(2, lines.GetProperty("final").GetArrayLength());
            Assert.Equal(0, lines.GetProperty("interim").GetArrayLength());
            Assert.Equal("one two three", lines.GetProperty("all")[0].GetProperty("transcript").GetString());
            Assert.Equal("unknown", lines.GetProperty("all")[1].GetProperty("speaker").GetString());
            Assert.True(lines.GetProperty("all")[1].GetProperty("is_final").GetBoolean());
            Assert.Equal(1, lines.GetProperty("all")[1].GetProperty("sequence").GetInt32());
            Assert.Equal(4, all.GetProperty("counts").GetProperty("words").GetInt32());
            Assert.Equal(2, all.GetProperty("counts").GetProperty("total").GetInt32());
        }
    }

    [Fact]
    public async Task AddLine_SameIdempotencyKeyTwice_StandsOnce()
    {
        var id = await server.StartSessionAsync();

        for (var attempt = 0; attempt < 2; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/sessions/{id}/transcript") { Content = JsonContent.Create(new { text = "once" }) };
            request.Headers.Add("Idempotency-Key", "line-1");
            using var response = await server.Http.SendAsync(request);
            Assert.Equal(1, (await response.JsonAsync()).GetProperty("word_count").GetInt32());
        }
    }

    [Fact]
    public async Task List_BothSystems_BareArrayNewestFirstWithAllFields()
    {
        var older = await server.StartSessionAsync("older");
        var newer = await server.CreateMeetingAsync();

        foreach (var path in (string[])["/api/sessions", "/api/sessions/"])
        {
            var list = (await server.GetJsonAsync(path)).EnumerateArray().ToList();
            var ids = list.ConvertAll(session => session.GetProperty("session_id").GetString());
            Assert.True(ids.IndexOf(newer) < ids.IndexOf(older));
            string[] fields = ["id", "session_id", "name", "description", "type", "status", "created_at", "started_at", "ended_at", "duration", "note_count", "transcript_count", "word_count"];
            Assert.All(fields, field => Assert.True(list[0].TryGetProperty(field, out _), field));
        }
    }

    [Fact]
    public async Task List_InPages_GivesEachSessionOnce()
    {
        var name = $"paged {Guid.NewGuid():N}";
        for (var index = 0; index < 5; index++)
        {
            await server.StartSessionAsync(name);
        }

        var ids = new List<string>();
        string? cursor = null;
        do
        {
            using var response = await server.Http.GetAsync(new Uri($"/api/sessions?q={Uri.EscapeDataString(name)}&limit=2&cursor={cursor}", UriKind.Relative));
            ids.AddRange((await response.JsonAsync()).EnumerateArray().Select(session => session.GetProperty("id").GetString()!));
            cursor = response.Headers.TryGetValues("X-Next-Cursor", out var next) ? next.Single() : null;
        }
        while (cursor is not null);

        Assert.Equal(5, ids.Count);
        Assert.Equal(5, ids.Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>The source systems' clients know nothing of pages.</summary>
    [Fact]
    public async Task List_WithoutALimit_IsAll()
    {
        const int Many = 510;
        var name = $"many {Guid.NewGuid():N}";
        await Parallel.ForEachAsync(Enumerable.Range(0, Many), TestContext.Current.CancellationToken, async (_, _) => await server.StartSessionAsync(name));

        var sessions = await server.GetJsonAsync($"/api/sessions?q={Uri.EscapeDataString(name)}");

        Assert.Equal(Many, sessions.EnumerateArray().Select(session => session.GetProperty("id").GetString()).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task List_Filtered_ByStatusTypeNameAndTime()
    {
        var name = $"filter {Guid.NewGuid():N}";
        var before = DateTimeOffset.UtcNow.AddMinutes(-1).ToString("O", CultureInfo.InvariantCulture);
        var live = await server.StartSessionAsync(name);
        var over = await server.StartSessionAsync(name);
        await server.EndSessionAsync(over);
        var query = $"q={Uri.EscapeDataString(name.ToUpperInvariant())}";

        Assert.Equal([live], await IdsAsync($"{query}&status=active"));
        Assert.Equal([over], await IdsAsync($"{query}&status=ended"));
        Assert.Equal([over, live], await IdsAsync($"{query}&type=meeting&from={Uri.EscapeDataString(before)}"));
        Assert.Equal([over, live], await IdsAsync($"{query}&from={before}"));
        Assert.Empty(await IdsAsync($"{query}&to={Uri.EscapeDataString(before)}"));
        Assert.Empty(await IdsAsync($"{query}&type=calendar"));
    }

    [Fact]
    public async Task ActiveAndAll_Astro_CountAndEndWithTheNewest()
    {
        var live = await server.StartSessionAsync();
        var waiting = await server.CreateMeetingAsync();

        var active = await server.GetJsonAsync("/api/sessions/active");
        var all = await server.GetJsonAsync("/api/sessions/all");

        Assert.Equal("success", active.GetProperty("status").GetString());
        Assert.Equal(active.GetProperty("sessions").GetArrayLength(), active.GetProperty("count").GetInt32());
        var activeIds = IdsOf(active.GetProperty("sessions"));
        Assert.Contains(live, activeIds, StringComparer.Ordinal);
        Assert.DoesNotContain(waiting, activeIds, StringComparer.Ordinal);
        var allIds = IdsOf(all.GetProperty("sessions"));
        Assert.True(allIds.IndexOf(live) < allIds.IndexOf(waiting));
    }

    private async Task<IReadOnlyList<string>> IdsAsync(string query) => IdsOf(await server.GetJsonAsync($"/api/sessions?{query}"));

    private static List<string> IdsOf(JsonElement sessions) => [.. sessions.EnumerateArray().Select(session => session.GetProperty("id").GetString()!)];
}
