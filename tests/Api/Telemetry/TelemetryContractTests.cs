using System.Net;
using System.Text;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Telemetry;

/// <summary>ASTRA's telemetry, as its clients send and read it; and what is new: pages, buckets, long streams.</summary>
public sealed class TelemetryContractTests(ApiServer server)
{
    [Fact]
    public async Task Post_Point_IsAnsweredWhole()
    {
        var id = await server.StartSessionAsync();

        var point = await AddAsync(id, """{"timestamp":"2026-05-04T14:00:00.1234567+02:00","channel":"motors.motor1_current","value":2.5,"unit":"A"}""");

        Assert.StartsWith("tel_", point.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            $$$"""{"id":"{{{point.GetProperty("id").GetString()}}}","session_id":"{{{id}}}","timestamp":"2026-05-04T12:00:00.123456Z","channel":"motors.motor1_current","value":2.5,"unit":"A"}""",
            point.GetRawText());
        Assert.Equal(point.GetRawText(), (await server.GetJsonAsync($"/api/sessions/{id}/telemetry/latest?channel=motors.motor1_current")).GetRawText());
        Assert.Equal($"[{point.GetRawText()}]", (await server.GetJsonAsync($"/api/sessions/{id}/telemetry")).GetRawText());
    }

    /// <summary>Without a zone it is UTC, as everywhere in ASTRA; fields in any order and casing, and fields that nobody knows.</summary>
    [Theory]
    [InlineData("""{"value":1,"channel":"p1","timestamp":"2026-05-04T12:00:00"}""", "2026-05-04T12:00:00.000000Z")]
    [InlineData("""{"more":{"a":[1]},"value":1.0e0,"channel":"p1","timestamp":"2026-05-04 12:00:00Z","unit":null,"idempotencyKey":null}""", "2026-05-04T12:00:00.000000Z")]
    [InlineData("""{"value":1,"channel":"p1","timestamp":"2026-05-04T12:00:00.5-07:00"}""", "2026-05-04T19:00:00.500000Z")]
    [InlineData("""{"value":1,"channel":"p1","timestamp":"2026-05-04T12:00Z"}""", "2026-05-04T12:00:00.000000Z")]
    public async Task Post_PointInAnotherDress_IsTaken(string body, string at)
    {
        var id = await server.StartSessionAsync();

        var point = await AddAsync(id, body);

        Assert.Equal((at, "p1", 1.0), (point.GetProperty("timestamp").GetString(), point.GetProperty("channel").GetString(), point.GetProperty("value").GetDouble()));
    }

