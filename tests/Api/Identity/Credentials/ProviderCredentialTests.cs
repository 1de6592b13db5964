using System.Net;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Credentials;

/// <summary>What an organisation uses at others: set, replaced and removed, and never shown again.</summary>
[Collection(StrictTests.Name)]
public sealed class ProviderCredentialTests(StrictServer strict)
{
    [Fact]
    public async Task Credentials_Set_AreListedByTheirLastCharactersAndNoMore()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var secret = $"dg-{Guid.NewGuid():N}";

        var set = await ana.DoAsync(HttpMethod.Put, "/api/v1/credentials/deepgram", new { api_key = secret, region = "eu" });
        var listed = Assert.Single((await ana.ReadAsync("/api/v1/credentials")).EnumerateArray());

        Assert.Equal(set.ToString(), listed.ToString());
        Assert.Equal(("deepgram", $"api_key …{secret[^4..]}, region …", ana.Id), (set.Text("provider"), set.Text("hint"), set.Text("updated_by")));
        Assert.NotEmpty(set.Text("updated_at"));
        await strict.Server.Database.HoldsNothingOfAsync(secret);
    }

    [Fact]
    public async Task Credentials_ReplacedAndRemoved_AreNotedWithoutTheSecret()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var secret = $"sk-{Guid.NewGuid():N}";
        await ana.DoAsync(HttpMethod.Put, "/api/v1/credentials/openai", new { api_key = "first" });
        await ana.DoAsync(HttpMethod.Put, "/api/v1/credentials/openai", new { api_key = secret });
        await ana.DoAsync(HttpMethod.Delete, "/api/v1/credentials/openai");
        using var again = await ana.DeleteAsync("/api/v1/credentials/openai");

        Assert.Equal("credential.not-found", await again.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Empty((await ana.ReadAsync("/api/v1/credentials")).EnumerateArray());
        var audit = await ana.AuditAsync("credential.set", "credential.remove");
        Assert.Equal(["credential.set", "credential.set", "credential.remove"], audit.Select(entry => entry.Text("action")));
        Assert.All(audit, entry => Assert.Equal("openai", entry.Text("target")));
        Assert.DoesNotContain(secret, string.Concat(audit), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Open AI", """{"api_key":"x"}""")]
    [InlineData("openai", "{}")]
    [InlineData("openai", """{"api_key":5}""")]
    [InlineData("openai", """{"api_key":""}""")]
    [InlineData("openai", """{"api_key":{"nested":"x"}}""")]
    public async Task Credentials_OfTheWrongShape_AreRefused(string provider, string json)
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var body = new StringContent(json, System.Text.Encoding.UTF8, "application/json");

        using var response = await ana.Http.PutAsync(new Uri($"/api/v1/credentials/{provider}", UriKind.Relative), body);

        Assert.Equal("request.invalid", await response.ProblemAsync(HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task Credentials_AreForAdministratorsAndEachOrganisationsOwn()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();
        using var eve = await Person.JoinAsync(strict.Server, "Eve");
        await ana.DoAsync(HttpMethod.Put, "/api/v1/credentials/openai", new { api_key = "x" });

        using var byMember = await ben.GetAsync("/api/v1/credentials");
        using var setByMember = await ben.PutAsync("/api/v1/credentials/openai", new { api_key = "y" });
        using var foreign = await eve.DeleteAsync("/api/v1/credentials/openai");

        Assert.Equal("auth.forbidden", await byMember.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("auth.forbidden", await setByMember.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("credential.not-found", await foreign.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Empty((await eve.ReadAsync("/api/v1/credentials")).EnumerateArray());
    }
}
