using System.Net;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Erasure;

/// <summary>A session is erased over REST: gone at once for whoever asks, and for whoever watches.</summary>
public sealed class ErasureContractTests(ApiServer server)
{
    [Fact]
    public async Task Delete_Session_IsGoneAtOnceAndLeavesAReceipt()
    {
        var id = await server.StartSessionAsync();
        await server.AddLineAsync(id, "The quetzalcoatlus flies at dawn");

        using var answer = await DeleteAsync(id);
        var receipt = await answer.JsonAsync();

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal($"/api/erasures/{receipt.Text("id")}", answer.Headers.Location?.OriginalString);
        Assert.Equal((id, "request", "user"), (receipt.Text("session_id"), receipt.Text("reason"), receipt.GetProperty("requested_by").Text("kind")));
        foreach (var path in (string[])["", "/transcript", "/notes", "/events", "/telemetry/channels", "/export"])
        {
            using var gone = await server.Http.GetAsync(new Uri($"/api/sessions/{id}{path}", UriKind.Relative));
            Assert.Equal("session.not-found", await gone.ProblemAsync(HttpStatusCode.NotFound));
        }

        Assert.Empty((await server.GetJsonAsync("/api/search?q=quetzalcoatlus")).GetProperty("results").EnumerateArray());
        using var again = await DeleteAsync(id);
        Assert.Equal("session.not-found", await again.ProblemAsync(HttpStatusCode.NotFound));

        var done = await ErasedAsync(id);
        Assert.Equal("erased", done.Text("status"));
        Assert.Equal(1, done.GetProperty("rows").GetProperty("segments").GetInt64());
        Assert.Equal(done.GetRawText(), (await server.GetJsonAsync($"/api/erasures/{receipt.Text("id")}")).GetRawText());
        Assert.Contains(id, (await server.GetJsonAsync("/api/erasures")).EnumerateArray().Select(item => item.Text("session_id")));
    }

    [Fact]
    public async Task Delete_WhileWatched_EndsTheFeeds()
    {
        var id = await server.StartSessionAsync();
        await using var feed = await FeedClient.ConnectAsync(server, id);
        await using var hub = await HubClient.ConnectAsync(server);
        await hub.InvokeAsync("join_session", new { session_id = id });
        await using var streaming = await HubClient.ConnectAsync(server);
        var stream = await streaming.StreamEventsAsync(id, after: 0);
        await streaming.ItemAsync(stream);

        using var answer = await DeleteAsync(id);

        Assert.Equal("session.erased", (await feed.EventAsync("error.occurred")).GetProperty("data").Text("code"));
        await feed.Socket.ReceiveRestAsync("the feed's end");
        Assert.Equal(4004, feed.CloseCode);
        Assert.Equal("session.erased", (await hub.EventAsync("error")).Text("code"));
        Assert.StartsWith("session.erased", await streaming.StreamErrorAsync(stream), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_WhileAudioComes_EndsTheSocket()
    {
        var id = await server.StartSessionAsync();
        await using var audio = await AudioClient.ConnectAsync(server, id);
        await audio.ReadyAsync();

        using var answer = await DeleteAsync(id);

        Assert.Equal("session.erased", await audio.RefusedAsync());
        await ErasedAsync(id);
    }

    [Theory]
    [InlineData("?limit=0", HttpStatusCode.UnprocessableEntity, "request.invalid")]
    [InlineData("?limit=201", HttpStatusCode.UnprocessableEntity, "request.invalid")]
    [InlineData("?cursor=nonsense!", HttpStatusCode.BadRequest, "erasure.bad-cursor")]
    [InlineData("/erase_nobody", HttpStatusCode.NotFound, "erasure.not-found")]
    public async Task Get_WhatMakesNoSense_IsRefused(string query, HttpStatusCode status, string code)
    {
        using var answer = await server.Http.GetAsync(new Uri($"/api/erasures{query}", UriKind.Relative));

        Assert.Equal(code, await answer.ProblemAsync(status));
    }

    [Fact]
    public async Task Get_Receipts_PageByPage_GivesEachOnce()
    {
        var erased = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            erased.Insert(0, await server.StartSessionAsync());
            using var answer = await DeleteAsync(erased[0]);
        }

        // Other tests erase at the same time.
        var listed = new List<string>();
        for (string? cursor = ""; cursor is not null && erased.Except(listed).Any();)
        {
            using var page = await server.Http.GetAsync(new Uri($"/api/erasures?limit=1{cursor}", UriKind.Relative));
            listed.Add((await page.JsonAsync()).EnumerateArray().Single().Text("session_id"));
            cursor = page.Headers.TryGetValues("X-Next-Cursor", out var next) ? $"&cursor={next.Single()}" : null;
        }

        Assert.Equal(erased, listed.Where(erased.Contains));
    }

    private Task<HttpResponseMessage> DeleteAsync(string id) => server.Http.DeleteAsync(new Uri($"/api/sessions/{id}", UriKind.Relative));

    private async Task<JsonElement> ErasedAsync(string id)
    {
        await server.Database.UntilAsync($"SELECT erased_at IS NOT NULL FROM erasures WHERE session_id = '{id}'", "the erasure's end");
        return await server.GetJsonAsync($"/api/erasures/{id}");
    }
}
