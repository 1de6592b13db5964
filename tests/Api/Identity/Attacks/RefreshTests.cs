using System.Net;
using System.Net.Http.Json;
using MeetingIntel.Api.Identity.Users;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Attacks;

/// <summary>Refresh tokens are good once: who comes with one a second time has a copy, and nobody knows which of the two is the thief.</summary>
public sealed class RefreshTests(AttackedServer server) : IClassFixture<AttackedServer>
{
    private const string Refused = "auth.refresh-refused";

    [Fact]
    public async Task RefreshToken_UsedTwice_EndsTheLoginAndItsAccessTokensAtOnce()
    {
        var email = await server.SignUpAsync();
        var (first, other) = (await server.SignInAsync(email), await server.SignInAsync(email));
        using var rotated = await server.RefreshAsync(first.Text("refresh_token"));
        var second = await rotated.JsonAsync();
        // Remembered, as a busy client's are.
        await AcceptedAsync(first.Text("access_token"), second.Text("access_token"), other.Text("access_token"));

        using var reused = await server.RefreshAsync(first.Text("refresh_token"));

        Assert.Equal(Refused, await reused.ProblemAsync(HttpStatusCode.Unauthorized));
        foreach (var token in (string[])[first.Text("access_token"), second.Text("access_token")])
        {
            using var refused = await server.WhoAsync(token);
            Assert.Equal("auth.revoked", await refused.ProblemAsync(HttpStatusCode.Unauthorized));
        }

        using var next = await server.RefreshAsync(second.Text("refresh_token"));
        Assert.Equal(Refused, await next.ProblemAsync(HttpStatusCode.Unauthorized));
        await AcceptedAsync(other.Text("access_token"));
        Assert.Contains("user.refresh-reused", await server.QueryAsync<string>("SELECT action FROM audit_entries"));
    }

    [Fact]
    public async Task RefreshToken_UsedManyTimesAtOnce_SucceedsOnceAndEndsTheLogin()
    {
        var login = await server.ArriveAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.RefreshAsync(login.Text("refresh_token"))));

        var winner = Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        Assert.All(answers.Where(answer => answer != winner), answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode));
        var won = await winner.JsonAsync();
        using var next = await server.RefreshAsync(won.Text("refresh_token"));
        Assert.Equal(Refused, await next.ProblemAsync(HttpStatusCode.Unauthorized));
        using var who = await server.WhoAsync(won.Text("access_token"));
        Assert.Equal("auth.revoked", await who.ProblemAsync(HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task RefreshToken_OfALoginThatIsOver_IsRefused()
    {
        var (ended, expired) = (await server.ArriveAsync(), await server.ArriveAsync());
        using var signedOut = await server.SendAsync(HttpMethod.Post, "/auth/logout", ended.Text("access_token"));
        await signedOut.JsonAsync();

        using var afterSignOut = await server.RefreshAsync(ended.Text("refresh_token"));
        server.Time.Advance(SignIns.Lifetime);
        using var afterItsTime = await server.RefreshAsync(expired.Text("refresh_token"));

        Assert.Equal(Refused, await afterSignOut.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal(Refused, await afterItsTime.ProblemAsync(HttpStatusCode.Unauthorized));
    }

    [Theory]
    [InlineData("mir_")]
    [InlineData("mir_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("' OR '1'='1")]
    [InlineData("x")]
    public async Task RefreshToken_ThatIsNone_IsRefused(string token)
    {
        using var response = await server.RefreshAsync(token);

        Assert.Equal(Refused, await response.ProblemAsync(HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task OtherCredentials_AsRefreshToken_AreRefused()
    {
        var login = await server.ArriveAsync();

        using var access = await server.RefreshAsync(login.Text("access_token"));
        using var bearer = await server.WhoAsync(login.Text("refresh_token"));

        Assert.Equal(Refused, await access.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("auth.invalid-token", await bearer.ProblemAsync(HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task Organisation_ThatIsSomebodyElses_IsNotEnteredAndTheTokenStaysGood()
    {
        var (mine, others) = (await server.ArriveAsync(), await server.ArriveAsync());
        var foreign = others.GetProperty("organization").Text("id");

        using var refused = await server.Api.Http.PostAsJsonAsync("/auth/refresh", new { refresh_token = mine.Text("refresh_token"), organization_id = foreign });
        using var after = await server.RefreshAsync(mine.Text("refresh_token"));

        Assert.Equal("org.not-found", await refused.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal(mine.GetProperty("organization").Text("id"), (await after.JsonAsync()).GetProperty("organization").Text("id"));
    }

    private async Task AcceptedAsync(params string[] tokens)
    {
        foreach (var token in tokens)
        {
            using var response = await server.WhoAsync(token);
            await response.JsonAsync();
        }
    }
}
