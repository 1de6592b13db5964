using System.Net;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Telemetry.UnixTime;

/// <summary>The session stands in the query, and not in the path: nobody gets past the door by that.</summary>
[Collection(StrictTests.Name)]
public sealed class UnixTimeAccessTests(StrictServer strict)
{
    [Theory]
    [InlineData("channel?name=p1&at=1777896001&session=")]
    [InlineData("range?name=p1&t0=1777896000&t1=1777896001&session=")]
    [InlineData("events?t0=0&t1=9999999999&session=")]
    public async Task Query_OfAForeignSession_FindsNone(string query)
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var eve = await Person.JoinAsync(strict.Server, "Eve");
        var session = await ana.StartSessionAsync();
        await ana.DoAsync(HttpMethod.Post, $"/api/sessions/{session}/telemetry", new { timestamp = "2026-05-04T12:00:00Z", channel = "p1", value = 1 });

        using var own = await ana.GetAsync($"/api/query/{query}{session}");
        using var foreign = await eve.GetAsync($"/api/query/{query}{session}");

        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.Equal("session.not-found", await foreign.ProblemAsync(HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Search_SeesNoForeignChannels()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var eve = await Person.JoinAsync(strict.Server, "Eve");
        await ana.DoAsync(HttpMethod.Post, $"/api/sessions/{await ana.StartSessionAsync()}/telemetry", new { timestamp = "2026-05-04T12:00:00Z", channel = "secret.turbine", value = 1 });

        Assert.Single((await ana.ReadAsync("/api/query/search?q=turbine")).EnumerateArray());
        Assert.Empty((await eve.ReadAsync("/api/query/search?q=turbine")).EnumerateArray());
    }
}
