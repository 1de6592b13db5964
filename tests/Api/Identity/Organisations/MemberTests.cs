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
            // Each takes the other's role, or ends the other's: whoever comes second finds no other administrator, or is none any more.
            var answers = await Task.WhenAll(
                ana.PatchAsync($"{ana.Org}/members/{ana.Id}", new { role = "member" }),
                ben.PatchAsync($"{ana.Org}/members/{ben.Id}", new { role = "member" }));

            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Select(answer => answer.StatusCode).Order());
            var (admin, other) = answers[0].StatusCode == HttpStatusCode.OK ? (ben, ana) : (ana, ben);
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
}
