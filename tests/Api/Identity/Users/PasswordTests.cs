using System.Net;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Tests.Identity.Users;

/// <summary>Other passwords: changed by who knows the one before, and by who has a reset.</summary>
[Collection(StrictTests.Name)]
public sealed class PasswordTests(StrictServer strict)
{
    [Fact]
    public async Task Change_WithTheCurrentOne_SignsOutEverywhereElse()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var phone = new Client(strict.Server, ana.Token);
        await ana.SignInAsync();

        await ana.DoAsync(HttpMethod.Post, "/settings/change-password", new { currentPassword = ana.Password, newPassword = "another horse" });

        using var onPhone = await phone.GetAsync("/users/me");
        using var before = await ana.TrySignInAsync();
        Assert.Equal("auth.revoked", await onPhone.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("auth.bad-credentials", await before.ProblemAsync(HttpStatusCode.Unauthorized));
        await ana.ReadAsync("/users/me");
        ana.Password = "another horse";
        await ana.SignInAsync();
        Assert.Equal(ana.Id, Assert.Single(await ana.AuditAsync("user.change-password")).GetProperty("actor").Text("id"));
    }

    [Theory]
    [InlineData("wrong horse", "another horse", 400, "user.wrong-password")]
    [InlineData("correct horse battery", "short", 422, "user.weak-password")]
    [InlineData("correct horse battery", "correct horse battery", 422, "user.weak-password")]
    [InlineData("correct horse battery", "", 422, "request.invalid")]
    public async Task Change_ThatWillNotDo_ChangesNothing(string current, string next, int status, string code)
    {
        using var ana = await Person.JoinAsync(strict.Server);

        using var response = await ana.PostAsync("/settings/change-password", new { current_password = current, new_password = next });

        Assert.Equal(code, await response.ProblemAsync((HttpStatusCode)status));
        await ana.SignInAsync();
    }

    [Fact]
    public async Task Change_WithOneGuessAfterTheOther_LocksAsSigningInDoes()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        for (var i = 0; i < AttemptStore.Free; i++)
        {
            using var wrong = await ana.PostAsync("/settings/change-password", new { current_password = "wrong horse", new_password = "another horse" });
            Assert.Equal("user.wrong-password", await wrong.ProblemAsync(HttpStatusCode.BadRequest));
        }

        using var locked = await ana.PostAsync("/settings/change-password", new { current_password = ana.Password, new_password = "another horse" });
        using var alsoLocked = await ana.TrySignInAsync();

