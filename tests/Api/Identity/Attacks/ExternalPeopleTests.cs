using System.Net;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Storage.Identity;

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
            vouched.Server.Time.Advance(TimeSpan.FromSeconds(1));
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

    /// <summary>Else the next request with the same token would make them a member again, without anybody's doing.</summary>
    [Theory]
    [InlineData("removed")]
    [InlineData("left")]
    [InlineData("signed-out")]
    public async Task Token_FromBeforeTheEnd_IsRevokedForGood_AndALaterOneCounts(string end)
    {
        var (subject, org, other) = ($"{end}-ben", $"org-{end}", $"org-{end}-second");
        var claims = _issuer.Claims(subject, org);
        var (ben, second) = (_issuer.WithEc(claims), _issuer.WithEc(_issuer.Claims(subject, other)));
        claims["jti"] = "another at the same time";
        var twin = _issuer.WithEc(claims);
        claims.Remove("iat");
        claims["nbf"] = vouched.Server.Time.GetUtcNow().ToUnixTimeSeconds();
        var begins = _issuer.WithEc(claims);
        var me = await vouched.MeAsync(ben);
        await vouched.MeAsync(second);
        var admin = _issuer.WithEc(_issuer.Claims($"{end}-ana", org, "admin"));
        await vouched.MeAsync(admin);
        using var session = await vouched.Server.SendAsync(HttpMethod.Post, "/api/sessions", ben, new { name = "Weekly" });
        var sid = (await session.JsonAsync()).Text("id");
        await using var feed = await FeedClient.ConnectAsync(vouched.Server.Api, sid, token: ben);
        using var ticketed = await vouched.Server.SendAsync(HttpMethod.Post, "/api/v1/auth/tickets", ben);
        var ticket = (await ticketed.JsonAsync()).Text("ticket");

        using var ended = end switch
        {
            "removed" => await vouched.Server.SendAsync(HttpMethod.Delete, $"/api/v1/orgs/{me.Text("org_id")}/members/{me.Text("id")}", admin),
            "left" => await vouched.Server.SendAsync(HttpMethod.Delete, "/api/v1/me", ben),
            _ => await vouched.Server.SendAsync(HttpMethod.Post, "/auth/logout", ben),
        };
        Assert.True(ended.IsSuccessStatusCode);

        await feed.Socket.ReceiveRestAsync("waiting for the end");
        Assert.Equal(4401, feed.CloseCode);
        await using var late = await SocketClient.ConnectAsync(vouched.Server.Api, $"/ws/sessions/{sid}?ticket={ticket}");
        await late.ReceiveRestAsync("waiting to be refused");
        Assert.Equal(4401, (int?)late.CloseCode);
        for (var round = 0; round < 2; round++)
        {
            foreach (var token in (string[])[ben, twin, begins])
            {
                Assert.Equal("auth.revoked", await vouched.RefusedAsync(token));
            }
        }

        using var elsewhere = await vouched.Server.WhoAsync(second);
        Assert.Equal(end == "removed" ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, elsewhere.StatusCode);
        using var members = await vouched.Server.SendAsync(HttpMethod.Get, $"/api/v1/orgs/{me.Text("org_id")}/members", admin);
        Assert.Equal(end == "signed-out" ? 2 : 1, (await members.JsonAsync()).GetArrayLength());

        vouched.Server.Time.Advance(ExternalPeopleStore.Skew + TimeSpan.FromSeconds(1));
        var back = await vouched.MeAsync(_issuer.WithEc(_issuer.Claims(subject, org)));
        Assert.Equal(end != "left", back.Text("id") == me.Text("id"));
        Assert.Equal("auth.revoked", await vouched.RefusedAsync(ben));
    }

    [Fact]
    public async Task Role_OfSomebodyConnected_IsReadAnew()
    {
        var reader = vouched.Server.Get<CredentialReader>();
        var caller = (await reader.ReadAsync(_issuer.WithEc(_issuer.Claims("falling", "org-falling", "admin")), CancellationToken.None)).Value!;
        Assert.Equal("admin", caller.Role);

        vouched.Server.Time.Advance(TimeSpan.FromSeconds(1));
        await vouched.MeAsync(_issuer.WithEc(_issuer.Claims("falling", "org-falling", "member")));

        var again = await reader.ReadAgainAsync(caller, CancellationToken.None);
        Assert.Equal(("member", caller.ValidUntil, caller.Vouching), (again.Value!.Role, again.Value.ValidUntil, again.Value.Vouching));
    }

    /// <summary>Whatever an issuer gives: who belongs is looked at daily.</summary>
    [Fact]
    public async Task Token_ThatIsGoodForLonger_IsBelievedForADay()
    {
        var claims = _issuer.Claims("patient", "org-patient");
        claims["exp"] = vouched.Server.Time.GetUtcNow().AddDays(7).ToUnixTimeSeconds();
        var token = _issuer.WithEc(claims);
        await vouched.MeAsync(token);

        vouched.Server.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        await vouched.MeAsync(token);
        vouched.Server.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("auth.expired", await vouched.RefusedAsync(token));
        claims["iat"] = vouched.Server.Time.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds();
        Assert.Equal("auth.invalid-token", await vouched.RefusedAsync(_issuer.WithEc(claims)));
    }

    /// <summary>Nothing would end it but what it says itself: not the day, not a removal, not a later role.</summary>
    [Fact]
    public async Task Token_ThatTellsNoTime_IsNotBelieved()
    {
        var claims = _issuer.Claims("timeless", "org-timeless");
        var issuedAt = claims["iat"]!.DeepClone();
        claims.Remove("iat");
        Assert.Equal("auth.invalid-token", await vouched.RefusedAsync(_issuer.WithEc(claims)));

        claims["nbf"] = issuedAt;
        await vouched.MeAsync(_issuer.WithEc(claims));
    }

    /// <summary>The issuer took the role, and tokens from before are still about: with them comes nobody back to it, and nobody who was made less here.</summary>
    [Fact]
    public async Task Role_OfATokenFromBeforeTheLast_IsOver()
    {
        var ana = _issuer.WithEc(_issuer.Claims("role-ana", "org-old-role", "admin"));
        var before = _issuer.WithEc(_issuer.Claims("role-ben", "org-old-role", "admin"));
        var ben = await vouched.MeAsync(before);
        await vouched.MeAsync(ana);
        vouched.Server.Time.Advance(TimeSpan.FromSeconds(6));
        var after = _issuer.WithEc(_issuer.Claims("role-ben", "org-old-role", "member"));
        foreach (var token in (string[])[after, before, after, before])
        {
            Assert.Equal("member", (await vouched.MeAsync(token)).Text("role"));
            // Longer than anybody is remembered.
            vouched.Server.Time.Advance(TimeSpan.FromSeconds(6));
        }

        var again = _issuer.WithEc(_issuer.Claims("role-ben", "org-old-role", "admin"));
        Assert.Equal("admin", (await vouched.MeAsync(again)).Text("role"));
        using var demoted = await vouched.Server.SendAsync(HttpMethod.Patch, $"/api/v1/orgs/{ben.Text("org_id")}/members/{ben.Text("id")}", ana, new { role = "member" });
        await demoted.JsonAsync();
        Assert.Equal("member", (await vouched.MeAsync(again)).Text("role"));
    }

    /// <summary>They could never enter it: their tokens are for the organisations that the issuer names.</summary>
    [Fact]
    public async Task Organisation_JoinedOrFoundedHere_IsRefused()
    {
        using var ana = await Person.JoinAsync(vouched.Server.Api);
        var invitation = await ana.InviteAsync("guest@elsewhere.example");
        var guest = _issuer.WithEc(_issuer.Claims("guest", "org-guest", "admin"));

        using var accepted = await vouched.Server.SendAsync(HttpMethod.Post, "/api/v1/invitations/accept", guest, new { token = invitation });
        using var founded = await vouched.Server.SendAsync(HttpMethod.Post, "/api/v1/orgs", guest, new { name = "Guest's" });

        Assert.Equal("auth.external-only", await accepted.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("auth.external-only", await founded.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("open", Assert.Single((await ana.ReadAsync($"{ana.Org}/invitations")).EnumerateArray()).Text("status"));
        using var orgs = await vouched.Server.SendAsync(HttpMethod.Get, "/api/v1/orgs", guest);
        Assert.Single((await orgs.JsonAsync()).EnumerateArray());
    }

    /// <summary>Who came in, as what, and on whose word: read by the organisation's administrators, also when the person is gone.</summary>
    [Fact]
    public async Task Audit_TellsWhatTheIssuersWordDid()
    {
        var ben = _issuer.WithEc(_issuer.Claims("noted", "org-noted", "admin"));
        var me = await vouched.MeAsync(ben);
        vouched.Server.Time.Advance(TimeSpan.FromSeconds(1));
        await vouched.MeAsync(_issuer.WithEc(_issuer.Claims("noted", "org-noted", "member")));
        var admin = _issuer.WithEc(_issuer.Claims("reader", "org-noted", "admin"));
        await vouched.MeAsync(admin);
        using var removed = await vouched.Server.SendAsync(HttpMethod.Delete, $"/api/v1/orgs/{me.Text("org_id")}/members/{me.Text("id")}", admin);
        await removed.JsonAsync();

        using var audit = await vouched.Server.SendAsync(HttpMethod.Get, "/api/v1/audit", admin);
        var entries = (await audit.JsonAsync()).GetProperty("entries").EnumerateArray().Reverse().ToList();

        var ofIssuer = entries.Where(entry => entry.GetProperty("actor").Text("kind") == "issuer").ToList();
        Assert.All(ofIssuer, entry => Assert.Equal(_issuer.Name, entry.GetProperty("actor").Text("id")));
        Assert.Equal(
            ["org.found", "user.register", "member.join", "member.set-role", "user.register", "member.join"],
            ofIssuer.Select(entry => entry.Text("action")));
        Assert.Equal("member", ofIssuer[3].GetProperty("details").Text("role"));
        Assert.Equal("member.remove", entries[^1].Text("action"));
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
