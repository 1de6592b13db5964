using System.Net;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Tests.Identity.Users;

/// <summary>DELETE /api/v1/me: leaving for good.</summary>
[Collection(StrictTests.Name)]
public sealed class DepartureTests(StrictServer strict)
{
    [Fact]
    public async Task Leave_OfAMember_RemovesThePersonAndWhatIsTheirs()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync(role: "admin");
        var (program, keyId) = await ben.GiveKeyAsync("sessions:read");
        using var cleanup = program;
        await ben.ReadAsync("/users/me/preferences");
        await ben.DoAsync(HttpMethod.Patch, "/api/v1/profile", new { name = "Ben" });
        var session = await ben.StartSessionAsync();
        await ben.DoAsync(HttpMethod.Post, "/api/auth/tokens", new { session_id = session, salesforce_tokens = new { access_token = "x" }, slack_tokens = new { access_token = "y" } });
        await program.ReadAsync("/api/sessions");

        using var left = await ben.LeaveAsync();

        Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
        using var over = await ben.GetAsync("/users/me");
        using var key = await program.GetAsync("/api/sessions");
        using var signIn = await ben.TrySignInAsync();
        using var refresh = await ben.PostAsync("/auth/refresh", new { refresh_token = ben.RefreshToken });
        Assert.Equal("auth.revoked", await over.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("auth.revoked", await key.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("auth.bad-credentials", await signIn.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("auth.refresh-refused", await refresh.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Single((await ana.ReadAsync($"{ana.Org}/members")).EnumerateArray());
        Assert.False((await ana.ReadAsync($"/api/auth/validate/{session}")).GetProperty("all_authenticated").GetBoolean());
        Assert.Equal("active", (await ana.ReadAsync($"/api/sessions/{session}")).Text("status"));
        Assert.Contains((await ana.ReadAsync("/api/v1/api-keys")).EnumerateArray(), known => known.Text("id") == keyId && known.GetProperty("revoked_at").GetString() is not null);
        Assert.Equal(ben.Id, Assert.Single(await ana.AuditAsync("user.delete")).Text("target"));
        foreach (var table in (string[])["users", "user_preferences", "profiles", "memberships", "logins", "oauth_tokens"])
        {
            var column = table == "users" ? "id" : "user_id";
            Assert.Equal([0L], await strict.Server.Database.QueryAsync<long>($"SELECT count(*) FROM {table} WHERE {column} = '{ben.Id}'"));
        }
    }

    [Fact]
    public async Task Leave_OfTheLastAdministrator_IsRefusedWhileOthersAreThere()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();
        await ana.DoAsync(HttpMethod.Post, "/api/v1/orgs", new { name = "Second, where she is alone" });

        using var refused = await ana.LeaveAsync();
        Assert.Equal("org.last-admin", await refused.ProblemAsync(HttpStatusCode.Conflict));
        await ana.ReadAsync("/users/me");

        await ana.DoAsync(HttpMethod.Patch, $"{ana.Org}/members/{ben.Id}", new { role = "admin" });
        using var left = await ana.LeaveAsync();
        Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
    }

    [Fact]
    public async Task Leave_OfTwoAdministratorsAtOnce_LeavesOneWhileOthersAreThere()
    {
        for (var round = 0; round < 5; round++)
        {
            using var ana = await Person.JoinAsync(strict.Server);
            using var ben = await ana.BringAsync(role: "admin");
            using var cleo = await ana.BringAsync("Cleo");

            var answers = await Task.WhenAll(ana.LeaveAsync(), ben.LeaveAsync());

            Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.Conflict], answers.Select(answer => answer.StatusCode).Order());
        }
    }

    [Fact]
    public async Task Leave_OfWhoWasAlone_KeepsTheMeetingsAndLetsNobodyIn()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync(role: "admin");
        var (program, _) = await ana.GiveKeyAsync("sessions:read");
        using var cleanup = program;
        var session = await ana.StartSessionAsync();
        var (visitor, _) = await ana.ShareAsync(session);
        using var cleanupVisitor = visitor;
        var email = Person.NewEmail("late");
        var invitation = await ana.InviteAsync(email, "admin");
        await ana.DoAsync(HttpMethod.Delete, $"{ana.Org}/members/{ben.Id}");
        await program.ReadAsync("/api/sessions");

        using var left = await ana.LeaveAsync();

        Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
        using var key = await program.GetAsync("/api/sessions");
        using var link = await visitor.GetAsync($"/api/sessions/{session}");
        using var invited = await ana.PostAsync("/users", new { name = "Late", email, password = "correct horse", invitation });
        Assert.Equal("auth.revoked", await key.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("auth.revoked", await link.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("invitation.not-found", await invited.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal([1L], await strict.Server.Database.QueryAsync<long>($"SELECT count(*) FROM sessions WHERE id = '{session}'"));
        Assert.Equal([1L], await strict.Server.Database.QueryAsync<long>($"SELECT count(*) FROM orgs WHERE id = '{ana.OrgId}'"));
    }

    [Fact]
    public async Task Leave_AndComeBack_WithTheSameAddress_IsSomebodyNew()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        (await ana.LeaveAsync()).Dispose();

        using var again = await Person.JoinAsync(strict.Server, email: ana.Email);

        Assert.NotEqual((ana.Id, ana.OrgId), (again.Id, again.OrgId));
    }

    [Fact]
    public async Task Leave_WithoutThePassword_IsRefusedAndGuessingItLocks()
    {
        using var ana = await Person.JoinAsync(strict.Server);

        using var without = await ana.DeleteAsync("/api/v1/me");
        Assert.Equal("request.invalid", await without.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        for (var guess = 0; guess < AttemptStore.Free; guess++)
        {
            using var wrong = await ana.SendAsync(HttpMethod.Delete, "/api/v1/me", new { current_password = $"guess {guess}" });
            Assert.Equal("user.wrong-password", await wrong.ProblemAsync(HttpStatusCode.BadRequest));
        }

        using var locked = await ana.LeaveAsync();
        Assert.Equal("auth.locked", await locked.ProblemAsync(HttpStatusCode.TooManyRequests));
        await ana.ReadAsync("/users/me");
    }

    [Fact]
    public async Task Leave_OfSomebodyWithoutAPasswordHere_AsksForNone()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        await strict.Server.Database.ExecuteAsync($"UPDATE users SET password_hash = NULL, issuer = 'https://issuer.example', subject = id WHERE id = '{ana.Id}'");

        using var left = await ana.DeleteAsync("/api/v1/me");

        Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
    }
}
