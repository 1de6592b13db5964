using System.Net;
using System.Net.Http.Json;
using MeetingIntel.Api.Identity.Users;
using MeetingIntel.Api.Tests.Hosting;
using Microsoft.AspNetCore.Http;

namespace MeetingIntel.Api.Tests.Identity.Attacks;

/// <summary>The one cookie there is: where it goes, and who can make a browser send it.</summary>
public sealed class RefreshCookieTests(AttackedServer server) : IClassFixture<AttackedServer>
{
    private static readonly (string Name, string Value)[] ForeignPages =
    [
        ("Origin", "https://evil.example"), ("Origin", "null"), ("Origin", "http://localhost:1"), ("Origin", ""), ("Sec-Fetch-Site", "cross-site"),
    ];

    [Fact]
    public async Task Cookie_IsForTheServerAlone()
    {
        var cookie = Assert.Single(await SignInForCookieAsync());

        var parts = cookie.Split("; ").Skip(1).Select(part => part.ToUpperInvariant()).ToList();
        Assert.StartsWith("mi_refresh=mir_", cookie, StringComparison.Ordinal);
        Assert.Contains("HTTPONLY", parts);
        Assert.Contains("SAMESITE=STRICT", parts);
        Assert.Contains("PATH=/AUTH", parts);
        Assert.DoesNotContain(parts, part => part.StartsWith("DOMAIN", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https", true)]
    [InlineData("http", false)]
    public void Cookie_OverHttps_IsSecure(string scheme, bool secure)
    {
        var context = new DefaultHttpContext { Request = { Scheme = scheme } };

        RefreshCookie.Set(context, "mir_x", DateTimeOffset.UnixEpoch);
        RefreshCookie.Clear(context);

        Assert.All(context.Response.Headers.SetCookie, cookie => Assert.Equal(secure, cookie!.Contains("secure", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task Cookie_OnAnyOtherPath_IsNoCredential()
    {
        var cookie = await CookieAsync();
        foreach (var path in (string[])["/auth/me", "/api/v1/auth/me", "/users/me", "/api/sessions", "/api/v1/orgs", "/hubs/sessions", "/api/v1/audit"])
        {
            using var response = await server.SendAsync(HttpMethod.Get, path, headers: ("Cookie", cookie));

            Assert.Equal("auth.required", await response.ProblemAsync(HttpStatusCode.Unauthorized));
        }

        foreach (var path in (string[])["/api/v1/auth/verify", "/api/v1/auth/tickets", "/settings/change-password", "/api/v1/api-keys"])
        {
            using var response = await server.SendAsync(HttpMethod.Post, path, body: new { }, headers: ("Cookie", cookie));

            Assert.Equal("auth.required", await response.ProblemAsync(HttpStatusCode.Unauthorized));
        }

        await StillGoodAsync(cookie);
    }

    [Fact]
    public async Task ForeignPage_WithTheCookie_NeitherRefreshesNorSignsOut()
    {
        var cookie = await CookieAsync();
        foreach (var page in ForeignPages)
        {
            foreach (var path in (string[])["/auth/refresh", "/auth/logout"])
            {
                foreach (var body in Bodies())
                {
                    using var response = await server.SendAsync(HttpMethod.Post, path, body: body, headers: [("Cookie", cookie), page]);

                    // Routing refuses what is no JSON before anybody looks at it.
                    Assert.Contains(
                        await response.ProblemAsync(response.StatusCode == HttpStatusCode.UnsupportedMediaType ? HttpStatusCode.UnsupportedMediaType : HttpStatusCode.Forbidden),
                        (string[])["auth.origin-not-allowed", "request.unsupported-media-type"]);
                    Assert.False(response.Headers.Contains("Set-Cookie"));
                    Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
                }
            }
        }

        await StillGoodAsync(cookie);
    }

    [Fact]
    public async Task ForeignPage_SigningInAsItself_SetsNoCookieHere()
    {
        var (email, login) = (await server.SignUpAsync(), await server.ArriveAsync());
        foreach (var page in ForeignPages)
        {
            using var signIn = await server.SendAsync(HttpMethod.Post, "/token", body: new { email, password = AttackedServer.Password, cookie = true }, headers: page);
            using var refresh = await server.SendAsync(HttpMethod.Post, "/auth/refresh", body: new { refresh_token = login.Text("refresh_token"), cookie = true }, headers: page);

            Assert.Equal("auth.origin-not-allowed", await signIn.ProblemAsync(HttpStatusCode.Forbidden));
            Assert.Equal("auth.origin-not-allowed", await refresh.ProblemAsync(HttpStatusCode.Forbidden));
        }

        using var still = await server.RefreshAsync(login.Text("refresh_token"));
        await still.JsonAsync();
    }

    [Fact]
    public async Task Form_SigningIn_NeverSetsACookie()
    {
        var email = await server.SignUpAsync();
        Dictionary<string, string> fields = new(StringComparer.Ordinal) { ["username"] = email, ["password"] = AttackedServer.Password, ["cookie"] = "true", ["grant_type"] = "password" };
        using var multipart = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            multipart.Add(new StringContent(value), name);
        }

        using var form = await server.SendAsync(HttpMethod.Post, "/token", body: new FormUrlEncodedContent(fields), headers: ("Origin", "https://evil.example"));
        using var parts = await server.SendAsync(HttpMethod.Post, "/auth/token", body: multipart, headers: ("Origin", "https://evil.example"));

        await form.JsonAsync();
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, parts.StatusCode);
        foreach (var response in (HttpResponseMessage[])[form, parts])
        {
            Assert.False(response.Headers.Contains("Set-Cookie"));
            Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    [Fact]
    public async Task OwnPage_WithTheCookie_RefreshesAndSignsOut()
    {
        var own = server.Api.Address.GetLeftPart(UriPartial.Authority);
        using var refreshed = await server.SendAsync(HttpMethod.Post, "/auth/refresh", headers: [("Cookie", await CookieAsync()), ("Origin", own), ("Sec-Fetch-Site", "same-origin")]);
        Assert.False((await refreshed.JsonAsync()).TryGetProperty("refresh_token", out _));
        var next = refreshed.Headers.GetValues("Set-Cookie").Single().Split(';')[0];

        using var signedOut = await server.SendAsync(HttpMethod.Post, "/auth/logout", headers: [("Cookie", next), ("Origin", own)]);

        await signedOut.JsonAsync();
        Assert.StartsWith("mi_refresh=;", signedOut.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
        using var after = await server.SendAsync(HttpMethod.Post, "/auth/refresh", headers: [("Cookie", next), ("Origin", own)]);
        Assert.Equal("auth.refresh-refused", await after.ProblemAsync(HttpStatusCode.Unauthorized));
    }

    private static IEnumerable<HttpContent?> Bodies()
    {
        yield return null;
        yield return new StringContent("{}", System.Text.Encoding.UTF8, "text/plain");
        yield return new FormUrlEncodedContent([new("refresh_token", "x")]);
        yield return JsonContent.Create(new { everywhere = true });
    }

    private async Task<IEnumerable<string>> SignInForCookieAsync()
    {
        using var response = await server.SendAsync(HttpMethod.Post, "/token", body: new { email = await server.SignUpAsync(), password = AttackedServer.Password, cookie = true });
        Assert.False((await response.JsonAsync()).TryGetProperty("refresh_token", out _));
        return response.Headers.GetValues("Set-Cookie");
    }

    private async Task<string> CookieAsync() => (await SignInForCookieAsync()).Single().Split(';')[0];

    private async Task StillGoodAsync(string cookie)
    {
        using var response = await server.SendAsync(HttpMethod.Post, "/auth/refresh", headers: ("Cookie", cookie));
        await response.JsonAsync();
    }
}
