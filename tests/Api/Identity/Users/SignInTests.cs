using System.Net;
using System.Text;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Tests.Identity.Users;

/// <summary>Signing in and out, at the paths of Convers.me and HelloSales.</summary>
[Collection(StrictTests.Name)]
public sealed class SignInTests(StrictServer strict)
{
    [Theory]
    [InlineData("/token", true)]
    [InlineData("/token", false)]
    [InlineData("/auth/token", true)]
    [InlineData("/auth/token", false)]
    [InlineData("/auth/login", false)]
    public async Task SignIn_AtEachPath_AnswersInBothCasings(string path, bool asForm)
    {
        using var ana = await Person.JoinAsync(strict.Server);

        using var response = asForm
            ? await FormAsync(ana, path, ("username", ana.Email), ("password", ana.Password), ("grant_type", "password"))
            : await ana.PostAsync(path, new { email = ana.Email, password = ana.Password });

        var token = await response.JsonAsync();
        Assert.Equal(token.Text("access_token"), token.Text("accessToken"));
        Assert.Equal(("bearer", "bearer"), (token.Text("token_type"), token.Text("tokenType")));
        Assert.Equal(900, token.GetProperty("expires_in").GetInt32());
        Assert.Equal(token.Text("refresh_token"), token.Text("refreshToken"));
        Assert.Equal((ana.Id, ana.Email, "Ana", "admin"), UserOf(token));
        Assert.Equal(ana.OrgId, token.GetProperty("organization").Text("id"));
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        ana.Bear(token.Text("access_token"));
        Assert.Equal(ana.Id, (await ana.ReadAsync("/auth/me")).Text("id"));
    }

