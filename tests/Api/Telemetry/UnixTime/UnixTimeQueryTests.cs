using System.Globalization;
using System.Net;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Telemetry.UnixTime;

/// <summary>ASTRA's queries by Unix time, as its query page sends them.</summary>
public sealed class UnixTimeQueryTests(ApiServer server)
{
    /// <summary>2026-05-04, 12:00 UTC.</summary>
    private const double Noon = 1_777_896_000;

    [Fact]
    public async Task Channel_AtAMoment_IsTheLastSampleBefore()
    {
        var id = await MeasuredAsync("motors.motor1_current", (0, 1), (10, 2), (20, 3));

        Assert.Equal($$"""{"channel":"motors.motor1_current","value":2,"timestamp":{{Noon + 10}}}""", (await GetAsync($"channel?session={id}&name=motors.motor1_current&at={Noon + 20}")).GetRawText());
        Assert.Equal(3, (await GetAsync($"channel?session={id}&name=motors.motor1_current&at={Noon + 20.5}")).GetProperty("value").GetDouble());
        Assert.Equal("telemetry.nothing-measured", await RefusedAsync($"channel?session={id}&name=motors.motor1_current&at={Noon}", HttpStatusCode.NotFound));
        Assert.Equal("telemetry.nothing-measured", await RefusedAsync($"channel?session={id}&name=motors.motor1_current&at={Noon + 31 * 86_400}", HttpStatusCode.NotFound));
    }

    /// <summary>Whole minutes and what is left over at both ends: the same as adding up the points.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 60)]
    [InlineData(10, 50)]
    [InlineData(59, 61)]
    [InlineData(30, 400)]
    [InlineData(60, 240)]
    [InlineData(-1000, 100_000)]
    public async Task Range_IsWhatThePointsAre(double t0, double t1)
    {
        var points = Enumerable.Range(0, 500).Select(i => ((double)i, Math.Sin(i) * (i % 97))).ToArray();
        var id = await MeasuredAsync("imu.accel_x", points);

        var range = await GetAsync($"range?session={id}&name=imu.accel_x&t0={Noon + t0}&t1={Noon + t1}");

        var inside = points.Where(point => point.Item1 >= t0 && point.Item1 < t1).Select(point => point.Item2).ToArray();
        Assert.Equal(("imu.accel_x", id), (range.Text("channel"), range.Text("session_id")));
        Assert.Equal((Noon + t0, Noon + t1), (range.GetProperty("start").GetDouble(), range.GetProperty("end").GetDouble()));
        Assert.Equal((inside.Min(), inside.Max(), inside[^1]), (range.GetProperty("min").GetDouble(), range.GetProperty("max").GetDouble(), range.GetProperty("last").GetDouble()));
        Assert.Equal(inside.Average(), range.GetProperty("mean").GetDouble(), precision: 9);
    }

    [Fact]
    public async Task Events_AreWhatHappened_ByTimeAndSeverity()
    {
        var id = await MeasuredAsync("nav.position_z", (0, 1));
        foreach (var (second, type, content) in ((int, string, string)[])[(30, "command", "Open valve one"), (20, "observation", "Pressure drops"), (90, "system", "Later")])
        {
            await server.SendJsonAsync(HttpMethod.Post, $"/api/sessions/{id}/notes", $$"""{"timestamp":"{{At(second)}}","content":"{{content}}","type":"{{type}}"}""");
        }

        using var limits = await server.SendJsonAsync(HttpMethod.Put, $"/api/sessions/{id}/telemetry/limits?channel=nav.position_z", """{"warn_high":5}""");
        limits.EnsureSuccessStatusCode();
        await using var feed = await FeedClient.ConnectAsync(server, id, after: 0);
        await AddAsync(id, "nav.position_z", (25, 9));
        await feed.EventAsync("telemetry.limit");

        var all = (await GetAsync($"events?session={id}&t0={Noon}&t1={Noon + 60}")).EnumerateArray().ToList();
        Assert.Equal(["note.observation activity_lo", "telemetry.warn warning", "note.command command"], all.Select(item => $"{item.Text("evr_name")} {item.Text("severity")}"));
        Assert.Equal([Noon + 20, Noon + 25, Noon + 30], all.Select(item => item.GetProperty("timestamp").GetDouble()));
        Assert.Equal("nav.position_z: 9 is warn, limit 5", all[1].Text("message"));
        Assert.Equal(["Open valve one"], (await GetAsync($"events?session={id}&t0={Noon}&t1={Noon + 60}&severity=command")).EnumerateArray().Select(item => item.Text("message")));
        Assert.Equal(["Pressure drops"], (await GetAsync($"events?session={id}&t0={Noon}&t1={Noon + 60}&limit=1")).EnumerateArray().Select(item => item.Text("message")));
        Assert.Empty((await GetAsync($"events?session={id}&t0={Noon + 60}&t1={Noon}")).EnumerateArray());
        Assert.Contains("session.started activity_hi", (await GetAsync($"events?session={id}&t0=0&t1=9999999999&severity=activity_hi")).EnumerateArray().Select(item => $"{item.Text("evr_name")} {item.Text("severity")}"));
    }

