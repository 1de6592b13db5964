using System.Net;
using System.Net.Http.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Attacks;

/// <summary>The first administrator: whoever is fast, but one, and not by way of somebody else's browser.</summary>
public sealed class FirstAdministratorTests(ApiServer shared) : IAsyncLifetime
{
    private AttackedServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = new AttackedServer(shared.Postgres);
        await _server.InitializeAsync();
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Initialize_ManyAtOnce_MakesOne()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(at => _server.Api.Http.PostAsJsonAsync(
            "/admin/initialize", new { email = $"first{at}@example.com", password = AttackedServer.Password })));

        Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        foreach (var answer in answers.Where(answer => !answer.IsSuccessStatusCode))
        {
            Assert.Equal("admin.initialized", await answer.ProblemAsync(HttpStatusCode.Conflict));
        }

        Assert.Equal(1, Assert.Single(await _server.QueryAsync<long>("SELECT count(*) FROM users")));
        Assert.Empty(_server.Log.Complaints);
    }

    [Fact]
    public async Task Initialize_OnceThereIsSomebody_IsOver()
    {
        await _server.SignUpAsync();

        using var response = await _server.SendAsync(HttpMethod.Post, "/admin/initialize");

        Assert.Equal("admin.initialized", await response.ProblemAsync(HttpStatusCode.Conflict));
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task Initialize_OfAForeignPage_IsRefused(string header, string value)
    {
        using var response = await _server.SendAsync(HttpMethod.Post, "/admin/initialize", headers: (header, value));

        Assert.Equal("auth.origin-not-allowed", await response.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal(0, Assert.Single(await _server.QueryAsync<long>("SELECT count(*) FROM users")));
    }
}
