using System.Net;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;
using Npgsql;

namespace MeetingIntel.Api.Tests.Identity.Audit;

/// <summary>Who did what to people, organisations and what opens doors: noted once each, and read by administrators.</summary>
[Collection(StrictTests.Name)]
public sealed class AuditTests(StrictServer strict)
{
    [Fact]
    public async Task EachChangeOfWhatOpensDoors_IsNotedOnceWithWhoAndWhat()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();
        var session = await ana.StartSessionAsync();
        var seen = (await ana.AuditAsync()).Count;
        var expected = new List<(string Action, string? Target, string? Session, string Request)>();

        var key = await NotedAsync("api-key.create", answer => answer.Text("id"), HttpMethod.Post, "/api/v1/api-keys", new { name = "x", scopes = new[] { "audio:write" } });
        await NotedAsync("api-key.revoke", answer => answer.Text("id"), HttpMethod.Delete, $"/api/v1/api-keys/{key.Text("id")}");
        var link = await NotedAsync("share-link.create", answer => answer.Text("id"), HttpMethod.Post, $"/api/sessions/{session}/share-links", new { }, session);
        await NotedAsync("share-link.revoke", answer => answer.Text("id"), HttpMethod.Delete, $"/api/sessions/{session}/share-links/{link.Text("id")}", null, session);
        var invitation = await NotedAsync("invitation.create", answer => answer.Text("id"), HttpMethod.Post, $"{ana.Org}/invitations", new { email = "x@example.com" });
        await NotedAsync("invitation.revoke", answer => answer.Text("id"), HttpMethod.Delete, $"{ana.Org}/invitations/{invitation.Text("id")}");
        await NotedAsync("credential.set", _ => "openai", HttpMethod.Put, "/api/v1/credentials/openai", new { api_key = "a secret of theirs" });
        await NotedAsync("credential.remove", _ => "openai", HttpMethod.Delete, "/api/v1/credentials/openai");
        await NotedAsync("oauth-tokens.set", _ => null, HttpMethod.Post, "/api/auth/tokens", new { session_id = session, salesforce_tokens = new { access_token = "a secret of theirs" }, slack_tokens = new { access_token = "a secret of theirs" } }, session);
        await NotedAsync("oauth-tokens.remove", _ => null, HttpMethod.Delete, $"/api/auth/tokens/{session}", null, session);
        await NotedAsync("member.set-role", _ => ben.Id, HttpMethod.Patch, $"{ana.Org}/members/{ben.Id}", new { role = "admin" });
        await NotedAsync("member.reset-password", _ => ben.Id, HttpMethod.Post, $"{ana.Org}/members/{ben.Id}/password-reset");
        await NotedAsync("member.remove", _ => ben.Id, HttpMethod.Delete, $"{ana.Org}/members/{ben.Id}");
        await NotedAsync("org.rename", _ => ana.OrgId, HttpMethod.Patch, ana.Org, new { name = "Acme" });
        await NotedAsync("user.update", _ => ana.Id, HttpMethod.Put, "/users/me", new { bio = "a secret of theirs" });
        await NotedAsync("user.change-password", _ => ana.Id, HttpMethod.Post, "/settings/change-password", new { current_password = ana.Password, new_password = "a secret of theirs" });
        await NotedAsync("user.sign-out", _ => ana.Id, HttpMethod.Post, "/auth/logout");
        ana.Password = "a secret of theirs";
        await ana.SignInAsync();

        var audit = (await ana.AuditAsync()).Skip(seen).ToList();
        Assert.Equal([.. expected.Select(entry => entry.Action), "user.sign-in"], audit.Select(entry => entry.Text("action")));
        Assert.Equal(expected, audit.Take(expected.Count).Select(entry => (entry.Text("action"), entry.GetProperty("target").GetString(), entry.GetProperty("session_id").GetString(), entry.Text("request_id"))));
        Assert.All(audit, entry => Assert.Equal(("user", ana.Id, "Ana"), (entry.GetProperty("actor").Text("kind"), entry.GetProperty("actor").Text("id"), entry.GetProperty("actor").Text("name"))));
        Assert.DoesNotContain("a secret of theirs", string.Concat(audit), StringComparison.Ordinal);
        Assert.All((string[])[key.Text("key"), link.Text("token"), invitation.Text("token")], secret => Assert.DoesNotContain(secret, string.Concat(audit), StringComparison.Ordinal));

