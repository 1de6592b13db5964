using System.Net;
using MeetingIntel.Api.Tests.Hosting;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.Tests.Identity.Limits;

/// <summary>Whose word is taken for where a request comes from.</summary>
public sealed class TrustedProxyTests(ApiServer shared)
{
    [Fact]
    public async Task ForwardedRequest_WithoutTrustedProxies_IsWhatItsConnectionIs()
    {
        await using var server = await StartAsync(networks: null);

        // Two addresses are claimed, and one is counted.
        await SpendAsync(server, "203.0.113.1");
        using var other = await SignInAsync(server, "203.0.113.2");
        using var page = await GetAsync(server, "/health", ("X-Forwarded-Proto", "https"));

        Assert.Equal("limit.rate", await other.ProblemAsync(HttpStatusCode.TooManyRequests));
        Assert.False(page.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task ForwardedRequest_OfATrustedProxy_IsWhatItSays()
    {
        await using var server = await StartAsync("10.0.0.0/8, 127.0.0.0/8");

        await SpendAsync(server, "203.0.113.1");
        using var same = await SignInAsync(server, "203.0.113.1");
        using var other = await SignInAsync(server, "203.0.113.2");
        using var throughTwo = await SignInAsync(server, "203.0.113.1, 10.1.2.3");
        using var pretending = await SignInAsync(server, "203.0.113.9, 203.0.113.1");
        using var page = await GetAsync(server, "/health", ("X-Forwarded-Proto", "https"));
        using var plain = await GetAsync(server, "/health");

        Assert.Equal("limit.rate", await same.ProblemAsync(HttpStatusCode.TooManyRequests));
        Assert.Equal("auth.bad-credentials", await other.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("limit.rate", await throughTwo.ProblemAsync(HttpStatusCode.TooManyRequests));
        Assert.Equal("limit.rate", await pretending.ProblemAsync(HttpStatusCode.TooManyRequests));
        Assert.Equal("max-age=31536000", page.Headers.GetValues("Strict-Transport-Security").Single());
        Assert.False(plain.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task ForwardedRequest_OfAProxyElsewhere_IsWhatItsConnectionIs()
    {
        await using var server = await StartAsync("10.0.0.0/8");

        await SpendAsync(server, "203.0.113.1");
        using var other = await SignInAsync(server, "203.0.113.2");

        Assert.Equal("limit.rate", await other.ProblemAsync(HttpStatusCode.TooManyRequests));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("127.0.0.0/8")]
    public async Task ForwardedRequest_InDevelopment_IsNeverTheDeveloper(string? networks)
    {
        await using var server = await StartAsync(networks, "Development");

        foreach (var header in (string[])["X-Forwarded-For", "X-Forwarded-Proto", "X-Original-For", "Forwarded"])
        {
            using var forwarded = await GetAsync(server, "/api/sessions", (header, header == "X-Forwarded-Proto" ? "https" : "127.0.0.1"));
            Assert.Equal("auth.required", await forwarded.ProblemAsync(HttpStatusCode.Unauthorized));
        }

        using var own = await GetAsync(server, "/api/sessions");
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    [Fact]
    public async Task Development_OverTls_DoesNotTellBrowsersToStayThere()
    {
        await using var server = await StartAsync("127.0.0.0/8", "Development");

        using var page = await GetAsync(server, "/health", ("X-Forwarded-Proto", "https"));

        Assert.False(page.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Start_WithANetworkThatIsNone_SaysSo()
    {
        await using var server = new ApiServer(shared.Postgres);
        server.Settings["Proxy:Networks"] = "10.0.0.0/8,ingress";

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(async () => await server.InitializeAsync());

        Assert.Contains("'ingress'", refused.Message, StringComparison.Ordinal);
    }

    private async Task<ApiServer> StartAsync(string? networks, string environment = "Production")
    {
        var server = new ApiServer(shared.Postgres) { EnvironmentName = environment };
        server.Settings["Proxy:Networks"] = networks;
        server.Settings["RateLimits:Address"] = "4";
        await server.InitializeAsync();
        return server;
    }

    /// <summary>Uses up what an address may try.</summary>
    private static async Task SpendAsync(ApiServer server, string address)
    {
        using var first = await SignInAsync(server, address);
        Assert.Equal("auth.bad-credentials", await first.ProblemAsync(HttpStatusCode.Unauthorized));
    }

    private static async Task<HttpResponseMessage> SignInAsync(ApiServer server, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token")
        {
            Content = new StringContent("""{"username":"nobody@example.org","password":"x"}""", System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-Forwarded-For", address);
        return await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<HttpResponseMessage> GetAsync(ApiServer server, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
