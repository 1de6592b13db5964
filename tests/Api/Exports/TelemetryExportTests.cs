using System.Net;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Storage.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace MeetingIntel.Api.Tests.Exports;

/// <summary>What was measured leaves the server, and comes back, as it is.</summary>
public sealed class TelemetryExportTests(ApiServer server)
{
    private static readonly string[] Names = ["p1", "motors.motor1_current", "a, \"b\"", "Zażółć", "=SUM(A1)"];
    private static readonly double[] Values = [0, -0.0, 1, -2.5, 0.1 + 0.2, 1e290, -1e290, double.Epsilon, 1.0 / 3];

    [Fact]
    public async Task Import_OfAnyExport_HasTheSamePoints()
    {
        var points = (from name in Gen.Elements(Names)
                      from at in Gen.Choose(0, 40_000_000)
                      from value in Gen.Elements(Values)
                      from key in Gen.Elements("a", "b", null, null, null)
                      select (Name: name, At: at, Value: value, Key: (string?)key)).ArrayOf().ToArbitrary();
        var property = Prop.ForAll(points, given => HoldsAsync(given).GetAwaiter().GetResult());

        await Task.Run(() => property.Check(Config.QuickThrowOnFailure.WithMaxTest(25).WithEndSize(200)));
    }

    [Fact]
    public async Task Export_OfManyPoints_GoesPageByPage()
    {
        var id = await server.StartSessionAsync();
        var lines = Enumerable.Range(0, 2501).Select(i => $"{DateTimeOffset.UnixEpoch.AddSeconds(1777896000 + (i * 0.001)):yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'},p1,{i},V").ToArray();
        using var added = await server.Http.PostAsync(new Uri($"/api/sessions/{id}/telemetry/batch", UriKind.Relative), new StringContent(string.Join('\n', lines), Encoding.UTF8, "text/csv"));
        await added.JsonAsync();

        var csv = await server.Http.GetStringAsync(new Uri($"/api/sessions/{id}/export?format=csv", UriKind.Relative));

        Assert.Equal(["timestamp,channel,value,unit", .. lines, ""], csv.Split("\r\n"));
    }

    [Fact]
    public async Task Import_KeepsLimits_AndCrossesNoneOfThem()
    {
        var id = await server.StartSessionAsync();
        await AddAsync(id, [("p1", 0, 1, null), ("p1", 1, 99, null)]);
        using var limited = await server.SendJsonAsync(HttpMethod.Put, $"/api/sessions/{id}/telemetry/limits?channel=p1", """{"unit":"bar","alarm_high":5,"hold_seconds":3}""");
        var limits = await limited.JsonAsync();

        var copy = await server.ImportAsync(await server.ExportAsync(id));

        var details = (await server.GetJsonAsync($"/api/sessions/{copy}/telemetry/channels")).GetProperty("details")[0];
        Assert.Equal(limits.GetRawText(), details.GetProperty("limits").GetRawText());
        Assert.Equal((2, "bar"), (details.GetProperty("count").GetInt32(), details.GetProperty("unit").GetString()));
        Assert.Empty((await server.GetJsonAsync($"/api/sessions/{copy}/events?types=telemetry.limit")).GetProperty("events").EnumerateArray());
    }

    [Theory]
    [InlineData("\"value\":1", "\"value\":\"NaN\"", "telemetry[0].points[0].value")]
    [InlineData("\"value\":1", "\"value\":1e300", "telemetry[0].points[0].value")]
    [InlineData("\"at\":\"2026-05-04T12:00:00+00:00\"", "\"at\":\"2026-05-04T12:00:00\"", "telemetry[0].points[0].at")]
    [InlineData("\"at\":\"2026-05-04T12:00:00+00:00\"", "\"at\":\"9026-05-04T12:00:00Z\"", "telemetry[0].points[0].timestamp")]
    [InlineData("\"channel\":\"p1\"", "\"channel\":\"\"", "telemetry[0].channel")]
    [InlineData("\"key\":\"", "\"key\":\"x", "telemetry[0].points[0].key")]
    [InlineData("\"points\":1", "\"points\":2", "body")]
    public async Task Import_OfAMeasurementThatMakesNoSense_LeavesNothing(string part, string wrong, string field)
    {
        // A name of its own: other tests add channels at the same time.
        var channel = $"p1-{Guid.NewGuid():N}";
        var id = await server.StartSessionAsync();
        await AddAsync(id, [(channel, 0, 1, "a")]);
        var record = await server.ExportAsync(id);
        part = part.Replace("p1", channel, StringComparison.Ordinal);
        Assert.Contains(part, record, StringComparison.Ordinal);

        using var answer = await server.SendJsonAsync(HttpMethod.Post, "/api/sessions/import", record.Replace(part, wrong, StringComparison.Ordinal));

        await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity);
        Assert.Equal(field, JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()).GetProperty("errors").EnumerateObject().Single().Name);
        Assert.Equal([id], await server.Database.QueryAsync<string>($"SELECT session_id FROM telemetry_channels WHERE name IN ('{channel}', '')"));
        // Where another test erases a session just now, its points go a moment after their channel.
        await server.Database.UntilAsync(
            "SELECT count(*) = 0 FROM telemetry_points p WHERE NOT EXISTS (SELECT FROM telemetry_channels c WHERE c.id = p.channel_id)", "no points that belong to nothing");
    }

    private async Task<bool> HoldsAsync((string Name, int At, double Value, string? Key)[] points)
    {
        var id = await server.StartSessionAsync();
        await AddAsync(id, points);

        var record = await server.ExportAsync(id);
        var copy = await server.ImportAsync(record);

        Assert.Equal(Record.Plain(record, imported: true), Record.Plain(await server.ExportAsync(copy), imported: true));
        Assert.Equal(await RowsAsync(id), await RowsAsync(copy));
        return true;
    }

    /// <summary>Through the storage: a request can't say all values that a point may have.</summary>
    private async Task AddAsync(string id, (string Name, int At, double Value, string? Key)[] points)
    {
        var batch = new TelemetryBatch();
        foreach (var (name, at, value, key) in points)
        {
            batch.Add(name, new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero).AddMicroseconds(at), value, name.Length > 2 ? "V" : null, key);
        }

        Assert.True((await server.Provider.GetRequiredService<ITelemetryStore>().AppendAsync("org_dev", id, batch, CancellationToken.None)).Succeeded);
    }

    private async Task<string> RowsAsync(string id) => string.Join('\n', await server.Database.QueryAsync<string>(
        $"""
        (SELECT 'point ' || c.name || ' ' || p.at || ' ' || p.key || ' ' || p.value FROM telemetry_points p JOIN telemetry_channels c ON c.id = p.channel_id WHERE c.session_id = '{id}' ORDER BY c.name, p.at, p.key)
        UNION ALL
        (SELECT 'minute ' || c.name || ' ' || b.at || ' ' || b.points || ' ' || (b.lowest + 0) || ' ' || (b.highest + 0) FROM telemetry_buckets b JOIN telemetry_channels c ON c.id = b.channel_id WHERE c.session_id = '{id}' AND b.seconds = 60 ORDER BY c.name, b.at)
        """));
}