        async Task<JsonElement> NotedAsync(string action, Func<JsonElement, string?> target, HttpMethod method, string path, object? body = null, string? sessionId = null)
        {
            using var response = await ana.SendAsync(method, path, body);
            var answer = await response.JsonAsync();
            expected.Add((action, target(answer), sessionId, response.Headers.GetValues("X-Request-Id").Single()));
            return answer;
        }
    }

    /// <summary>Whoever left is nobody to the organisation any more; what they did keeps their name, also what they did to sessions.</summary>
    [Fact]
    public async Task Entries_OfWhoWasRemoved_KeepTheirName()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync(role: "admin");
        using var cleo = await ana.BringAsync("Cleo");
        await ben.StartSessionAsync();
        await cleo.StartSessionAsync();
        using var left = await cleo.LeaveAsync();

        await ben.DoAsync(HttpMethod.Delete, $"{ana.Org}/members/{ben.Id}");

        foreach (var (person, name, last) in ((Person, string, string)[])[(ben, "Ben", "member.remove"), (cleo, "Cleo", "user.delete")])
        {
            var entries = (await ana.AuditAsync()).Where(entry => entry.GetProperty("actor").Text("id") == person.Id).ToList();
            Assert.Equal(["user.register", "user.sign-in", "session.create", "session.start", last], entries.Select(entry => entry.Text("action")));
            Assert.All(entries, entry => Assert.Equal(name, entry.GetProperty("actor").Text("name")));
        }
    }

    [Fact]
    public async Task WhatIsRefused_IsNotNoted()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var seen = (await ana.AuditAsync()).Count;

        (await ana.PatchAsync($"{ana.Org}/members/{ana.Id}", new { role = "member" })).Dispose();
        (await ana.PostAsync("/api/v1/api-keys", new { name = "x" })).Dispose();
        (await ana.DeleteAsync("/api/v1/api-keys/key_none")).Dispose();
        (await ana.TrySignInAsync("wrong horse")).Dispose();
        (await ana.PostAsync("/api/v1/invitations/accept", new { token = "x" })).Dispose();

        Assert.Equal(seen, (await ana.AuditAsync()).Count);
    }

    [Fact]
    public async Task Audit_IsReadByAdministratorsOfTheOrganisationOnly()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();
        var (program, _) = await ana.GiveKeyAsync("sessions:read", "sessions:write");
        using var machine = program;
        using var eve = await Person.JoinAsync(strict.Server, "Eve");

        using var byMember = await ben.GetAsync("/api/v1/audit");
        using var byKey = await machine.GetAsync("/api/v1/audit");

        Assert.Equal("auth.forbidden", await byMember.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("auth.forbidden", await byKey.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.DoesNotContain(ana.Id, string.Concat(await eve.AuditAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_InPages_IsWholeAndNewestFirst()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var session = await ana.StartSessionAsync();
        for (var i = 0; i < 5; i++)
        {
            await ana.DoAsync(HttpMethod.Patch, ana.Org, new { name = $"Acme {i}" });
        }

        var ids = new List<long>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await ana.ReadAsync($"/api/v1/audit?limit=2&cursor={cursor}");
            Assert.InRange(page.GetProperty("entries").GetArrayLength(), 1, 2);
            ids.AddRange(page.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("id").GetInt64()));
            cursor = page.GetProperty("next").GetString();
        }

        Assert.Equal((await ana.AuditAsync()).Select(entry => entry.GetProperty("id").GetInt64()).Reverse(), ids);
        Assert.Equal(ids.OrderDescending(), ids);
        Assert.All((await ana.ReadAsync($"/api/v1/audit?session_id={session}")).GetProperty("entries").EnumerateArray(), entry => Assert.Equal(session, entry.Text("session_id")));
        foreach (var wrong in (string[])["limit=0", "limit=201", "limit=x", "cursor=x", "cursor=-1", "session_id=%00"])
        {
            using var refused = await ana.GetAsync($"/api/v1/audit?{wrong}");
            Assert.Equal("request.invalid", await refused.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        }
    }

    [Theory]
    [InlineData("UPDATE audit_entries SET actor = 'somebody'")]
    [InlineData("DELETE FROM audit_entries")]
    [InlineData("TRUNCATE audit_entries")]
    public async Task Audit_InTheDatabase_IsOnlyAddedTo(string sql)
    {
        using var ana = await Person.JoinAsync(strict.Server);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => strict.Server.Database.ExecuteAsync($"BEGIN; SET LOCAL ROLE meetingintel_tenant; SELECT set_config('meetingintel.org_id', '{ana.OrgId}', true); {sql}"));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }
}
