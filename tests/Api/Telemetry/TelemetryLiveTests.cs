using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Telemetry;

/// <summary>What those see who watch: newest values, crossings of limits, and what a note was taken by.</summary>
public sealed class TelemetryLiveTests(ApiServer server)
{
    [Fact]
    public async Task Post_Point_IsShownToWhoWatches()
    {
        var id = await server.StartSessionAsync();
        await using var feed = await FeedClient.ConnectAsync(server, id);

        await AddAsync(id, 0, 2.5, "A");

        var shown = await feed.EventAsync("telemetry.latest");
        Assert.Equal("""{"timestamp":"2026-05-04T12:00:00.000000Z","value":2.5,"unit":"A","channel":"p1"}""", shown.GetProperty("data").GetRawText());
        Assert.False(shown.TryGetProperty("seq", out _));
    }

    /// <summary>However fast they come, the last one is shown.</summary>
    [Fact]
    public async Task Post_ManyPoints_ShowsSomeAndTheLast()
    {
        var id = await server.StartSessionAsync();
        await using var feed = await FeedClient.ConnectAsync(server, id);

        for (var i = 0; i < 200; i++)
        {
            await AddAsync(id, i, i);
        }

        var shown = 0;
        double last;
        do
        {
            last = (await feed.EventAsync("telemetry.latest")).GetProperty("data").GetProperty("value").GetDouble();
            shown++;
        }
        while (last < 199);

        Assert.True(shown < 200, $"All {shown} were shown.");
    }

    [Fact]
    public async Task Post_LatePoint_ShowsNothing()
    {
        var id = await server.StartSessionAsync();
        await AddAsync(id, 10, 10);
        await using var feed = await FeedClient.ConnectAsync(server, id);

        await AddAsync(id, 5, 5);
        await AddAsync(id, 11, 11);

        // The feed may begin with what was newest before.
        var values = new List<double>();
        do
        {
            values.Add((await feed.EventAsync("telemetry.latest")).GetProperty("data").GetProperty("value").GetDouble());
        }
        while (values[^1] < 11);
        Assert.DoesNotContain(5.0, values);
        Assert.Equal(11, (await server.GetJsonAsync($"/api/sessions/{id}/telemetry/latest?channel=p1")).GetProperty("value").GetDouble());
    }

    [Fact]
    public async Task Post_BeyondALimit_StandsOnTheTimelineAndIsTold()
    {
        var id = await server.StartSessionAsync();
        await AddAsync(id, 0, 1, "bar");
        var limits = await LimitAsync(id, new { warn_high = 3, alarm_high = 5, holdSeconds = 2 });
        Assert.Equal("""{"channel":"p1","unit":"bar","warn_low":null,"warn_high":3,"alarm_low":null,"alarm_high":5,"hold_seconds":2}""", limits.GetRawText());
        await using var feed = await FeedClient.ConnectAsync(server, id);

        await AddAsync(id, 1, 4);
        var warned = await feed.EventAsync("telemetry.limit");
        await AddAsync(id, 2, 6);
        var alarmed = await feed.EventAsync("telemetry.limit");
        await AddAsync(id, 3, 1);
        await AddAsync(id, 5, 1);
        var calm = await feed.EventAsync("telemetry.limit");

        Assert.Equal(["ok>warn 4", "warn>alarm 6", "alarm>ok 1"], new[] { warned, alarmed, calm }.Select(told => told.GetProperty("data")).Select(data => $"{data.GetProperty("previous")}>{data.GetProperty("level")} {data.GetProperty("value")}"));
        var events = await server.GetJsonAsync($"/api/sessions/{id}/events?types=telemetry.limit");
        Assert.Equal(new[] { warned, alarmed, calm }.Select(told => told.GetProperty("data").GetRawText()), events.GetProperty("events").EnumerateArray().Select(item => item.GetProperty("data").GetRawText()));
        Assert.Equal("ok", (await server.GetJsonAsync($"/api/sessions/{id}/telemetry/channels")).GetProperty("details")[0].GetProperty("level").GetString());
    }