    [Theory]
    [InlineData("""{"channel":"p1","value":1}""", "telemetry.bad-timestamp")]
    [InlineData("""{"timestamp":"yesterday","channel":"p1","value":1}""", "telemetry.bad-timestamp")]
    [InlineData("""{"timestamp":"2026-02-30T12:00:00Z","channel":"p1","value":1}""", "telemetry.bad-timestamp")]
    [InlineData("""{"timestamp":1777896000,"channel":"p1","value":1}""", "telemetry.bad-timestamp")]
    [InlineData("""{"timestamp":"9999-01-01T00:00:00Z","channel":"p1","value":1}""", "telemetry.in-future")]
    [InlineData("""{"timestamp":"1815-01-01T00:00:00Z","channel":"p1","value":1}""", "telemetry.bad-timestamp")]
    [InlineData("""{"timestamp":"2026-05-04T12:00:00Z","value":1}""", "telemetry.bad-channel")]
    [InlineData("""{"timestamp":"2026-05-04T12:00:00Z","channel":"","value":1}""", "telemetry.bad-channel")]
    [InlineData("""{"timestamp":"2026-05-04T12:00:00Z","channel":7,"value":1}""", "telemetry.bad-channel")]
    [InlineData("""{"timestamp":"2026-05-04T12:00:00Z","channel":"a\u0000b","value":1}""", "telemetry.bad-channel")]
    [InlineData("""{"timestamp":"2026-05-04T12:00:00Z","channel":"a\ud800b","value":1}""", "telemetry.bad-channel")]
    [InlineData("""{"timestamp":"2026-05-04T12:00:00Z","channel":"p1"}""", "telemetry.bad-value")]
    [InlineData("""{"timestamp":"2026-05-04T12:00:00Z","channel":"p1","value":null}""", "telemetry.bad-value")]
    [InlineData("""{"timestamp":"2026-05-04T12:00:00Z","channel":"p1","value":"1"}""", "telemetry.bad-value")]
    [InlineData("""{"timestamp":"2026-05-04T12:00:00Z","channel":"p1","value":{"a":1}}""", "telemetry.bad-value")]
    [InlineData("""{"timestamp":"2026-05-04T12:00:00Z","channel":"p1","value":1e999}""", "telemetry.not-finite")]
    [InlineData("""{"timestamp":"2026-05-04T12:00:00Z","channel":"p1","value":"NaN"}""", "telemetry.not-finite")]
    [InlineData("""{"timestamp":"2026-05-04T12:00:00Z","channel":"p1","value":"-Infinity"}""", "telemetry.not-finite")]
    [InlineData("""{"timestamp":"2026-05-04T12:00:00Z","channel":"p1","value":1e300}""", "telemetry.out-of-range")]
    [InlineData("""{"timestamp":"2026-05-04T12:00:00Z","channel":"p1","value":1,"unit":7}""", "telemetry.bad-unit")]
    [InlineData("""{"timestamp":"2026-05-04T12:00:00Z","channel":"p1","value":1,"idempotency_key":""}""", "telemetry.bad-key")]
    [InlineData("""[]""", "telemetry.bad-point")]
    [InlineData("""{"timestamp":"2026-05-04T12:00:00Z","channel":"p1","value":NaN}""", "request.invalid")]
    [InlineData("""{"timestamp":"2026-05-04T12:00:00Z","channel":"p1","value":1""", "request.invalid")]
    [InlineData("""{"timestamp":"2026-05-04T12:00:00Z","channel":"p1","value":1} x""", "request.invalid")]
    [InlineData("", "request.invalid")]
    public async Task Post_PointThatMakesNoSense_IsRefused(string body, string code)
    {
        var id = await server.StartSessionAsync();

        using var answer = await server.SendJsonAsync(HttpMethod.Post, $"/api/sessions/{id}/telemetry", body);

        Assert.Equal(code, await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Empty((await server.GetJsonAsync($"/api/sessions/{id}/telemetry/channels")).GetProperty("channels").EnumerateArray());
    }

    [Theory]
    [InlineData("application/json", """{"data":[{"timestamp":"2026-05-04T12:00:00Z","channel":"p1","value":1},{"timestamp":"2026-05-04T12:00:01Z","channel":"p2","value":2}]}""")]
    [InlineData("application/json", """{"more":[{"data":1}],"data":[{"timestamp":"2026-05-04T12:00:00Z","channel":"p1","value":1},{"timestamp":"2026-05-04T12:00:01Z","channel":"p2","value":2}],"last":{}}""")]
    [InlineData("application/x-ndjson", "{\"timestamp\":\"2026-05-04T12:00:00Z\",\"channel\":\"p1\",\"value\":1}\r\n\n{\"timestamp\":\"2026-05-04T12:00:01Z\",\"channel\":\"p2\",\"value\":2}")]
    [InlineData("text/csv", "2026-05-04T12:00:00Z,p1,1\n1777896001.000,p2,2.0\n")]
    [InlineData("text/csv; charset=utf-8", "Value,Channel,Timestamp\r\n1,p1,2026-05-04T12:00:00Z\r\n2,\"p2\",2026-05-04T12:00:01Z\r\n")]
    public async Task PostBatch_InEachFormat_IsTaken(string type, string body)
    {
        var id = await server.StartSessionAsync();

        using var answer = await SendAsync(id, type, body);

        Assert.Equal("""{"created":2}""", (await answer.JsonAsync()).GetRawText());
        Assert.Equal(["p2 2 2026-05-04T12:00:01.000000Z", "p1 1 2026-05-04T12:00:00.000000Z"], await PointsAsync(id));
    }

    [Theory]
    [InlineData("application/json", """{"data":[{"timestamp":"2026-05-04T12:00:00Z","channel":"p1","value":1},{"timestamp":"2026-05-04T12:00:01Z","channel":"p2","value":"Infinity"}]}""", "telemetry.not-finite", "data[1]")]
    [InlineData("application/json", """{"data":[{"timestamp":"2026-05-04T12:00:00Z","channel":"p1","value":1},{"timestamp":"2026-05-04T12:00:01Z","channel":"p2","value":NaN}]}""", "telemetry.bad-point", "data[1]")]
    [InlineData("application/json", """{"data":[{"timestamp":"2026-05-04T12:00:00Z","channel":"p1","value":1},7]}""", "telemetry.bad-point", "data[1]")]
    [InlineData("application/json", """{"data":[{"timestamp":"2026-05-04T12:00:00Z","channel":"p1","value":1,"unit":"A"},{"timestamp":"2026-05-04T12:00:01Z","channel":"p1","value":1,"unit":"V"}]}""", "telemetry.unit-differs", "data[1]")]
    [InlineData("application/json", """{"points":[]}""", "telemetry.no-data", "'data'")]
    [InlineData("application/json", """{"data":{}}""", "telemetry.no-data", "'data'")]
    [InlineData("application/json", """[]""", "telemetry.no-data", "'data'")]
    [InlineData("application/json", """{"data":[{"timestamp":"2026-05-04T12:00:00Z","channel":"p1","value":1}]""", "request.invalid", "")]
    [InlineData("application/json", """{"data":[{"timestamp":"2026-05-04T12:00:00Z","channel":"p1","value":1}""", "telemetry.bad-point", "data[1]")]
    [InlineData("application/x-ndjson", "{\"timestamp\":\"2026-05-04T12:00:00Z\",\"channel\":\"p1\",\"value\":1}\n{\"timestamp\":\"now\",\"channel\":\"p1\",\"value\":1}\n", "telemetry.bad-timestamp", "line 2")]
    [InlineData("application/x-ndjson", "{\"timestamp\":\"2026-05-04T12:00:00Z\",\"channel\":\"p1\",\"value\":1}{}\n", "telemetry.bad-point", "line 1")]
    [InlineData("text/csv", "2026-05-04T12:00:00Z,p1,1\n2026-05-04T12:00:00Z,p1,0x3F\n", "telemetry.bad-value", "line 2")]
    [InlineData("text/csv", "timestamp,channel,value\n2026-05-04T12:00:00Z,p1,NaN\n", "telemetry.not-finite", "line 2")]
    [InlineData("text/csv", "timestamp,channel,what\n2026-05-04T12:00:00Z,p1,1\n", "telemetry.bad-header", "line 1")]
    [InlineData("text/csv", "2026-05-04T12:00:00Z,\"p1,1\n", "telemetry.bad-point", "line 1")]
    public async Task PostBatch_WithOneBadRow_StoresNothingAndSaysWhich(string type, string body, string code, string row)
    {
        var id = await server.StartSessionAsync();

        using var answer = await SendAsync(id, type, body);

        Assert.Equal(code, await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Contains(row, await answer.DetailAsync(), StringComparison.Ordinal);
        Assert.Empty(await PointsAsync(id));
    }

    [Fact]
    public async Task PostBatch_LongStreamInEachFormat_IsTakenAsAWholeOrNotAtAll()
    {
        const int Rows = 25_000;
        foreach (var (type, line, begin, end, between) in (IEnumerable<(string, Func<int, string>, string, string, string)>)
        [
            ("application/json", i => Json(i), "{\"data\":[", "]}", ","),
            ("application/x-ndjson", i => Json(i), "", "\n", "\n"),
            ("text/csv", i => $"{1777896000 + (i * 0.01m)},p{i % 3},{i}", "", "", "\n"),
        ])
        {
            var id = await server.StartSessionAsync();
            var body = begin + string.Join(between, Enumerable.Range(0, Rows).Select(line)) + end;

            using (var bad = await SendAsync(id, type, begin + string.Join(between, Enumerable.Range(0, Rows).Select(line)) + between + "nonsense" + end))
            {
                Assert.StartsWith("telemetry.bad-", await bad.ProblemAsync(HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
                Assert.Contains(type == "application/json" ? "data[25000]" : "line 25001", await bad.DetailAsync(), StringComparison.Ordinal);
                Assert.Empty(await PointsAsync(id));
            }

            using var answer = await SendAsync(id, type, body);
            using var again = await SendAsync(id, type, body);

            Assert.Equal(Rows, (await answer.JsonAsync()).GetProperty("created").GetInt32());
            Assert.Equal(Rows, (await again.JsonAsync()).GetProperty("created").GetInt32());
            var channels = await server.GetJsonAsync($"/api/sessions/{id}/telemetry/channels");
            Assert.Equal(Rows, channels.GetProperty("details").EnumerateArray().Sum(channel => channel.GetProperty("count").GetInt64()));
            Assert.Equal(Rows - 1, (await server.GetJsonAsync($"/api/sessions/{id}/telemetry/latest?channel=p{(Rows - 1) % 3}")).GetProperty("value").GetInt32());
        }

        static string Json(int i) => $$"""{"timestamp":"{{DateTimeOffset.FromUnixTimeMilliseconds(1777896000000 + (i * 10)):O}}","channel":"p{{i % 3}}","value":{{i}}}""";
    }

    [Fact]
    public async Task PostBatch_OfAnotherType_IsRefused()
    {
        var id = await server.StartSessionAsync();

        using var batch = await SendAsync(id, "text/plain", "x");
        using var point = await server.Http.PostAsync(new Uri($"/api/sessions/{id}/telemetry", UriKind.Relative), new StringContent("x"));

        Assert.Equal("request.unsupported-media-type", await batch.ProblemAsync(HttpStatusCode.UnsupportedMediaType));
        Assert.Equal("request.unsupported-media-type", await point.ProblemAsync(HttpStatusCode.UnsupportedMediaType));
    }

    [Fact]
    public async Task Post_SamePointAgain_HasTheSameIdAndCountsOnce()
    {
        var id = await server.StartSessionAsync();
        const string Point = """{"timestamp":"2026-05-04T12:00:00Z","channel":"p1","value":1,"idempotency_key":"a"}""";

        var first = await AddAsync(id, Point);
        var again = await AddAsync(id, Point);
        var other = await AddAsync(id, Point.Replace("\"a\"", "\"b\"", StringComparison.Ordinal));

        Assert.Equal(first.GetRawText(), again.GetRawText());
        Assert.NotEqual(first.GetProperty("id").GetString(), other.GetProperty("id").GetString());
        Assert.Equal(2, (await ChannelAsync(id, "p1")).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Get_Points_NewestFirstByFilterAndPage()
    {
        var id = await server.StartSessionAsync();
        using var added = await SendAsync(id, "text/csv", string.Join('\n', Enumerable.Range(0, 20).Select(i => $"{1777896000 + i},p{i % 2},{i}")));

        List<string> all = [];
        string? cursor = null;
        do
        {
            using var page = await server.Http.GetAsync(new Uri($"/api/sessions/{id}/telemetry?limit=7{(cursor is null ? "" : $"&cursor={cursor}")}", UriKind.Relative));
            all.AddRange((await page.JsonAsync()).EnumerateArray().Select(point => point.GetProperty("value").GetRawText()));
            cursor = page.Headers.TryGetValues("X-Next-Cursor", out var next) ? next.Single() : null;
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 20).Reverse().Select(i => $"{i}"), all);
        Assert.Equal(["19", "17", "15"], await ValuesAsync(id, "?channel=p1&limit=3"));
        Assert.Equal(["6", "5", "4"], await ValuesAsync(id, "?from=2026-05-04T12:00:04Z&to=2026-05-04T12:00:06%2B00:00"));
        Assert.Equal(["4"], await ValuesAsync(id, "?channel=p0&from=2026-05-04T12:00:04Z&to=2026-05-04T12:00:05"));
    }

    [Theory]
    [InlineData("", "?from=2026-05-04T12:00:01Z&to=2026-05-04T12:00:00Z", 422, "query.bad-range")]
    [InlineData("", "?from=now", 422, "request.invalid")]
    [InlineData("", "?channel=nobody", 404, "telemetry.unknown-channel")]
    [InlineData("", "?channel=nobody&max_points=10", 404, "telemetry.unknown-channel")]
    [InlineData("", "?limit=-1", 422, "request.invalid")]
    [InlineData("", "?limit=10001", 422, "request.invalid")]
    [InlineData("", "?max_points=10", 422, "telemetry.no-channel")]
    [InlineData("", "?channel=p1&max_points=1", 422, "request.invalid")]
    [InlineData("", "?channel=p1&resolution=0", 422, "request.invalid")]
    [InlineData("", "?channel=p1&resolution=NaN", 422, "request.invalid")]
    [InlineData("", "?cursor=nonsense", 400, "telemetry.bad-cursor")]
    [InlineData("/latest", "", 422, "telemetry.no-channel")]
    [InlineData("/latest", "?channel=nobody", 404, "telemetry.unknown-channel")]
    public async Task Get_WhatMakesNoSense_IsRefused(string path, string query, int status, string code)
    {
        var id = await server.StartSessionAsync();
        await AddAsync(id, """{"timestamp":"2026-05-04T12:00:00Z","channel":"p1","value":1}""");

        using var answer = await server.Http.GetAsync(new Uri($"/api/sessions/{id}/telemetry{path}{query}", UriKind.Relative));

        Assert.Equal(code, await answer.ProblemAsync((HttpStatusCode)status));
    }

    [Fact]
    public async Task Get_Buckets_NeverMissASpike()
    {
        var id = await server.StartSessionAsync();
        using var added = await SendAsync(id, "text/csv", string.Join('\n', Enumerable.Range(0, 3000).Select(i => $"{1777896000 + i},p1,{(i == 1234 ? 1000 : i % 10)},V")));

        var plot = await server.GetJsonAsync($"/api/sessions/{id}/telemetry?channel=p1&max_points=50");
        var points = await server.GetJsonAsync($"/api/sessions/{id}/telemetry?channel=p1&max_points=50&from=2026-05-04T12:20:30Z&to=2026-05-04T12:20:35Z");

        var buckets = plot.GetProperty("buckets").EnumerateArray().ToList();
        Assert.InRange(buckets.Count, 25, 50);
        Assert.Equal(("p1", "V", 1000.0, 3000), (plot.GetProperty("channel").GetString(), plot.GetProperty("unit").GetString(), buckets.Max(bucket => bucket.GetProperty("max").GetDouble()), buckets.Sum(bucket => bucket.GetProperty("count").GetInt32())));
        Assert.Equal("""{"channel":"p1","unit":"V","resolution_seconds":0,"buckets":[""" + string.Join(',', new[] { 0, 1, 2, 3, 1000, 5 }.Select((value, i) => $$"""{"timestamp":"2026-05-04T12:20:{{30 + i}}.000000Z","count":1,"min":{{value}},"max":{{value}},"mean":{{value}}}""")) + "]}", points.GetRawText());
    }

    [Fact]
    public async Task Post_ToAnEndedSession_IsTaken()
    {
        var id = await server.StartSessionAsync();
        await server.EndSessionAsync(id);

        await AddAsync(id, """{"timestamp":"2026-05-04T12:00:00Z","channel":"p1","value":1}""");

        Assert.Equal(["p1 1 2026-05-04T12:00:00.000000Z"], await PointsAsync(id));
    }

    private async Task<JsonElement> AddAsync(string id, string body)
    {
        using var answer = await server.SendJsonAsync(HttpMethod.Post, $"/api/sessions/{id}/telemetry", body);
        return await answer.JsonAsync();
    }

    private async Task<HttpResponseMessage> SendAsync(string id, string type, string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return await server.Http.PostAsync(new Uri($"/api/sessions/{id}/telemetry/batch", UriKind.Relative), content);
    }

    private async Task<JsonElement> ChannelAsync(string id, string channel) =>
        (await server.GetJsonAsync($"/api/sessions/{id}/telemetry/channels")).GetProperty("details").EnumerateArray().Single(item => item.GetProperty("channel").GetString() == channel);

    private async Task<IReadOnlyList<string>> PointsAsync(string id) =>
        [.. (await server.GetJsonAsync($"/api/sessions/{id}/telemetry")).EnumerateArray().Select(point => $"{point.GetProperty("channel")} {point.GetProperty("value")} {point.GetProperty("timestamp")}")];

    private async Task<IReadOnlyList<string>> ValuesAsync(string id, string query) =>
        [.. (await server.GetJsonAsync($"/api/sessions/{id}/telemetry{query}")).EnumerateArray().Select(point => point.GetProperty("value").GetRawText())];
}
