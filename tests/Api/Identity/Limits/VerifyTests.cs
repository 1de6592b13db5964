using System.Net;
using System.Net.Http.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Limits;

/// <summary>A token that is shown in a body is looked at as one in the header is.</summary>
public sealed class VerifyTests(ApiServer shared) : IAsyncLifetime
{
    private readonly ApiServer _server = new(shared.Postgres);

    public async ValueTask InitializeAsync()
    {
        _server.Settings["RateLimits:User"] = "8";
        _server.Settings["RateLimits:WrongCredentials"] = "1";
        await _server.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Verify_AfterTooManyWrongTokens_StillKnowsWhoIsKnown()
    {
        using var ana = await Person.JoinAsync(_server);
        await ana.ReadAsync("/users/me");

        using var wrong = await VerifyAsync("mik_nobody");
        using var tooMany = await VerifyAsync("mik_nobody");
        using var known = await VerifyAsync(ana.Token!);

        Assert.Equal("auth.invalid-token", await wrong.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("limit.rate", await tooMany.ProblemAsync(HttpStatusCode.TooManyRequests));
        Assert.Equal(ana.Id, (await known.JsonAsync()).Text("id"));
    }

    [Fact]
    public async Task Verify_OfATokenThatWasUsedTooOften_IsRefused()
    {
        using var ana = await Person.JoinAsync(_server);
        var answers = new List<HttpStatusCode>();
        for (var time = 0; time < 8; time++)
        {
            using var answer = await VerifyAsync(ana.Token!);
            answers.Add(answer.StatusCode);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], answers.Take(2));
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
    }

    private Task<HttpResponseMessage> VerifyAsync(string token) => _server.Http.PostAsJsonAsync("/api/v1/auth/verify", new { token });
}