    [Theory]
    [InlineData("?channel=p1", """{"warn_high":5,"alarm_high":3}""", 422, "telemetry.bad-limits")]
    [InlineData("?channel=p1", """{"warn_low":5,"warn_high":3}""", 422, "telemetry.bad-limits")]
    [InlineData("?channel=p1", """{"hold_seconds":-1}""", 422, "telemetry.bad-limits")]
    [InlineData("?channel=p1", """{"unit":"\u0007"}""", 422, "telemetry.bad-unit")]
    [InlineData("?channel=p1", """{"warn_high":"high"}""", 422, "request.invalid")]
    [InlineData("?channel=p1", """{"warn_hi":5}""", 422, "request.invalid")]
    [InlineData("?channel=p2", """{"warn_high":5}""", 404, "telemetry.unknown-channel")]
    [InlineData("", """{"warn_high":5}""", 422, "telemetry.no-channel")]
    public async Task PutLimits_ThatMakeNoSense_IsRefused(string query, string body, int status, string code)
    {
        var id = await server.StartSessionAsync();
        await AddAsync(id, 0, 1);

        using var answer = await server.SendJsonAsync(HttpMethod.Put, $"/api/sessions/{id}/telemetry/limits{query}", body);

        Assert.Equal(code, await answer.ProblemAsync((HttpStatusCode)status));
    }

    [Fact]
    public async Task Note_WithoutASnapshot_TakesDownWhatWasMeasuredAtItsMoment()
    {
        var id = await server.StartSessionAsync();
        await AddAsync(id, 0, 1);
        await AddAsync(id, 10, 2);
        await AddAsync(id, 5, 7, channel: "p2");

        Assert.Equal("""{"p1":1}""", await SnapshotAsync(id, "2026-05-04T12:00:04.999999Z", null));
        Assert.Equal("""{"p1":1,"p2":7}""", await SnapshotAsync(id, "2026-05-04T12:00:05Z", null));
        Assert.Equal("""{"p1":2,"p2":7}""", await SnapshotAsync(id, "2026-05-04T12:00:30Z", null));
        Assert.Equal("""{"mine":true}""", await SnapshotAsync(id, "2026-05-04T12:00:30Z", new { mine = true }));
        Assert.Equal("null", await SnapshotAsync(id, "2026-05-04T11:59:59Z", null));
    }

    /// <summary>Crossings that nobody has brought yet, as when a front-end is lost, are brought by whoever comes next.</summary>
    [Fact]
    public async Task Crossings_LeftBehind_AreBroughtInOrderAndOnce()
    {
        await using var own = new ApiServer(server.Postgres);
        await own.InitializeAsync();
        var id = await own.StartSessionAsync();
        await AddAsync(id, 0, 1, on: own);
        await using (var feed = await FeedClient.ConnectAsync(own, id))
        {
            await own.Database.ExecuteAsync(
                $$"""
                INSERT INTO telemetry_crossings (channel_id, number, org_id, session_id, crossing)
                SELECT id, n, org_id, session_id, json_build_object('channel', 'p1', 'number', n, 'level', 'warn', 'previous', 'ok', 'value', n, 'measured_at', '2026-05-04T12:00:00Z', 'late', false)
                FROM telemetry_channels, generate_series(1, 3) n WHERE session_id = '{{id}}'
                """);
            await own.RestartAsync();
        }

        await using var after = await FeedClient.ConnectAsync(own, id, after: 0);
        for (var number = 1; number <= 3; number++)
        {
            Assert.Equal(number, (await after.EventAsync("telemetry.limit")).GetProperty("data").GetProperty("number").GetInt32());
        }
    }

    [Fact]
    public async Task Latest_AfterARestart_IsReadAgain()
    {
        await using var own = new ApiServer(server.Postgres);
        await own.InitializeAsync();
        var id = await own.StartSessionAsync();
        await AddAsync(id, 0, 1, on: own);
        await AddAsync(id, 1, 2, on: own);

        await own.RestartAsync();

        Assert.Equal(2, (await own.GetJsonAsync($"/api/sessions/{id}/telemetry/latest?channel=p1")).GetProperty("value").GetDouble());
    }

    private async Task AddAsync(string id, int second, double value, string? unit = null, string channel = "p1", ApiServer? on = null)
    {
        using var answer = await (on ?? server).Http.PostAsJsonAsync(
            $"/api/sessions/{id}/telemetry", new { timestamp = new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero).AddSeconds(second), channel, value, unit });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<JsonElement> LimitAsync(string id, object limits)
    {
        using var answer = await server.Http.PutAsJsonAsync($"/api/sessions/{id}/telemetry/limits?channel=p1", limits);
        return await answer.JsonAsync();
    }

    private async Task<string> SnapshotAsync(string id, string timestamp, object? snapshot)
    {
        using var answer = await server.Http.PostAsJsonAsync($"/api/sessions/{id}/notes", new { timestamp, content = "x", telemetry_snapshot = snapshot });
        return (await answer.JsonAsync()).GetProperty("telemetry_snapshot").GetRawText();
    }
}
