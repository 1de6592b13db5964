using System.Net;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Attacks;

/// <summary>People that somebody else vouches for: made known when they first come, as their tokens say, and never taken for anybody else.</summary>
public sealed class ExternalPeopleTests(VouchedServer vouched) : IClassFixture<VouchedServer>
{
    private readonly Issuer _issuer = vouched.Issuer;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Person_AtFirstSight_IsMadeKnownWithTheirOrganisation(bool rsa)
    {
        var claims = _issuer.Claims($"first-{rsa}", $"org-first-{rsa}", "admin");
        claims["org_name"] = "Elsewhere Inc.";

        var me = await vouched.MeAsync(rsa ? _issuer.WithRsa(claims) : _issuer.WithEc(claims));

        Assert.Equal("Ana of elsewhere", me.Text("name"));
        Assert.Equal($"first-{rsa}@elsewhere.example", me.Text("email"), ignoreCase: true);
        Assert.Equal("admin", me.Text("role"));
        Assert.Equal("Elsewhere Inc.", me.GetProperty("organization").Text("name"));
        Assert.StartsWith("org_", me.Text("org_id"), StringComparison.Ordinal);
        Assert.StartsWith("user_", me.Text("id"), StringComparison.Ordinal);
        Assert.Equal(me.Text("id"), (await vouched.MeAsync(_issuer.WithRsa(_issuer.Claims($"first-{rsa}", $"org-first-{rsa}")))).Text("id"));
    }

    [Fact]
    public async Task Role_IsWhatTheTokenSays_AndStaysWhereItSaysNothing()
    {
        var roles = new List<string>();
        foreach (var claimed in (string?[])[null, "admin", null, "owner", null, "ADMIN", "admin", "member"])
        {
            roles.Add((await vouched.MeAsync(_issuer.WithEc(_issuer.Claims("climber", "org-roles", claimed)))).Text("role"));
        }

        Assert.Equal(["member", "admin", "admin", "member", "member", "member", "admin", "member"], roles);
    }

    [Fact]
    public async Task SecondOrganisation_IsASecondMembership_AndSeesNothingOfTheFirst()
    {
        var first = _issuer.WithEc(_issuer.Claims("both", "org-one", "admin"));
        var second = _issuer.WithEc(_issuer.Claims("both", "org-two"));
        var (one, two) = (await vouched.MeAsync(first), await vouched.MeAsync(second));
        Assert.Equal(one.Text("id"), two.Text("id"));
        Assert.NotEqual(one.Text("org_id"), two.Text("org_id"));
        Assert.Equal(("admin", "member"), (one.Text("role"), two.Text("role")));

        using var orgs = await vouched.Server.SendAsync(HttpMethod.Get, "/api/v1/orgs", second);
        using var created = await vouched.Server.SendAsync(HttpMethod.Post, "/api/sessions", first, new { name = "Secret" });
        var session = (await created.JsonAsync()).Text("id");
        using var foreign = await vouched.Server.SendAsync(HttpMethod.Get, $"/api/sessions/{session}", second);

        Assert.Equal(
            new[] { one.Text("org_id"), two.Text("org_id") }.Order(StringComparer.Ordinal),
            (await orgs.JsonAsync()).EnumerateArray().Select(org => org.Text("org_id")).Order(StringComparer.Ordinal));
        Assert.Equal("session.not-found", await foreign.ProblemAsync(HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Claims_ThatNameOurOwnPeople_MeetSomebodyNew()
    {
        var email = await vouched.Server.SignUpAsync();
        var ours = await vouched.Server.SignInAsync(email);
        var (user, org) = (ours.GetProperty("user").Text("id"), ours.GetProperty("organization").Text("id"));
        var claims = _issuer.Claims(user, org, "admin");
        claims["email"] = email;
        claims["sid"] = "login_x";

        var theirs = await vouched.MeAsync(_issuer.WithEc(claims));

        Assert.NotEqual(user, theirs.Text("id"));
        Assert.NotEqual(org, theirs.Text("org_id"));
        var again = await vouched.Server.SignInAsync(email);
        Assert.Equal(user, again.GetProperty("user").Text("id"));
    }

    [Fact]
    public async Task Person_WithoutPassword_CannotSignInWithOne()
    {
        await vouched.MeAsync(_issuer.WithEc(_issuer.Claims("passwordless", "org-passwordless")));

        foreach (var password in (string[])["", AttackedServer.Password, "null"])
        {
            using var response = await vouched.Server.TrySignInAsync("passwordless@elsewhere.example", password);

            Assert.Equal(password.Length == 0 ? 422 : 401, (int)response.StatusCode);
        }
    }

    [Fact]
    public async Task Person_AtFirstSightManyTimesAtOnce_IsOne()
    {
        var tokens = Enumerable.Range(0, 20).Select(at => _issuer.WithEc(Numbered(at)));

        var met = await Task.WhenAll(tokens.Select(vouched.MeAsync));

        Assert.Single(met.Select(me => (me.Text("id"), me.Text("org_id"))).Distinct());

        System.Text.Json.Nodes.JsonObject Numbered(int at)
        {
            var claims = _issuer.Claims("crowd", "org-crowd", "admin");
            claims["jti"] = $"token{at}";
            return claims;
        }
    }
}
