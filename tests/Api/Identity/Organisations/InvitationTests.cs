using System.Net;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Organisations;

/// <summary>Invitations, from both ends.</summary>
[Collection(StrictTests.Name)]
public sealed class InvitationTests(StrictServer strict)
{
    [Fact]
    public async Task Invitation_IsShownOnceAndLookedAtByWhoeverHasIt()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var nobody = new Client(strict.Server, token: null);
        var email = Person.NewEmail("ben");

        var made = await ana.DoAsync(HttpMethod.Post, $"{ana.Org}/invitations", new { email, role = "admin" });
        var listed = (await ana.ReadAsync($"{ana.Org}/invitations")).EnumerateArray().Single();
        var seen = await nobody.DoAsync(HttpMethod.Post, "/api/v1/invitations/look", new { token = made.Text("token") });

        Assert.EndsWith($"/invite#token={made.Text("token")}", made.Text("url"), StringComparison.Ordinal);
        Assert.False(listed.TryGetProperty("token", out _));
        Assert.Equal((email, "admin", "open"), (listed.Text("email"), listed.Text("role"), listed.Text("status")));
        Assert.Equal((email, "admin", ana.OrgId), (seen.Text("email"), seen.Text("role"), seen.GetProperty("organization").Text("id")));
        Assert.NotEmpty(seen.Text("expires_at"));
        using var wrong = await nobody.PostAsync("/api/v1/invitations/look", new { token = "mii_wrong" });
        Assert.Equal("invitation.not-found", await wrong.ProblemAsync(HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Accept_BySomebodyNew_LetsThemIntoThatOrganisationOnly()
    {
        using var ana = await Person.JoinAsync(strict.Server);

        using var ben = await ana.BringAsync(role: "admin");

        Assert.Equal(ana.OrgId, Assert.Single((await ben.ReadAsync("/api/v1/orgs")).EnumerateArray()).Text("id"));
        Assert.Equal("accepted", (await ana.ReadAsync($"{ana.Org}/invitations"))[0].Text("status"));
        Assert.Equal("admin", (await ben.ReadAsync("/api/v1/auth/me")).Text("role"));
    }

    [Fact]
    public async Task Accept_BySomebodyWhoIsKnown_AddsAnOrganisation()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var eve = await Person.JoinAsync(strict.Server, "Eve");
        var token = await ana.InviteAsync(eve.Email.ToUpperInvariant());

        var org = await eve.DoAsync(HttpMethod.Post, "/api/v1/invitations/accept", new { token });
        await eve.RefreshAsync(ana.OrgId);

        Assert.Equal((ana.OrgId, "member"), (org.Text("id"), org.Text("role")));
        Assert.Equal(2, (await eve.ReadAsync("/api/v1/orgs")).GetArrayLength());
        var entry = Assert.Single(await ana.AuditAsync("invitation.accept"));
        Assert.Equal((eve.Id, (await ana.ReadAsync($"{ana.Org}/invitations"))[0].Text("id")), (entry.GetProperty("actor").Text("id"), entry.Text("target")));
    }

    [Fact]
    public async Task Accept_ByAMember_RaisesAndNeverLowers()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();

        var raised = await ben.DoAsync(HttpMethod.Post, "/api/v1/invitations/accept", new { token = await ana.InviteAsync(ben.Email, "admin") });
        var kept = await ben.DoAsync(HttpMethod.Post, "/api/v1/invitations/accept", new { token = await ana.InviteAsync(ben.Email, "member") });

        Assert.Equal(("admin", "admin"), (raised.Text("role"), kept.Text("role")));
        Assert.Equal("admin", (await ben.ReadAsync("/api/v1/auth/me")).Text("role"));
    }

    [Fact]
    public async Task Accept_WithAnotherAddress_IsRefusedAndTheInvitationStays()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var eve = await Person.JoinAsync(strict.Server, "Eve");
        var email = Person.NewEmail("ben");
        var token = await ana.InviteAsync(email);

        using var known = await eve.PostAsync("/api/v1/invitations/accept", new { token });
        using var signingIn = await eve.TrySignInAsync(invitation: token);
        using var registering = await eve.PostAsync("/users", new { name = "Eve", email = Person.NewEmail("eve"), password = "correct horse", invitation = token });

