using System.Globalization;
using System.Net;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Limits;

/// <summary>What callers are told of their limits.</summary>
public sealed class RateLimitHeaderTests(ApiServer shared) : IAsyncLifetime
{
    private readonly ApiServer _server = new(shared.Postgres);

    public async ValueTask InitializeAsync()
    {
        // One a minute comes back: none while the test runs, or hardly one.
        _server.Settings["RateLimits:User"] = "1";
        _server.Settings["RateLimits:ApiKey"] = "12";
        _server.Settings["RateLimits:BurstSeconds"] = "15";
        await _server.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Answers_ToWhoIsLimited_SayWhatIsLeft()
    {
        var ana = await Someone.SignUpAsync(_server);
        using var created = await ana.SendAsync(HttpMethod.Post, "/api/sessions", new { name = "Weekly" });
        using var refused = await ana.SendAsync(HttpMethod.Get, "/api/sessions");

        Assert.Equal(("1", "0"), (Header(created, "Limit"), Header(created, "Remaining")));
        Assert.InRange(Seconds(created), 30, 90);
        Assert.Equal("limit.rate", await refused.ProblemAsync(HttpStatusCode.TooManyRequests));
        Assert.Equal(("1", "0"), (Header(refused, "Limit"), Header(refused, "Remaining")));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    [Fact]
    public async Task Answers_ToAnAddress_SayWhatIsLeft()
    {
        using var first = await _server.SendJsonAsync(HttpMethod.Post, "/token", """{"username":"nobody@example.org","password":"x"}""");
        using var second = await _server.SendJsonAsync(HttpMethod.Post, "/token", """{"username":"nobody@example.org","password":"x"}""");

        Assert.Equal("15", Header(first, "Limit"));
        Assert.True(int.Parse(Header(second, "Remaining")!, CultureInfo.InvariantCulture) < 15);
    }

    [Fact]
    public async Task Answers_ToWhoIsNotLimited_SayNothing()
    {
        using var answer = await _server.Http.GetAsync(new Uri("/api/sessions", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Null(Header(answer, "Limit"));
    }

    [Fact]
    public async Task Headers_ForPagesOfOtherOrigins_CanBeRead()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/sessions");
        request.Headers.Add("Origin", "http://localhost:3000");
        using var answer = await _server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        var exposed = string.Join(',', answer.Headers.GetValues("Access-Control-Expose-Headers")).Split(',');
        Assert.Superset(new HashSet<string> { "Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset" }, exposed.ToHashSet());
    }

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues($"X-RateLimit-{name}", out var values) ? values.Single() : null;

    private static double Seconds(HttpResponseMessage answer) => long.Parse(Header(answer, "Reset")!, CultureInfo.InvariantCulture) - answer.Headers.Date!.Value.ToUnixTimeSeconds();
}
