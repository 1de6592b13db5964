using System.Net;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Organisations;

/// <summary>Organisations, at HelloSales' paths.</summary>
[Collection(StrictTests.Name)]
public sealed class OrganisationTests(StrictServer strict)
{
    [Fact]
    public async Task Organisations_OnesOwn_AreListedAndNoOthers()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var eve = await Person.JoinAsync(strict.Server, "Eve");

        var founded = await ana.DoAsync(HttpMethod.Post, "/api/v1/orgs", new { name = " Second " });
        var all = (await ana.ReadAsync("/api/v1/orgs")).EnumerateArray().ToList();

        Assert.Equal(("Second", "admin"), (founded.Text("name"), founded.Text("role")));
        Assert.Equal(["Ana's organisation", "Second"], all.Select(org => org.Text("name")));
        Assert.All(all, org => Assert.Equal(org.Text("id"), org.Text("org_id")));
        Assert.All(all, org => Assert.Equal(org.Text("id"), org.Text("orgId")));
        Assert.Equal("Second", (await ana.ReadAsync($"/api/v1/orgs/{founded.Text("id")}")).Text("name"));
        using var foreign = await eve.GetAsync(ana.Org);
        Assert.Equal("org.not-found", await foreign.ProblemAsync(HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Organisation_ThatTheTokenIsFor_IsReadAtItsOwnPaths()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();

        var org = await ben.ReadAsync("/api/v1/orgs/me");
        var membership = await ben.ReadAsync("/api/v1/orgs/me/memberships");

        Assert.Equal((ana.OrgId, ana.OrgId, "Ana's organisation"), (org.Text("organization_id"), org.Text("workos_org_id"), org.Text("name")));
        Assert.Equal((ben.Id, ana.OrgId, "member"), (membership.Text("user_id"), membership.Text("organization_id"), membership.Text("role")));
        Assert.Equal(JsonValueKind.Null, membership.GetProperty("permissions").ValueKind);
        Assert.NotEmpty(membership.Text("created_at"));
    }

    [Fact]
    public async Task Rename_ByAnAdministrator_ShowsAtOnce()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();

        using var byMember = await ben.PatchAsync(ana.Org, new { name = "Mine" });
        using var nameless = await ana.PatchAsync(ana.Org, new { name = " " });
        await ana.DoAsync(HttpMethod.Patch, ana.Org, new { name = "Acme" });

        Assert.Equal("auth.forbidden", await byMember.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("org.bad-name", await nameless.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Equal("Acme", (await ben.ReadAsync("/api/v1/auth/me")).GetProperty("organization").Text("name"));
        Assert.Single(await ana.AuditAsync("org.rename"));
    }

    [Fact]
    public async Task Organisation_ThatTheTokenIsNotFor_IsManagedAfterSwitching()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var second = (await ana.DoAsync(HttpMethod.Post, "/api/v1/orgs", new { name = "Second" })).Text("id");

        using var before = await ana.PatchAsync($"/api/v1/orgs/{second}", new { name = "Renamed" });
        await ana.RefreshAsync(second);
        var after = await ana.DoAsync(HttpMethod.Patch, $"/api/v1/orgs/{second}", new { name = "Renamed" });

        Assert.Equal("org.not-found", await before.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("Renamed", after.Text("name"));
        Assert.Empty((await ana.ReadAsync("/api/sessions")).EnumerateArray());
        Assert.Single(await ana.AuditAsync("org.found"));
    }

    [Fact]
    public async Task SignIn_ForAnOrganisation_StartsThere()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var second = (await ana.DoAsync(HttpMethod.Post, "/api/v1/orgs", new { name = "Second" })).Text("id");

        await ana.SignInAsync(organisation: second);

        Assert.Equal(second, ana.OrgId);
    }
}