    [Fact]
    public async Task Search_FindsChannelsByTheirNames()
    {
        await MeasuredAsync("system.fault_code", (0, 1));
        await MeasuredAsync("system.fault_count", (0, 1));
        await MeasuredAsync("cabin.humidity", (0, 1));

        var found = (await GetAsync("search?q=fault%20code&k=2")).EnumerateArray().ToList();

        Assert.Equal(["system.fault_code", "system.fault_count"], found.Select(item => item.Text("channel")));
        Assert.InRange(found[0].GetProperty("score").GetDouble(), found[1].GetProperty("score").GetDouble(), 1);
        Assert.DoesNotContain("cabin.humidity", (await GetAsync("search?q=fault%20code&k=50")).EnumerateArray().Select(item => item.Text("channel")));
        Assert.Empty((await GetAsync("search?q=%3F%3F")).EnumerateArray());
    }

    [Fact]
    public async Task Root_SaysWhatCanBeAsked() =>
        Assert.Equal(["service", "endpoints", "legacy_flask_paths", "note"], (await server.GetJsonAsync("/api/query")).EnumerateObject().Select(property => property.Name));

    [Theory]
    [InlineData("channel?name=p1&at=1", HttpStatusCode.UnprocessableEntity, "request.invalid")]
    [InlineData("channel?session={id}&at=1", HttpStatusCode.UnprocessableEntity, "request.invalid")]
    [InlineData("channel?session={id}&name=p1", HttpStatusCode.UnprocessableEntity, "request.invalid")]
    [InlineData("channel?session={id}&name=p1&at=noon", HttpStatusCode.UnprocessableEntity, "telemetry.bad-time")]
    [InlineData("channel?session={id}&name=p1&at=NaN", HttpStatusCode.UnprocessableEntity, "telemetry.bad-time")]
    [InlineData("channel?session={id}&name=p1&at=1e300", HttpStatusCode.UnprocessableEntity, "telemetry.bad-time")]
    [InlineData("channel?session={id}&name=nobody&at=1", HttpStatusCode.NotFound, "telemetry.unknown-channel")]
    [InlineData("channel?session=sess_nobody&name=p1&at=1", HttpStatusCode.NotFound, "session.not-found")]
    [InlineData("range?session={id}&name=p1&t0=253402300798&t1=253402300799", HttpStatusCode.UnprocessableEntity, "telemetry.bad-time")]
    [InlineData("range?session={id}&name=p1&t0=2&t1=1", HttpStatusCode.BadRequest, "telemetry.bad-range")]
    [InlineData("range?session={id}&name=p1&t0=1&t1=1", HttpStatusCode.BadRequest, "telemetry.bad-range")]
    [InlineData("range?session={id}&name=p1&t0=1&t1=2", HttpStatusCode.NotFound, "telemetry.nothing-measured")]
    [InlineData("range?session={id}&name=p1&t0=1", HttpStatusCode.UnprocessableEntity, "request.invalid")]
    [InlineData("events?session={id}&t0=1&t1=2&severity=terrible", HttpStatusCode.BadRequest, "telemetry.bad-severity")]
    [InlineData("events?session={id}&t0=1&t1=2&limit=501", HttpStatusCode.UnprocessableEntity, "request.invalid")]
    [InlineData("events?session=sess_nobody&t0=1&t1=2", HttpStatusCode.NotFound, "session.not-found")]
    [InlineData("search?q=%20", HttpStatusCode.BadRequest, "telemetry.nothing-to-find")]
    [InlineData("search", HttpStatusCode.BadRequest, "telemetry.nothing-to-find")]
    [InlineData("search?q=a&k=51", HttpStatusCode.UnprocessableEntity, "request.invalid")]
    public async Task Query_ThatMakesNoSense_IsRefused(string query, HttpStatusCode status, string code)
    {
        var id = await MeasuredAsync("p1", (0, 1));

        Assert.Equal(code, await RefusedAsync(query.Replace("{id}", id, StringComparison.Ordinal), status));
    }

    private async Task<string> MeasuredAsync(string channel, params (double Second, double Value)[] points)
    {
        var id = await server.StartSessionAsync();
        await AddAsync(id, channel, points);
        return id;
    }

    private async Task AddAsync(string id, string channel, params (double Second, double Value)[] points)
    {
        var data = points.Select(point => new { timestamp = At(point.Second), channel, value = point.Value });
        using var answer = await server.SendJsonAsync(HttpMethod.Post, $"/api/sessions/{id}/telemetry/batch", JsonSerializer.Serialize(new { data }));
        answer.EnsureSuccessStatusCode();
    }

    private static string At(double second) => DateTimeOffset.UnixEpoch.AddSeconds(Noon + second).ToString("O", CultureInfo.InvariantCulture);

    private Task<JsonElement> GetAsync(FormattableString query) => server.GetJsonAsync("/api/query/" + FormattableString.Invariant(query));

    private Task<JsonElement> GetAsync(string query) => server.GetJsonAsync("/api/query/" + query);

    private async Task<string> RefusedAsync(string query, HttpStatusCode status)
    {
        using var answer = await server.Http.GetAsync(new Uri("/api/query/" + query, UriKind.Relative));
        return await answer.ProblemAsync(status);
    }
}
