using System.Net;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Erasure;

/// <summary>For how long sessions are kept, as administrators say it.</summary>
[Collection(StrictTests.Name)]
public sealed class RetentionContractTests(StrictServer strict)
{
    [Fact]
    public async Task Put_Days_AreKeptNotedAndTakenBack()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var path = $"{ana.Org}/retention";

        Assert.Equal(JsonValueKind.Null, (await ana.ReadAsync(path)).GetProperty("days").ValueKind);
        Assert.Equal(30, (await ana.DoAsync(HttpMethod.Put, path, new { days = 30 })).GetProperty("days").GetInt32());
        Assert.Equal(30, (await ana.ReadAsync(path)).GetProperty("days").GetInt32());
        Assert.Equal(JsonValueKind.Null, (await ana.DoAsync(HttpMethod.Put, path, new { days = (int?)null })).GetProperty("days").ValueKind);

        var noted = (await ana.ReadAsync("/api/v1/audit")).GetProperty("entries").EnumerateArray().Where(entry => entry.Text("action") == "org.set-retention");
        Assert.Equal(["""{"days":null}""", """{"days":30}"""], noted.Select(entry => entry.GetProperty("details").GetRawText()));
    }

    [Fact]
    public async Task Put_Days_ErasesWhatIsOlder()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var session = await ana.StartSessionAsync();
        await ana.DoAsync(HttpMethod.Post, $"/api/sessions/{session}/end");
        await strict.Server.Database.ExecuteAsync($"UPDATE sessions SET created_at = created_at - interval '31 days', ended_at = ended_at - interval '31 days' WHERE id = '{session}'");

        await ana.DoAsync(HttpMethod.Put, $"{ana.Org}/retention", new { days = 30 });

        await strict.Server.Database.UntilAsync($"SELECT erased_at IS NOT NULL FROM erasures WHERE session_id = '{session}'", "the session's erasure");
        var receipt = await ana.ReadAsync($"/api/erasures/{session}");
        Assert.Equal(("retention", "server"), (receipt.Text("reason"), receipt.GetProperty("requested_by").Text("kind")));
    }

    [Theory]
    [InlineData("""{"days":0}""")]
    [InlineData("""{"days":-1}""")]
    [InlineData("""{"days":36501}""")]
    [InlineData("""{"days":1.5}""")]
    [InlineData("""{"days":"30"}""")]
    [InlineData("""{"days":true}""")]
    [InlineData("""{}""")]
    public async Task Put_DaysThatMakeNoSense_AreRefused(string body)
    {
        using var ana = await Person.JoinAsync(strict.Server);

        using var answer = await ana.PutAsync($"{ana.Org}/retention", JsonDocument.Parse(body).RootElement);

        Assert.Equal("retention.bad-days", await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity));
    }
}
