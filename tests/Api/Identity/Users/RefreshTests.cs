using System.Net;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Users;

/// <summary>Staying signed in.</summary>
[Collection(StrictTests.Name)]
public sealed class RefreshTests(StrictServer strict)
{
    [Fact]
    public async Task Refresh_WithTheNextTokenEachTime_GoesOn()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var (first, access) = (ana.RefreshToken, ana.Token);

        await strict.Time.PushAsync(TimeSpan.FromMinutes(16));
        using var expired = await ana.GetAsync("/users/me");
        await ana.RefreshAsync();

        Assert.Equal("auth.expired", await expired.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.NotEqual((first, access), (ana.RefreshToken, ana.Token));
        await ana.ReadAsync("/users/me");
    }

    [Fact]
    public async Task Refresh_WithATokenThatWasUsed_EndsTheLoginAndIsNoted()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var copied = ana.RefreshToken;
        await ana.RefreshAsync();
        await ana.RefreshAsync();

        using var thief = await ana.PostAsync("/auth/refresh", new { refresh_token = copied });
        using var over = await ana.GetAsync("/users/me");
        using var ownNext = await ana.PostAsync("/auth/refresh", new { refresh_token = ana.RefreshToken });

        Assert.Equal("auth.refresh-refused", await thief.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("auth.revoked", await over.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("auth.refresh-refused", await ownNext.ProblemAsync(HttpStatusCode.Unauthorized));
        await ana.SignInAsync();
        Assert.Single(await ana.AuditAsync("user.refresh-reused"));
    }

    [Fact]
    public async Task Refresh_ByBearerAlone_WorksForTwelveHours()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        for (var hour = 0; hour < 12; hour++)
        {
            for (var quarter = 0; quarter < 5; quarter++)
            {
                var answer = await ana.DoAsync(HttpMethod.Post, "/auth/refresh");
                Assert.False(answer.TryGetProperty("refresh_token", out _));
                Assert.NotEqual(ana.Token, answer.Text("accessToken"));
                ana.Bear(answer.Text("access_token"));
                await strict.Time.PushAsync(TimeSpan.FromMinutes(12));
            }
        }

        using var tooLate = await ana.PostAsync("/auth/refresh");

        Assert.Equal("auth.refresh-refused", await tooLate.ProblemAsync(HttpStatusCode.Unauthorized));
        await ana.RefreshAsync();
        Assert.Single(await ana.AuditAsync("user.renew-by-bearer"));
    }

    [Fact]
    public async Task Refresh_ByBearerAlone_EndsWithTheFirstUseOfTheRefreshToken()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        await ana.DoAsync(HttpMethod.Post, "/auth/refresh");
        await ana.RefreshAsync();

        using var refused = await ana.PostAsync("/auth/refresh");

        Assert.Equal("auth.refresh-refused", await refused.ProblemAsync(HttpStatusCode.Unauthorized));
        await ana.ReadAsync("/users/me");
        await ana.RefreshAsync();
    }

    [Fact]
    public async Task Refresh_ByBearerAlone_IsNothingForWhoHasACookie()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var answer = await ana.DoAsync(HttpMethod.Post, "/auth/token", new { email = ana.Email, password = ana.Password, cookie = true });
        ana.Bear(answer.Text("access_token"));

        using var refused = await ana.PostAsync("/auth/refresh");

        Assert.Equal("auth.refresh-refused", await refused.ProblemAsync(HttpStatusCode.Unauthorized));
        await ana.ReadAsync("/users/me");
    }

    [Fact]
    public async Task Refresh_WithoutAnything_AsksForCredentials()
    {
        using var nobody = new Client(strict.Server, token: null);

        using var response = await nobody.PostAsync("/auth/refresh");

        Assert.Equal("auth.required", await response.ProblemAsync(HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task Refresh_ForAnotherOrganisation_SwitchesByEitherToken()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var home = ana.OrgId;
        var second = (await ana.DoAsync(HttpMethod.Post, "/api/v1/orgs", new { name = "Second" })).Text("id");

        var byBearer = await ana.DoAsync(HttpMethod.Post, "/auth/refresh", new { organization_id = second });
        Assert.Equal(second, byBearer.GetProperty("organization").Text("id"));

        await ana.RefreshAsync(second);
        Assert.Equal(second, ana.OrgId);
        Assert.Equal(second, (await ana.ReadAsync("/api/v1/auth/me")).Text("org_id"));
        await ana.RefreshAsync();
        Assert.Equal(second, ana.OrgId);
        // Once by bearer, once by refresh token; whoever stays enters nothing.
        Assert.Equal(2, (await ana.AuditAsync("user.sign-in")).Count);
        await ana.RefreshAsync(home);
        Assert.Equal(home, ana.OrgId);
        Assert.Equal(2, (await ana.AuditAsync("user.sign-in")).Count);
    }

    [Fact]
    public async Task Refresh_ForAForeignOrganisation_IsRefusedAndCostsNothing()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var other = await Person.JoinAsync(strict.Server, "Eve");

        using var byToken = await ana.PostAsync("/auth/refresh", new { refresh_token = ana.RefreshToken, organization_id = other.OrgId });
        using var byBearer = await ana.PostAsync("/auth/refresh", new { organization_id = other.OrgId });

        Assert.Equal("org.not-found", await byToken.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("org.not-found", await byBearer.ProblemAsync(HttpStatusCode.NotFound));
        await ana.RefreshAsync();
    }

    [Fact]
    public async Task Refresh_AfterThirtyDays_AsksToSignInAgain()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        await strict.Time.PushAsync(TimeSpan.FromDays(30));

        using var response = await ana.PostAsync("/auth/refresh", new { refresh_token = ana.RefreshToken });

        Assert.Equal("auth.refresh-refused", await response.ProblemAsync(HttpStatusCode.Unauthorized));
        await ana.SignInAsync();
    }
}
