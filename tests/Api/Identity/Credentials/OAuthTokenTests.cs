using System.Net;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Credentials;

/// <summary>Astro's stored tokens, to the letter of what its client was written against.</summary>
[Collection(StrictTests.Name)]
public sealed class OAuthTokenTests(StrictServer strict)
{
    private const string SalesforceToken = "00D5g000008abcd!AQcAQH0dMHZfz972Szmpkb58urFRkgeBGsxL_QJWwYMfAbUeeG7c1E6";
    private const string SlackToken = "xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcBrzbqgy";

    private static readonly object Salesforce = new { access_token = SalesforceToken, instance_url = "https://acme.my.salesforce.com", id = "https://login.salesforce.com/id/00Dx/005x", refresh_token = "5Aep861" };
    private static readonly object Slack = new { access_token = SlackToken, token_type = "bot", team = new { id = "T1", name = "Acme" }, authed_user = new { id = "U1" } };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Store_ForASessionThatIsThereOrNot_IsReadBackMasked(bool isThere)
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var session = isThere ? await ana.StartSessionAsync() : Guid.NewGuid().ToString();

        var stored = await ana.DoAsync(HttpMethod.Post, "/api/auth/tokens", new { session_id = session, salesforce_tokens = Salesforce, slack_tokens = Slack });
        var read = await ana.ReadAsync($"/api/auth/tokens/{session}");

