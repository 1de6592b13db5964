using System.Net;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Organisations;

/// <summary>Who belongs to an organisation, and as what.</summary>
[Collection(StrictTests.Name)]
public sealed class MemberTests(StrictServer strict)
{
    [Fact]
    public async Task Members_AreListedWithTheirRoles()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();

        var members = (await ben.ReadAsync($"{ana.Org}/members")).EnumerateArray().ToList();

        Assert.Equal([(ana.Id, "Ana", ana.Email, "admin"), (ben.Id, "Ben", ben.Email, "member")], members.Select(member => (member.Text("user_id"), member.Text("name"), member.Text("email"), member.Text("role"))));
    }

    [Fact]
    public async Task Role_Changed_HoldsAtOnceForTokensThatAreOut()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();
        using var before = await ben.GetAsync("/api/v1/audit");

        var promoted = await ana.DoAsync(HttpMethod.Patch, $"{ana.Org}/members/{ben.Id}", new { role = "admin" });
        await ben.ReadAsync("/api/v1/audit");
        await ana.DoAsync(HttpMethod.Patch, $"{ana.Org}/members/{ben.Id}", new { role = "member" });
        using var after = await ben.GetAsync("/api/v1/audit");

        Assert.Equal("admin", promoted.Text("role"));
        Assert.Equal("auth.forbidden", await before.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("auth.forbidden", await after.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal([ben.Id, ben.Id], (await ana.AuditAsync("member.set-role")).Select(entry => entry.Text("target")));
    }

    [Fact]
    public async Task Role_OfTheLastAdministrator_Stays()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();

        using var demoted = await ana.PatchAsync($"{ana.Org}/members/{ana.Id}", new { role = "member" });
        using var removed = await ana.DeleteAsync($"{ana.Org}/members/{ana.Id}");
        using var nonsense = await ana.PatchAsync($"{ana.Org}/members/{ben.Id}", new { role = "owner" });
        using var nobody = await ana.PatchAsync($"{ana.Org}/members/user_nobody", new { role = "admin" });

        Assert.Equal("org.last-admin", await demoted.ProblemAsync(HttpStatusCode.Conflict));
        Assert.Equal("org.last-admin", await removed.ProblemAsync(HttpStatusCode.Conflict));
        Assert.Equal("request.invalid", await nonsense.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Equal("member.not-found", await nobody.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Empty(await ana.AuditAsync("member.set-role", "member.remove"));
    }

    [Fact]
    public async Task Roles_OfTwoAdministratorsTakenAtOnce_OneStays()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync(role: "admin");
        for (var round = 0; round < 10; round++)
        {
            // Each gives their own role up: whoever comes second is the last one.
            var answers = await Task.WhenAll(
                ana.PatchAsync($"{ana.Org}/members/{ana.Id}", new { role = "member" }),
                ben.PatchAsync($"{ana.Org}/members/{ben.Id}", new { role = "member" }));

            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Select(answer => answer.StatusCode).Order());
            var (admin, other) = answers[0].StatusCode == HttpStatusCode.OK ? (ben, ana) : (ana, ben);
            await admin.DoAsync(HttpMethod.Patch, $"{ana.Org}/members/{other.Id}", new { role = "admin" });
        }
    }

    /// <summary>Each takes the other's role: whoever comes second is no administrator any more, at the door or behind it.</summary>
    [Fact]
    public async Task Roles_OfEachOtherTakenAtOnce_OneStays()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync(role: "admin");
        using var cleo = await ana.BringAsync("Cleo", role: "admin");
        for (var round = 0; round < 10; round++)
        {
            var answers = await Task.WhenAll(
                ana.PatchAsync($"{ana.Org}/members/{ben.Id}", new { role = "member" }),
                ben.PatchAsync($"{ana.Org}/members/{ana.Id}", new { role = "member" }));

            var refused = Assert.Single(answers, answer => answer.StatusCode != HttpStatusCode.OK);
            Assert.Equal(refused.StatusCode == HttpStatusCode.Unauthorized ? "auth.revoked" : "auth.forbidden", await refused.ProblemAsync(refused.StatusCode));
            var (admin, other) = answers[0].StatusCode == HttpStatusCode.OK ? (ana, ben) : (ben, ana);
            await admin.DoAsync(HttpMethod.Patch, $"{ana.Org}/members/{other.Id}", new { role = "admin" });
        }
    }

    [Fact]
    public async Task Removal_EndsAccessAtOnce()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();
        var session = await ana.StartSessionAsync();
        await ben.ReadAsync($"/api/sessions/{session}");

        await ana.DoAsync(HttpMethod.Delete, $"{ana.Org}/members/{ben.Id}");

        using var read = await ben.GetAsync($"/api/sessions/{session}");
        using var signIn = await ben.TrySignInAsync();
        using var again = await ana.DeleteAsync($"{ana.Org}/members/{ben.Id}");
        await using var feed = await SocketClient.ConnectAsync(strict.Server, $"/ws/sessions/{session}", options => options.Bear(ben.Token));
        Assert.Equal("auth.revoked", await read.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("auth.no-organisation", await signIn.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("member.not-found", await again.ProblemAsync(HttpStatusCode.NotFound));
        await feed.ReceiveRestAsync("waiting to be refused");
        Assert.Equal(4401, (int?)feed.CloseCode);
        Assert.Single(await ana.AuditAsync("member.remove"));
    }

    [Fact]
    public async Task Leaving_OfAMember_NeedsNoAdministrator()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();

        await ben.DoAsync(HttpMethod.Delete, $"{ana.Org}/members/me");
        using var last = await ana.DeleteAsync($"{ana.Org}/members/me");

        using var signIn = await ben.TrySignInAsync();
        Assert.Equal("auth.no-organisation", await signIn.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("org.last-admin", await last.ProblemAsync(HttpStatusCode.Conflict));
        Assert.Equal([ben.Id], (await ana.AuditAsync("member.leave")).Select(entry => entry.Text("target")));
    }

    /// <summary>Whoever is removed keeps no way in: not by a key, a link, an invitation or a reset of their making.</summary>
    [Fact]
    public async Task Removal_EndsWhatTheyMade_AtOnce()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync(role: "admin");
        using var cleo = await ana.BringAsync("Cleo");
        var made = await MakeAsync(ben, cleo);

        await ana.DoAsync(HttpMethod.Delete, $"{ana.Org}/members/{ben.Id}");

        using var key = await made.Program.GetAsync("/api/sessions");
        using var link = await made.Visitor.GetAsync($"/api/sessions/{made.Session}");
        using var invited = await ana.PostAsync("/users", new { name = "Mole", email = made.Invited, password = "correct horse battery", invitation = made.Invitation });
        using var reset = await ana.PostAsync("/users/reset-password/confirm", new { token = made.Reset, new_password = "correct horse battery staple" });
        Assert.Equal("auth.revoked", await key.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("auth.revoked", await link.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("invitation.not-found", await invited.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("user.reset-refused", await reset.ProblemAsync(HttpStatusCode.BadRequest));
        Assert.False((await ana.ReadAsync($"/api/auth/validate/{made.Session}")).GetProperty("all_authenticated").GetBoolean());
        var note = Assert.Single(await ana.AuditAsync("member.remove")).GetProperty("details");
        Assert.Equal(
            [("ended_api_keys", 1), ("ended_invitations", 1), ("ended_oauth_tokens", 2), ("ended_password_resets", 1), ("ended_share_links", 1)],
            note.EnumerateObject().Select(told => (told.Name, told.Value.GetInt32())).OrderBy(told => told.Name, StringComparer.Ordinal));
        made.Dispose();
    }

    /// <summary>A member may share sessions of their own, and keep tokens for them; the rest was the administrator's.</summary>
    [Fact]
    public async Task RoleTaken_EndsWhatOnlyAdministratorsMayMake()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync(role: "admin");
        using var cleo = await ana.BringAsync("Cleo");
        var made = await MakeAsync(ben, cleo);
        var (others, _) = await ben.ShareAsync(await ana.StartSessionAsync());
        using var visitor = others;

        await ana.DoAsync(HttpMethod.Patch, $"{ana.Org}/members/{ben.Id}", new { role = "member" });

        using var key = await made.Program.GetAsync("/api/sessions");
        using var link = await made.Visitor.GetAsync($"/api/sessions/{made.Session}");
        using var othersLink = await visitor.GetAsync("/api/v1/auth/me");
        using var invited = await ana.PostAsync("/users", new { name = "Mole", email = made.Invited, password = "correct horse battery", invitation = made.Invitation });
        using var reset = await ana.PostAsync("/users/reset-password/confirm", new { token = made.Reset, new_password = "correct horse battery staple" });
        Assert.Equal("auth.revoked", await key.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal(HttpStatusCode.OK, link.StatusCode);
        Assert.Equal("auth.revoked", await othersLink.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("invitation.not-found", await invited.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("user.reset-refused", await reset.ProblemAsync(HttpStatusCode.BadRequest));
        Assert.True((await ben.ReadAsync($"/api/auth/validate/{made.Session}")).GetProperty("all_authenticated").GetBoolean());
        var note = Assert.Single(await ana.AuditAsync("member.set-role")).GetProperty("details");
        Assert.Equal(("member", 1, 1), (note.Text("role"), note.GetProperty("ended_api_keys").GetInt32(), note.GetProperty("ended_share_links").GetInt32()));
        made.Dispose();
    }

    [Fact]
    public async Task Removal_FromOneOfTwo_GoesOnInTheOther()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();
        var own = (await ben.DoAsync(HttpMethod.Post, "/api/v1/orgs", new { name = "Ben's" })).Text("id");

        await ana.DoAsync(HttpMethod.Delete, $"{ana.Org}/members/{ben.Id}");
        await ben.RefreshAsync();

        Assert.Equal(own, ben.OrgId);
        await ben.ReadAsync("/users/me");
    }

    [Fact]
    public async Task Members_OfAForeignOrganisation_AreOutOfReach()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();
        using var eve = await Person.JoinAsync(strict.Server, "Eve");

        using var list = await eve.GetAsync($"{ana.Org}/members");
        using var role = await eve.PatchAsync($"{ana.Org}/members/{ben.Id}", new { role = "admin" });
        using var own = await eve.PatchAsync($"{eve.Org}/members/{ben.Id}", new { role = "admin" });
        using var remove = await eve.DeleteAsync($"{eve.Org}/members/{ben.Id}");

        Assert.Equal("org.not-found", await list.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("org.not-found", await role.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("member.not-found", await own.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("member.not-found", await remove.ProblemAsync(HttpStatusCode.NotFound));
    }

    /// <summary>One of each with which an administrator lets others in, and tokens that they keep for a session of theirs; all of it works.</summary>
    private static async Task<Made> MakeAsync(Person admin, Person forgetful)
    {
        var session = await admin.StartSessionAsync();
        var (program, _) = await admin.GiveKeyAsync("sessions:read");
        var (visitor, _) = await admin.ShareAsync(session);
        var invited = Person.NewEmail("mole");
        var invitation = await admin.InviteAsync(invited, "admin");
        var reset = (await admin.DoAsync(HttpMethod.Post, $"{admin.Org}/members/{forgetful.Id}/password-reset")).Text("token");
        await admin.DoAsync(HttpMethod.Post, "/api/auth/tokens", new { session_id = session, salesforce_tokens = new { access_token = "x" }, slack_tokens = new { access_token = "y" } });
        await program.ReadAsync("/api/sessions");
        await visitor.ReadAsync($"/api/sessions/{session}");
        return new(session, program, visitor, invited, invitation, reset);
    }

    private sealed record Made(string Session, Client Program, Client Visitor, string Invited, string Invitation, string Reset) : IDisposable
    {
        public void Dispose()
        {
            Program.Dispose();
            Visitor.Dispose();
        }
    }
}