    [Fact]
    public async Task SignIn_WithTheWrongPassword_TellsNothingOfWhetherThereIsSuchAPerson()
    {
        using var ana = await Person.JoinAsync(strict.Server);

        using var wrong = await ana.PostAsync("/token", new { username = ana.Email, password = "wrong horse" });
        using var nobody = await ana.PostAsync("/token", new { username = Person.NewEmail(), password = "wrong horse" });

        Assert.Equal("auth.bad-credentials", await wrong.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("auth.bad-credentials", await nobody.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal(await wrong.DetailAsync(), await nobody.DetailAsync());
        Assert.Equal("Bearer", wrong.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [InlineData("{}", "request.invalid", 422)]
    [InlineData("""{"username":"a@b.c"}""", "request.invalid", 422)]
    [InlineData("""{"username":7,"password":"x"}""", "request.invalid", 422)]
    [InlineData("""{"username":"a@b.c","password":"x","grant_type":"client_credentials"}""", "auth.unsupported-grant", 400)]
    public async Task SignIn_OfTheWrongShape_IsRefused(string body, string code, int status)
    {
        using var nobody = new Client(strict.Server, token: null);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var response = await nobody.Http.PostAsync(new Uri("/token", UriKind.Relative), content);

        Assert.Equal(code, await response.ProblemAsync((HttpStatusCode)status));
    }

    [Fact]
    public async Task SignIn_WithAFormThatIsNone_IsRefused()
    {
        using var nobody = new Client(strict.Server, token: null);

        using var nul = await FormAsync(nobody, "/token", ("username", "a\0@b.c"), ("password", "x"));
        using var many = await FormAsync(nobody, "/token", [.. Enumerable.Range(0, 2000).Select(i => ($"field{i}", "x"))]);

        Assert.Equal("request.invalid", await nul.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Equal("request.invalid", await many.ProblemAsync(HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task SignIn_AfterTooManyWrongPasswords_WaitsAndThenWorks()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        for (var i = 0; i < AttemptStore.Free; i++)
        {
            using var wrong = await ana.TrySignInAsync("wrong horse");
            Assert.Equal("auth.bad-credentials", await wrong.ProblemAsync(HttpStatusCode.Unauthorized));
        }

        using var locked = await ana.TrySignInAsync();
        Assert.Equal("auth.locked", await locked.ProblemAsync(HttpStatusCode.TooManyRequests));
        await strict.Time.PushAsync(locked.Headers.RetryAfter!.Delta!.Value);

        await ana.SignInAsync();
    }

    [Fact]
    public async Task SignOut_ByWhateverIsLeft_EndsTheLogin()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var other = new Client(strict.Server, ana.Token);
        await ana.SignInAsync();

        Assert.NotEmpty((await other.DoAsync(HttpMethod.Post, "/auth/logout")).Text("message"));
        using var over = await other.GetAsync("/users/me");
        Assert.Equal("auth.revoked", await over.ProblemAsync(HttpStatusCode.Unauthorized));
        await ana.ReadAsync("/users/me");

        var refresh = ana.RefreshToken;
        using var nobody = new Client(strict.Server, token: null);
        await nobody.DoAsync(HttpMethod.Post, "/auth/logout", new { refreshToken = refresh });
        using var ended = await ana.GetAsync("/users/me");
        using var refused = await nobody.PostAsync("/auth/refresh", new { refresh_token = refresh });

        Assert.Equal("auth.revoked", await ended.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("auth.refresh-refused", await refused.ProblemAsync(HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task SignOut_WithNothingThatIsGoodAnyMore_IsDoneAlready()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        await ana.DoAsync(HttpMethod.Post, "/auth/logout");
        using var nobody = new Client(strict.Server, token: null);

        Assert.NotEmpty((await ana.DoAsync(HttpMethod.Post, "/auth/logout")).Text("message"));
        Assert.NotEmpty((await nobody.DoAsync(HttpMethod.Post, "/auth/logout")).Text("message"));
        using var everywhere = await ana.PostAsync("/auth/logout", new { everywhere = true });

        Assert.Equal("auth.revoked", await everywhere.ProblemAsync(HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task SignOut_Everywhere_EndsAllLoginsAndIsNotedOnce()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var phone = new Client(strict.Server, ana.Token);
        await ana.SignInAsync();

        await ana.DoAsync(HttpMethod.Post, "/auth/logout", new { everywhere = true });

        using var onPhone = await phone.GetAsync("/users/me");
        Assert.Equal("auth.revoked", await onPhone.ProblemAsync(HttpStatusCode.Unauthorized));
        await ana.SignInAsync();
        Assert.Single(await ana.AuditAsync("user.sign-out-everywhere"));
    }

    /// <summary>A refresh token that was used, or ended, proves nothing: whoever finds one somewhere ends no more with it than its own login.</summary>
    [Fact]
    public async Task SignOut_EverywhereWithATokenThatIsOver_EndsNothingElse()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var used = ana.RefreshToken;
        await ana.RefreshAsync();
        using var phone = new Client(strict.Server, token: null);
        var ended = (await phone.DoAsync(HttpMethod.Post, "/token", new { username = ana.Email, password = ana.Password })).Text("refresh_token");
        await phone.DoAsync(HttpMethod.Post, "/auth/logout", new { refresh_token = ended });
        using var nobody = new Client(strict.Server, token: null);

        foreach (var over in (string[])[used, ended, "mir_nobodys"])
        {
            using var refused = await nobody.PostAsync("/auth/logout", new { refresh_token = over, everywhere = true });
            Assert.Equal("auth.required", await refused.ProblemAsync(HttpStatusCode.Unauthorized));
        }

        await ana.ReadAsync("/users/me");
        var living = ana.RefreshToken;
        using var other = new Client(strict.Server, ana.Token);
        await ana.SignInAsync();
        await nobody.DoAsync(HttpMethod.Post, "/auth/logout", new { refresh_token = living, everywhere = true });
        using var over1 = await other.GetAsync("/users/me");
        using var over2 = await ana.GetAsync("/users/me");
        Assert.Equal("auth.revoked", await over1.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("auth.revoked", await over2.ProblemAsync(HttpStatusCode.Unauthorized));

        await ana.SignInAsync();
        await ana.DoAsync(HttpMethod.Post, "/auth/logout", new { refresh_token = used, everywhere = true });
        using var byBearer = await ana.GetAsync("/users/me");
        Assert.Equal("auth.revoked", await byBearer.ProblemAsync(HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task SignIn_OfABrowser_KeepsTheRefreshTokenInACookie()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var browser = new Client(strict.Server, token: null);

        using var response = await browser.PostAsync("/auth/token", new { email = ana.Email, password = ana.Password, cookie = true });

        Assert.False((await response.JsonAsync()).TryGetProperty("refresh_token", out _));
        var cookie = response.Headers.GetValues("Set-Cookie").Single();
        Assert.All((string[])["mi_refresh=mir_", "path=/auth", "httponly", "samesite=strict"], part => Assert.Contains(part, cookie, StringComparison.OrdinalIgnoreCase));
        browser.Http.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        using var refreshed = await browser.PostAsync("/auth/refresh", new { });
        Assert.NotEmpty((await refreshed.JsonAsync()).Text("access_token"));
        Assert.NotEqual(cookie, refreshed.Headers.GetValues("Set-Cookie").Single());
        using var signedOut = await browser.PostAsync("/auth/logout");
        Assert.Contains("mi_refresh=;", signedOut.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
    }

    private static (string Id, string Email, string Name, string Role) UserOf(JsonElement token)
    {
        var user = token.GetProperty("user");
        return (user.Text("id"), user.Text("email"), user.Text("name"), user.Text("role"));
    }

    private static async Task<HttpResponseMessage> FormAsync(Client client, string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await client.Http.PostAsync(new Uri(path, UriKind.Relative), form);
    }
}