        Assert.Equal("invitation.other-address", await known.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("invitation.other-address", await signingIn.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("invitation.other-address", await registering.ProblemAsync(HttpStatusCode.Forbidden));
        using var ben = await Person.JoinAsync(strict.Server, "Ben", token, email);
        Assert.Equal(ana.OrgId, ben.OrgId);
    }

    [Fact]
    public async Task Accept_OfWhatWasRevokedOrHasExpiredOrWasUsed_IsRefused()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var eve = await Person.JoinAsync(strict.Server, "Eve");
        var (used, revoked, expired) = (await ana.InviteAsync(eve.Email), await ana.InviteAsync(eve.Email), await ana.InviteAsync(eve.Email));
        await eve.DoAsync(HttpMethod.Post, "/api/v1/invitations/accept", new { token = used });
        var ids = (await ana.ReadAsync($"{ana.Org}/invitations")).EnumerateArray().Select(invitation => invitation.Text("id")).ToList();

        Assert.Equal("revoked", (await ana.DoAsync(HttpMethod.Delete, $"{ana.Org}/invitations/{ids[1]}")).Text("status"));
        Assert.Equal("accepted", (await ana.DoAsync(HttpMethod.Delete, $"{ana.Org}/invitations/{ids[2]}")).Text("status"));
        await strict.Time.PushAsync(TimeSpan.FromDays(7));
        await ana.RefreshAsync();
        await eve.RefreshAsync();

        Assert.Equal(["expired", "revoked", "accepted"], (await ana.ReadAsync($"{ana.Org}/invitations")).EnumerateArray().Select(invitation => invitation.Text("status")));
        foreach (var token in (string[])[used, revoked, expired, "mii_none", ""])
        {
            using var refused = await eve.PostAsync("/api/v1/invitations/accept", new { token });
            using var look = await eve.PostAsync("/api/v1/invitations/look", new { token });
            Assert.Equal("invitation.not-found", await refused.ProblemAsync(HttpStatusCode.NotFound));
            Assert.Equal("invitation.not-found", await look.ProblemAsync(HttpStatusCode.NotFound));
        }

        Assert.Single(await ana.AuditAsync("invitation.revoke"));
    }

    [Fact]
    public async Task Accept_ByManyAtOnce_UsesItOnce()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var eve = await Person.JoinAsync(strict.Server, "Eve");
        var token = await ana.InviteAsync(eve.Email);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => eve.PostAsync("/api/v1/invitations/accept", new { token })));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(answer => answer.StatusCode == HttpStatusCode.NotFound));
        Assert.Single(await ana.AuditAsync("invitation.accept"));
    }

    [Theory]
    [InlineData("/token")]
    [InlineData("/auth/login")]
    public async Task SignIn_OfWhoBelongsNowhere_AcceptsAnInvitation(string path)
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();
        using var cleo = await Person.JoinAsync(strict.Server, "Cleo");
        await ana.DoAsync(HttpMethod.Delete, $"{ana.Org}/members/{ben.Id}");
        using var without = await ben.TrySignInAsync();
        var invitation = await cleo.InviteAsync(ben.Email);

        using var wrongPassword = await ben.PostAsync(path, new { email = ben.Email, password = "wrong horse", invitation });
        var joined = await ben.DoAsync(HttpMethod.Post, path, new { email = ben.Email, password = ben.Password, invitation });
        using var again = await ben.TrySignInAsync(invitation: invitation);

        Assert.Equal("auth.no-organisation", await without.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("auth.bad-credentials", await wrongPassword.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal(cleo.OrgId, joined.GetProperty("organization").Text("id"));
        Assert.Equal("invitation.not-found", await again.ProblemAsync(HttpStatusCode.NotFound));
        await ben.SignInAsync();
        Assert.Single(await cleo.AuditAsync("invitation.accept"));
    }

    [Fact]
    public async Task SignIn_WithAnInvitation_StartsInThatOrganisation()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var eve = await Person.JoinAsync(strict.Server, "Eve");
        var own = eve.OrgId;

        await eve.SignInAsync(await ana.InviteAsync(eve.Email));

        Assert.Equal(ana.OrgId, eve.OrgId);
        await eve.SignInAsync();
        Assert.Equal(own, eve.OrgId);
    }

    [Fact]
    public async Task Invite_ByWhoMayNotOrWhatMakesNoSense_IsRefused()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();
        using var eve = await Person.JoinAsync(strict.Server, "Eve");

        using var byMember = await ben.PostAsync($"{ana.Org}/invitations", new { email = "x@example.com" });
        using var foreign = await eve.PostAsync($"{ana.Org}/invitations", new { email = "x@example.com" });
        using var badEmail = await ana.PostAsync($"{ana.Org}/invitations", new { email = "none" });
        using var badRole = await ana.PostAsync($"{ana.Org}/invitations", new { email = "x@example.com", role = "owner" });
        using var unknown = await ana.DeleteAsync($"{ana.Org}/invitations/inv_none");

        Assert.Equal("auth.forbidden", await byMember.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("org.not-found", await foreign.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("user.bad-email", await badEmail.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Equal("request.invalid", await badRole.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Equal("invitation.not-found", await unknown.ProblemAsync(HttpStatusCode.NotFound));
    }
}