        Assert.Equal("auth.locked", await locked.ProblemAsync(HttpStatusCode.TooManyRequests));
        Assert.Equal("auth.locked", await alsoLocked.ProblemAsync(HttpStatusCode.TooManyRequests));
        await strict.Time.PushAsync(locked.Headers.RetryAfter!.Delta!.Value);
        await ana.DoAsync(HttpMethod.Post, "/settings/change-password", new { current_password = ana.Password, new_password = "another horse" });
    }

    [Fact]
    public async Task Reset_MadeByAnAdministrator_IsUsedOnce()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();
        using var nobody = new Client(strict.Server, token: null);

        var earlier = await ana.DoAsync(HttpMethod.Post, $"{ana.Org}/members/{ben.Id}/password-reset");
        var reset = await ana.DoAsync(HttpMethod.Post, $"{ana.Org}/members/{ben.Id}/password-reset");

        Assert.EndsWith($"/reset#token={reset.Text("token")}", reset.Text("url"), StringComparison.Ordinal);
        Assert.NotEmpty(reset.Text("expires_at"));
        using var replaced = await nobody.PostAsync("/users/reset-password/confirm", new { token = earlier.Text("token"), newPassword = "another horse" });
        using var weak = await nobody.PostAsync("/users/reset-password/confirm", new { token = reset.Text("token"), newPassword = "short" });
        var used = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => nobody.PostAsync("/users/reset-password/confirm", new { token = reset.Text("token"), new_password = "another horse" })));
        Assert.Equal("user.reset-refused", await replaced.ProblemAsync(HttpStatusCode.BadRequest));
        Assert.Equal("user.weak-password", await weak.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Single(used, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal("user.reset-refused", await used.First(answer => answer.StatusCode != HttpStatusCode.OK).ProblemAsync(HttpStatusCode.BadRequest));

        using var over = await ben.GetAsync("/users/me");
        Assert.Equal("auth.revoked", await over.ProblemAsync(HttpStatusCode.Unauthorized));
        ben.Password = "another horse";
        await ben.SignInAsync();
        var audit = await ana.AuditAsync("member.reset-password", "user.reset-password");
        Assert.Equal([ana.Id, ana.Id, ben.Id], audit.Select(entry => entry.GetProperty("actor").Text("id")));
        Assert.All(audit, entry => Assert.Equal(ben.Id, entry.Text("target")));
    }

    [Fact]
    public async Task Reset_OfSomebodyWhoIsLockedOut_LetsThemInAtOnce()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();
        for (var guess = 0; guess < 2 * AttemptStore.Free; guess++)
        {
            (await ben.TrySignInAsync($"guess {guess}")).Dispose();
        }

        using var locked = await ben.TrySignInAsync();
        var reset = await ana.DoAsync(HttpMethod.Post, $"{ana.Org}/members/{ben.Id}/password-reset");
        using var nobody = new Client(strict.Server, token: null);
        await nobody.DoAsync(HttpMethod.Post, "/users/reset-password/confirm", new { token = reset.Text("token"), new_password = "another horse" });

        Assert.Equal("auth.locked", await locked.ProblemAsync(HttpStatusCode.TooManyRequests));
        ben.Password = "another horse";
        await ben.SignInAsync();
        Assert.Equal(ben.Id, Assert.Single(await ana.AuditAsync("user.lock")).Text("target"));
    }

    [Fact]
    public async Task Reset_OfSomebodyWhoBelongsElsewhereAsWell_IsRefusedWhenMadeAndWhenUsed()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();
        var reset = await ana.DoAsync(HttpMethod.Post, $"{ana.Org}/members/{ben.Id}/password-reset");
        await ben.DoAsync(HttpMethod.Post, "/api/v1/orgs", new { name = "Ben's own" });

        using var again = await ana.PostAsync($"{ana.Org}/members/{ben.Id}/password-reset");
        using var late = await ana.PostAsync("/users/reset-password/confirm", new { token = reset.Text("token"), newPassword = "another horse" });

        Assert.Equal("member.reset-refused", await again.ProblemAsync(HttpStatusCode.Conflict));
        Assert.Equal("user.reset-refused", await late.ProblemAsync(HttpStatusCode.BadRequest));
        await ben.SignInAsync();
    }

    [Fact]
    public async Task Reset_OfOthers_IsForAdministratorsOfTheirOrganisation()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();
        using var eve = await Person.JoinAsync(strict.Server, "Eve");

        using var byMember = await ben.PostAsync($"{ana.Org}/members/{ana.Id}/password-reset");
        using var foreignOrg = await eve.PostAsync($"{ana.Org}/members/{ben.Id}/password-reset");
        using var foreignUser = await eve.PostAsync($"{eve.Org}/members/{ben.Id}/password-reset");

        Assert.Equal("auth.forbidden", await byMember.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("org.not-found", await foreignOrg.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("member.not-found", await foreignUser.ProblemAsync(HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Reset_ThatHasExpired_IsRefused()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();
        var reset = await ana.DoAsync(HttpMethod.Post, $"{ana.Org}/members/{ben.Id}/password-reset");

        await strict.Time.PushAsync(TimeSpan.FromHours(24));
        using var late = await ana.PostAsync("/users/reset-password/confirm", new { token = reset.Text("token"), newPassword = "another horse" });

        Assert.Equal("user.reset-refused", await late.ProblemAsync(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task ResetRequest_ForWhoever_AnswersTheSame()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var nobody = new Client(strict.Server, token: null);

        var known = await nobody.DoAsync(HttpMethod.Post, "/users/reset-password/request", new { email = ana.Email });
        var unknown = await nobody.DoAsync(HttpMethod.Post, "/users/reset-password/request", new { email = "nobody@example.com" });

        Assert.NotEmpty(known.Text("message"));
        Assert.Equal(known.ToString(), unknown.ToString());
    }
}
