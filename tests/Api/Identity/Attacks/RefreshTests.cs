using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Api.Identity.Users;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Storage.Identity;
using Microsoft.AspNetCore.Http;

namespace MeetingIntel.Api.Tests.Identity.Attacks;

/// <summary>
/// Refresh tokens are good once: who comes with one a second time has a copy, and nobody knows which of the two is the thief. But for half a minute, while nobody has
/// used the next one, it may be somebody whose answer was lost.
/// </summary>
public sealed class RefreshTests(AttackedServer server) : IClassFixture<AttackedServer>
{
    private const string Refused = "auth.refresh-refused";

    [Fact]
    public async Task RefreshToken_UsedAgainAfterTheGrace_EndsTheLoginAndItsAccessTokensAtOnce()
    {
        var email = await server.SignUpAsync();
        var (first, other) = (await server.SignInAsync(email), await server.SignInAsync(email));
        using var rotated = await server.RefreshAsync(first.Text("refresh_token"));
        var second = await rotated.JsonAsync();
        server.Time.Advance(LoginStore.Grace);
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
    public async Task RefreshToken_UsedAgainAfterTheNextOneWasUsed_EndsTheLoginWithinTheGrace()
    {
        var login = await server.ArriveAsync();
        using var rotated = await server.RefreshAsync(login.Text("refresh_token"));
        using var again = await server.RefreshAsync((await rotated.JsonAsync()).Text("refresh_token"));
        var last = await again.JsonAsync();

        using var reused = await server.RefreshAsync(login.Text("refresh_token"));
        using var next = await server.RefreshAsync(last.Text("refresh_token"));

        Assert.Equal(Refused, await reused.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal(Refused, await next.ProblemAsync(HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task RefreshToken_WhoseAnswerWasLost_GoesOnWithinTheGrace()
    {
        var login = await server.ArriveAsync();
        using var lost = await server.RefreshAsync(login.Text("refresh_token"));
        server.Time.Advance(LoginStore.Grace - TimeSpan.FromSeconds(1));

        using var retried = await server.RefreshAsync(login.Text("refresh_token"));
        var second = await retried.JsonAsync();
        server.Time.Advance(TimeSpan.FromMinutes(12));
        using var next = await server.RefreshAsync(second.Text("refresh_token"));

        await AcceptedAsync((await next.JsonAsync()).Text("access_token"));
    }

    /// <summary>A thief who comes within the grace has the living token then; its owner, whose own one was replaced, ends the login when they come.</summary>
    [Fact]
    public async Task RefreshToken_ThatAThiefsReplaced_EndsTheThiefsLogin()
    {
        var login = await server.ArriveAsync();
        using var owners = await server.RefreshAsync(login.Text("refresh_token"));
        using var thiefs = await server.RefreshAsync(login.Text("refresh_token"));
        var (own, stolen) = (await owners.JsonAsync(), await thiefs.JsonAsync());
        server.Time.Advance(TimeSpan.FromMinutes(12));
        using var thiefsNext = await server.RefreshAsync(stolen.Text("refresh_token"));
        stolen = await thiefsNext.JsonAsync();

        using var ownersNext = await server.RefreshAsync(own.Text("refresh_token"));

        Assert.Equal(Refused, await ownersNext.ProblemAsync(HttpStatusCode.Unauthorized));
        using var who = await server.WhoAsync(stolen.Text("access_token"));
        Assert.Equal("auth.revoked", await who.ProblemAsync(HttpStatusCode.Unauthorized));
        using var over = await server.RefreshAsync(stolen.Text("refresh_token"));
        Assert.Equal(Refused, await over.ProblemAsync(HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task RefreshToken_UsedManyTimesAtOnce_LeavesTheLoginAliveWithOneToken()
    {
        var login = await server.ArriveAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.RefreshAsync(login.Text("refresh_token"))));

        var tokens = new List<JsonElement>();
        foreach (var answer in answers)
        {
            tokens.Add(await answer.JsonAsync());
        }

        await AcceptedAsync([.. tokens.Select(token => token.Text("access_token"))]);
        var living = Assert.Single(await server.QueryAsync<byte[]>(
            $"SELECT t.token_hash FROM refresh_tokens t JOIN logins l ON l.id = t.login_id WHERE t.used_at IS NULL AND l.user_id = '{login.GetProperty("user").Text("id")}'"));
        using var next = await server.RefreshAsync(Assert.Single(tokens, token => RandomToken.Hash(token.Text("refresh_token")).SequenceEqual(living)).Text("refresh_token"));
        await next.JsonAsync();
    }

    [Fact]
    public async Task RefreshToken_OfAClientThatGoesAway_IsNeverUsedUpWithoutASuccessor()
    {
        var login = await server.ArriveAsync();
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        var request = new DefaultHttpContext { RequestAborted = gone.Token, TraceIdentifier = "gone" };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => server.Get<SignIns>().RefreshAsync(request, login.Text("refresh_token"), orgId: null));

        var tokens = await server.QueryAsync<bool>(
            $"SELECT t.used_at IS NULL FROM refresh_tokens t JOIN logins l ON l.id = t.login_id WHERE l.user_id = '{login.GetProperty("user").Text("id")}' ORDER BY 1");
        Assert.Equal([false, true], tokens);
        using var retried = await server.RefreshAsync(login.Text("refresh_token"));
        await retried.JsonAsync();
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