        Assert.Equal(("success", session), (stored.Text("status"), stored.Text("session_id")));
        Assert.NotEmpty(stored.Text("message"));
        AssertJson(
            """
            {"status":"success",
             "salesforce_tokens":{"access_token":"00D5g00000...","instance_url":"https://acme.my.salesforce.com","has_tokens":true},
             "slack_tokens":{"access_token":"xoxb-17653...","team_name":"Acme","has_tokens":true}}
            """,
            read);
        AssertJson(
            $$$"""
            {"status":"success","session_id":"{{{session}}}","salesforce":{"authenticated":true,"instance_url":"https://acme.my.salesforce.com"},
             "slack":{"authenticated":true,"team_name":"Acme"},"all_authenticated":true}
            """,
            await ana.ReadAsync($"/api/auth/validate/{session}"));
    }

    [Fact]
    public async Task Store_OfACamelCaseClient_IsTheSame()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var session = Guid.NewGuid().ToString();

        await ana.DoAsync(HttpMethod.Post, "/api/auth/tokens", new { sessionId = session, salesforceTokens = Salesforce, slackTokens = Slack });

        Assert.True((await ana.ReadAsync($"/api/auth/validate/{session}")).GetProperty("all_authenticated").GetBoolean());
    }

    [Theory]
    [InlineData("""{"salesforce_tokens":{},"slack_tokens":{}}""")]
    [InlineData("""{"session_id":"","salesforce_tokens":{},"slack_tokens":{}}""")]
    [InlineData("""{"session_id":"s1","salesforce_tokens":{}}""")]
    [InlineData("""{"session_id":"s1","slack_tokens":{}}""")]
    [InlineData("""{"session_id":"s1","salesforce_tokens":null,"slack_tokens":{}}""")]
    [InlineData("""{"session_id":"s1","salesforce_tokens":"token","slack_tokens":{}}""")]
    public async Task Store_WithoutAllThatIsRequired_Answers400(string json)
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var body = new StringContent(json, System.Text.Encoding.UTF8, "application/json");

        using var response = await ana.Http.PostAsync(new Uri("/api/auth/tokens", UriKind.Relative), body);

        Assert.Equal("request.invalid", await response.ProblemAsync(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Tokens_ThatAreNotThere_AreNotFoundAndNotValid()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var session = Guid.NewGuid().ToString();

        using var read = await ana.GetAsync($"/api/auth/tokens/{session}");
        var removed = await ana.DoAsync(HttpMethod.Delete, $"/api/auth/tokens/{session}");

        Assert.Equal("oauth-tokens.not-found", await read.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal(("success", session), (removed.Text("status"), removed.Text("session_id")));
        AssertJson(
            $$$"""
            {"status":"success","session_id":"{{{session}}}","salesforce":{"authenticated":false,"instance_url":null},
             "slack":{"authenticated":false,"team_name":null},"all_authenticated":false}
            """,
            await ana.ReadAsync($"/api/auth/validate/{session}"));
    }

    [Fact]
    public async Task Tokens_AreReplacedForgottenAndNotedOnceEach()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var session = await ana.StartSessionAsync();
        await ana.DoAsync(HttpMethod.Post, "/api/auth/tokens", new { session_id = session, salesforce_tokens = Salesforce, slack_tokens = Slack });
        await ana.DoAsync(HttpMethod.Post, "/api/auth/tokens", new { session_id = session, salesforce_tokens = Salesforce, slack_tokens = new { access_token = "short" } });

        Assert.Equal("...", (await ana.ReadAsync($"/api/auth/tokens/{session}")).GetProperty("slack_tokens").Text("access_token"));
        await ana.DoAsync(HttpMethod.Delete, $"/api/auth/tokens/{session}");

        using var gone = await ana.GetAsync($"/api/auth/tokens/{session}");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        var audit = await ana.AuditAsync("oauth-tokens.set", "oauth-tokens.remove");
        Assert.Equal(["oauth-tokens.set", "oauth-tokens.set", "oauth-tokens.remove"], audit.Select(entry => entry.Text("action")));
        Assert.All(audit, entry => Assert.Equal(session, entry.Text("session_id")));
    }

    [Fact]
    public async Task Tokens_OfAnotherOrganisation_AreOutOfReach()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var eve = await Person.JoinAsync(strict.Server, "Eve");
        var (session, unmade) = (await ana.StartSessionAsync(), Guid.NewGuid().ToString());
        await ana.DoAsync(HttpMethod.Post, "/api/auth/tokens", new { session_id = session, salesforce_tokens = Salesforce, slack_tokens = Slack });
        await ana.DoAsync(HttpMethod.Post, "/api/auth/tokens", new { session_id = unmade, salesforce_tokens = Salesforce, slack_tokens = Slack });

        using var store = await eve.PostAsync("/api/auth/tokens", new { session_id = session, salesforce_tokens = Salesforce, slack_tokens = Slack });
        using var read = await eve.GetAsync($"/api/auth/tokens/{session}");
        using var remove = await eve.DeleteAsync($"/api/auth/tokens/{session}");
        using var validate = await eve.GetAsync($"/api/auth/validate/{session}");

        Assert.All((HttpResponseMessage[])[store, read, remove, validate], response => Assert.Equal(HttpStatusCode.NotFound, response.StatusCode));
        Assert.False((await eve.ReadAsync($"/api/auth/validate/{unmade}")).GetProperty("all_authenticated").GetBoolean());
        await eve.DoAsync(HttpMethod.Delete, $"/api/auth/tokens/{unmade}");
        Assert.True((await ana.ReadAsync($"/api/auth/validate/{unmade}")).GetProperty("all_authenticated").GetBoolean());
    }

    /// <summary>Under a name that is no session yet they are whoever's brought them, also while they can't be opened, and whatever an earlier look said.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tokens_OfAColleague_AreNotTakenOver(bool keyIsGone)
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();
        using var cleo = await ana.BringAsync("Cleo");
        var session = Guid.NewGuid().ToString();
        await ben.DoAsync(HttpMethod.Post, "/api/auth/tokens", new { session_id = session, salesforce_tokens = Salesforce, slack_tokens = Slack });
        if (keyIsGone)
        {
            await strict.Server.Database.ExecuteAsync($"UPDATE oauth_tokens SET key_id = 'gone' WHERE session_id = '{session}'");
        }

        using var store = await cleo.PostAsync("/api/auth/tokens", new { session_id = session, salesforce_tokens = Salesforce, slack_tokens = Slack });
        using var read = await cleo.GetAsync($"/api/auth/tokens/{session}");
        using var validate = await cleo.GetAsync($"/api/auth/validate/{session}");
        using var remove = await cleo.DeleteAsync($"/api/auth/tokens/{session}");

        foreach (var refused in (HttpResponseMessage[])[store, read, validate, remove])
        {
            Assert.Equal("session.not-owner", await refused.ProblemAsync(HttpStatusCode.Forbidden));
        }

        Assert.Equal([ben.Id, ben.Id], await strict.Server.Database.QueryAsync<string>($"SELECT user_id FROM oauth_tokens WHERE session_id = '{session}'"));
        Assert.Single(await ana.AuditAsync("oauth-tokens.set", "oauth-tokens.remove"));
        await ben.DoAsync(HttpMethod.Post, "/api/auth/tokens", new { session_id = session, salesforce_tokens = Salesforce, slack_tokens = Slack });
        await ana.DoAsync(HttpMethod.Delete, $"/api/auth/tokens/{session}");
        Assert.Empty(await strict.Server.Database.QueryAsync<string>($"SELECT user_id FROM oauth_tokens WHERE session_id = '{session}'"));
    }

    /// <summary>All or none: what one of them is somebody else's for stays as it was.</summary>
    [Fact]
    public async Task Tokens_OfWhichOneIsAColleagues_AllStay()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();
        using var cleo = await ana.BringAsync("Cleo");
        var session = Guid.NewGuid().ToString();
        await ben.DoAsync(HttpMethod.Post, "/api/auth/tokens", new { session_id = session, salesforce_tokens = Salesforce, slack_tokens = Slack });
        await strict.Server.Database.ExecuteAsync($"UPDATE oauth_tokens SET user_id = '{cleo.Id}', created_at = 'epoch' WHERE session_id = '{session}' AND vendor = 'slack'");

        using var store = await cleo.PostAsync("/api/auth/tokens", new { session_id = session, salesforce_tokens = Salesforce, slack_tokens = Slack });
        using var remove = await cleo.DeleteAsync($"/api/auth/tokens/{session}");

        Assert.Equal("session.not-owner", await store.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("session.not-owner", await remove.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal([ben.Id, cleo.Id], await strict.Server.Database.QueryAsync<string>($"SELECT user_id FROM oauth_tokens WHERE session_id = '{session}' ORDER BY vendor"));
        Assert.Equal([1L], await strict.Server.Database.QueryAsync<long>($"SELECT count(*) FROM oauth_tokens WHERE session_id = '{session}' AND created_at = 'epoch'"));
        Assert.Single(await ana.AuditAsync("oauth-tokens.set", "oauth-tokens.remove"));
    }

    [Fact]
    public async Task Tokens_InTheDatabase_AreSealed()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        await ana.DoAsync(HttpMethod.Post, "/api/auth/tokens", new { session_id = Guid.NewGuid().ToString(), salesforce_tokens = Salesforce, slack_tokens = Slack });

        await strict.Server.Database.HoldsNothingOfAsync(SalesforceToken, SlackToken, "acme.my.salesforce.com");
    }

    private static void AssertJson(string expected, JsonElement actual) =>
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(expected).RootElement, actual), actual.ToString());
}
