using System.Net;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Sharing;

/// <summary>Links to one session: whoever has one reads it, and does nothing else.</summary>
[Collection(StrictTests.Name)]
public sealed class ShareLinkTests(StrictServer strict)
{
    [Fact]
    public async Task Link_LeadsToThePageAndIsShownOnce()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var session = await ana.StartSessionAsync();

        var (visitor, link) = await ana.ShareAsync(session, hours: 2);
        using var cleanup = visitor;
        var listed = Assert.Single((await ana.ReadAsync($"/api/sessions/{session}/share-links")).EnumerateArray());

        // Behind the # it is never sent, and so in no log.
        Assert.Equal($"{strict.Server.Address.GetLeftPart(UriPartial.Authority)}/s/{session}#share={link.Text("token")}", link.Text("url"));
        Assert.StartsWith("mis_", link.Text("token"), StringComparison.Ordinal);
        Assert.Equal((session, ana.Id, link.Text("id")), (listed.Text("session_id"), listed.Text("created_by"), listed.Text("id")));
        Assert.Equal(2, Math.Round((listed.GetProperty("expires_at").GetDateTimeOffset() - listed.GetProperty("created_at").GetDateTimeOffset()).TotalHours, 2));
        Assert.False(listed.TryGetProperty("token", out _) || listed.TryGetProperty("url", out _));
        await strict.Server.Database.HoldsNothingOfAsync(link.Text("token"));
    }

    [Fact]
    public async Task Visitor_ReadsAllOfTheSessionByEveryDoor()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var session = await ana.StartSessionAsync();
        await ana.DoAsync(HttpMethod.Post, $"/api/sessions/{session}/transcript", new { text = "hello", speaker = "Ana" });
        var (visitor, _) = await ana.ShareAsync(session);
        using var cleanup = visitor;

        Assert.Equal(session, (await visitor.ReadAsync($"/api/sessions/{session}")).Text("id"));
        Assert.NotEmpty((await visitor.ReadAsync($"/api/sessions/{session}/events")).GetProperty("events").EnumerateArray());
        Assert.Single((await visitor.ReadAsync($"/api/sessions/{session}/transcript")).GetProperty("segments").EnumerateArray());
        await visitor.ReadAsync($"/api/sessions/{session}/transcripts");
        await visitor.ReadAsync($"/api/sessions/{session}/insights");
        await using var feed = await FeedClient.ConnectAsync(strict.Server, session, after: 0, visitor.Token);
        await feed.EventAsync("transcript.segment");
        await using var hub = await HubClient.ConnectAsync(strict.Server, token: visitor.Token);
        await hub.SendAsync("join_session", new { session_id = session });
        await hub.EventAsync("joined_session");
        var stream = await hub.StreamEventsAsync(session, after: 0);
        Assert.Equal("connected", (await hub.ItemAsync(stream)).Text("event"));
        Assert.NotNull((await ana.ReadAsync($"/api/sessions/{session}/share-links"))[0].GetProperty("last_used_at").GetString());
    }

    [Fact]
    public async Task Visitor_ByTicket_WatchesTheSession()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var session = await ana.StartSessionAsync();
        var (visitor, _) = await ana.ShareAsync(session);
        using var cleanup = visitor;

        var ticket = (await visitor.DoAsync(HttpMethod.Post, "/api/v1/auth/tickets")).Text("ticket");
        await using var feed = await SocketClient.ConnectAsync(strict.Server, $"/ws/sessions/{session}?ticket={ticket}");

        Assert.Equal("connected", (await feed.ReceiveAsync("waiting for the greeting", _ => true)).Text("event"));
    }

    [Fact]
    public async Task Visitor_DoesNothingElse()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var (session, other) = (await ana.StartSessionAsync(), await ana.StartSessionAsync());
        var (visitor, _) = await ana.ShareAsync(session);
        using var cleanup = visitor;

        foreach (var path in (string[])["/api/sessions", "/api/sessions/all", "/api/sessions/active", "/users", "/users/me", "/settings", "/api/v1/orgs", "/api/v1/audit", $"/api/sessions/{session}/share-links", $"/api/auth/tokens/{session}"])
        {
            using var refused = await visitor.GetAsync(path);
            Assert.Equal("auth.forbidden", await refused.ProblemAsync(HttpStatusCode.Forbidden));
        }

        using var elsewhere = await visitor.GetAsync($"/api/sessions/{other}");
        using var write = await visitor.PostAsync($"/api/sessions/{session}/transcript", new { text = "x" });
        using var end = await visitor.PostAsync($"/api/sessions/{session}/end");
        using var leave = await visitor.DeleteAsync("/api/v1/me");
        await using var audio = await AudioClient.ConnectAsync(strict.Server, session, token: visitor.Token);
        await using var hub = await HubClient.ConnectAsync(strict.Server, token: visitor.Token);
        await hub.SendAsync("transcript_line", new { session_id = session, transcript = "x", is_final = true });

        Assert.Equal("session.not-found", await elsewhere.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("auth.forbidden", await write.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("auth.forbidden", await end.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("auth.forbidden", await leave.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("auth.forbidden", await audio.RefusedAsync());
        Assert.Equal("auth.forbidden", (await hub.EventAsync("error")).Text("code"));
        await hub.SendAsync("join_session", new { session_id = other });
        Assert.Equal("session.not-found", (await hub.EventAsync("error")).Text("code"));
    }

    [Fact]
    public async Task Link_IsMadeByTheOwnerOrAnAdministrator()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();
        using var eve = await Person.JoinAsync(strict.Server, "Eve");
        var (anas, bens) = (await ana.StartSessionAsync(), await ben.StartSessionAsync());

        await ben.DoAsync(HttpMethod.Post, $"/api/sessions/{bens}/share-links");
        await ana.DoAsync(HttpMethod.Post, $"/api/sessions/{bens}/share-links");
        using var notOwner = await ben.PostAsync($"/api/sessions/{anas}/share-links");
        using var notOwnersList = await ben.GetAsync($"/api/sessions/{anas}/share-links");
        using var foreign = await eve.PostAsync($"/api/sessions/{anas}/share-links");
        using var tooLong = await ana.PostAsync($"/api/sessions/{anas}/share-links", new { expires_in_hours = 8761 });

        Assert.Equal("session.not-owner", await notOwner.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("session.not-owner", await notOwnersList.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("session.not-found", await foreign.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("request.invalid", await tooLong.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Equal([ben.Id, ana.Id], (await ana.AuditAsync("share-link.create")).Select(entry => entry.GetProperty("actor").Text("id")));
    }

    [Fact]
    public async Task Link_RevokedOrExpired_ShowsNothingAnyMore()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var session = await ana.StartSessionAsync();
        var (first, link) = await ana.ShareAsync(session);
        var (second, _) = await ana.ShareAsync(session, hours: 1);
        using var cleanupFirst = first;
        using var cleanupSecond = second;
        await first.ReadAsync($"/api/sessions/{session}");
        await second.ReadAsync($"/api/sessions/{session}");

        Assert.NotNull((await ana.DoAsync(HttpMethod.Delete, $"/api/sessions/{session}/share-links/{link.Text("id")}")).Text("revoked_at"));
        using var revoked = await first.GetAsync($"/api/sessions/{session}");
        using var unknown = await ana.DeleteAsync($"/api/sessions/{session}/share-links/share_none");
        await strict.Time.PushAsync(TimeSpan.FromHours(1));
        using var expired = await second.GetAsync($"/api/sessions/{session}");
        await using var feed = await SocketClient.ConnectAsync(strict.Server, $"/ws/sessions/{session}", options => options.Bear(second.Token));
        await feed.ReceiveRestAsync("waiting to be refused");

        Assert.Equal("auth.revoked", await revoked.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("share-link.not-found", await unknown.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("auth.expired", await expired.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal(4401, (int?)feed.CloseCode);
        await ana.RefreshAsync();
        Assert.Single(await ana.AuditAsync("share-link.revoke"));
    }
}
