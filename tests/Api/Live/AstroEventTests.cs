using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Live;

/// <summary>Events of Astro that its page does not name and its clients send or wait for.</summary>
public sealed class AstroEventTests(ApiServer server)
{
    [Fact]
    public async Task SessionToken_IsKeptAndNeverShown()
    {
        var id = await server.StartSessionAsync();
        await using var app = await HubClient.ConnectAsync(server);

        await app.SendAsync("session_token", new { session_id = id, access_token = "00D-a-token-that-nobody-else-may-see-anywhere" });

        var received = await app.EventAsync("token_received");
        Assert.Equal(id, received.GetProperty("session_id").GetString());
        Assert.Equal("success", received.GetProperty("status").GetString());
        var kept = await server.GetJsonAsync($"/api/auth/validate/{id}");
        Assert.True(kept.GetProperty("salesforce").GetProperty("authenticated").GetBoolean());
        Assert.False(kept.GetProperty("all_authenticated").GetBoolean());
    }

    /// <summary>Over REST more than the token came; that stays.</summary>
    [Fact]
    public async Task SessionToken_OfASessionThatHasOne_ReplacesOnlyTheToken()
    {
        var id = await server.StartSessionAsync();
        using var stored = await server.Http.PostAsJsonAsync("/api/auth/tokens", new
        {
            session_id = id,
            salesforce_tokens = new { access_token = "first-0123456789-0123456789-0123456789", instance_url = "https://a.example" },
            slack_tokens = new { access_token = "x" },
        });
        await stored.JsonAsync();
        await using var app = await HubClient.ConnectAsync(server);

        await app.SendAsync("session_token", new { session_id = id, access_token = "second-0123456789-0123456789-0123456789" });
        await app.EventAsync("token_received");

        var kept = (await server.GetJsonAsync($"/api/auth/tokens/{id}")).GetProperty("salesforce_tokens");
        Assert.Equal("second-012...", kept.GetProperty("access_token").GetString());
        Assert.Equal("https://a.example", kept.GetProperty("instance_url").GetString());
    }

    [Theory]
    [InlineData("session_token", """{"session_id":"{sid}"}""", "token_error", "request.invalid")]
    [InlineData("session_token", """{"session_id":"{sid}","access_token":7}""", "token_error", "request.invalid")]
    [InlineData("session_token", """{"access_token":"x"}""", "token_error", "request.invalid")]
    [InlineData("session_token", """{"session_id":"sess_nobody","access_token":"x"}""", "token_error", "session.not-found")]
    [InlineData("manual_summary", """{"session_id":"sess_nobody"}""", "summary_error", "session.not-found")]
    [InlineData("manual_summary", "{}", "summary_error", "request.invalid")]
    [InlineData("meeting_summary", """{"session_id":"{sid}"}""", "error", "request.invalid")]
    [InlineData("meeting_summary", """{"session_id":"{sid}","summary_data":null}""", "error", "request.invalid")]
    [InlineData("error", "{}", "error", "request.invalid")]
    [InlineData("error", """{"session_id":"sess_nobody","message":"x"}""", "error", "session.not-found")]
    public async Task Event_ThatMakesNoSense_IsAnsweredWithItsCode(string method, string payload, string answer, string code)
    {
        var id = await server.StartSessionAsync();
        await using var app = await HubClient.ConnectAsync(server);

        await app.SendAsync(method, JsonSerializer.Deserialize<JsonElement>(payload.Replace("{sid}", id, StringComparison.Ordinal)));

        Assert.Equal(code, (await app.EventAsync(answer)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Error_OfAClient_IsShownToItsRoom()
    {
        var id = await server.StartSessionAsync();
        await using var page = await JoinAsync(id);
        await using var app = await HubClient.ConnectAsync(server);

        await app.SendAsync("error", new { session_id = id, message = "The microphone is gone" });

        var shown = await page.EventAsync("error_broadcast");
        Assert.Equal(id, shown.GetProperty("session_id").GetString());
        Assert.Equal("The microphone is gone", shown.GetProperty("message").GetString());
        Assert.Null(await app.InvokeAsync("error", new { message = "It concerns nobody" }));
        Assert.Empty(app.Take("error"));
    }

    [Fact]
    public async Task MeetingSummary_OfAClient_IsAnInsight()
    {
        var id = await server.StartSessionAsync();
        await using var page = await JoinAsync(id);
        await using var app = await HubClient.ConnectAsync(server);

        await app.SendAsync("meeting_summary", new { session_id = id, summary_data = new { summary = "They agreed" } });

        var shown = await page.EventAsync("insight_update");
        Assert.Equal("meeting_summary", shown.GetProperty("type").GetString());
        Assert.Equal("They agreed", shown.GetProperty("insight").GetProperty("summary").GetString());
    }

    [Fact]
    public async Task Summary_AsItGrows_IsShownToTheRoomAndToWhoAsks()
    {
        var id = await server.StartSessionAsync();
        await using var page = await JoinAsync(id);
        await server.AddLineAsync(id, "We ship on Friday.");

        var update = await page.EventAsync("meeting_summary_update");
        var summary = update.GetProperty("summary");
        Assert.Equal(id, update.GetProperty("session_id").GetString());
        Assert.Equal("We ship on Friday.", summary.GetProperty("summary").GetString());
        Assert.Equal(1, summary.GetProperty("finalTranscriptCount").GetInt32());
        Assert.EndsWith("Z", summary.GetProperty("lastUpdated").GetString(), StringComparison.Ordinal);
        Assert.All((string[])["actionItems", "questions", "nextSteps"], field => Assert.Equal(JsonValueKind.Array, summary.GetProperty(field).ValueKind));

        await page.SendAsync("manual_summary", new { session_id = id });
        Assert.Equal("We ship on Friday.", (await page.EventAsync("meeting_summary_update")).GetProperty("summary").GetProperty("summary").GetString());
        Assert.Equal(1, (await page.EventAsync("summary_generated")).GetProperty("final_count").GetInt32());
    }

    private async Task<HubClient> JoinAsync(string id)
    {
        var page = await HubClient.ConnectAsync(server);
        await page.SendAsync("join_session", new { session_id = id });
        await page.EventAsync("joined_session");
        return page;
    }
}
