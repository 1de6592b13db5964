using System.Net;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Users;

/// <summary>POST /admin/initialize: the first administrator, once.</summary>
[Collection(StrictTests.Name)]
public sealed class InitializeTests(StrictServer strict)
{
    [Fact]
    public async Task Initialize_InDevelopment_NeedsNoBodyAndWorksOnceAmongMany()
    {
        await using var server = new ApiServer(strict.Server.Postgres);
        await server.InitializeAsync();
        using var nobody = new Client(server, token: null);
        Assert.False((await nobody.ReadAsync("/api/v1/auth/config")).GetProperty("initialized").GetBoolean());

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => nobody.PostAsync("/admin/initialize", i % 2 == 0 ? null : new { })));

        var done = await Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK).JsonAsync();
        Assert.True(done.GetProperty("success").GetBoolean());
        Assert.Single(done.GetProperty("actions").EnumerateArray());
        Assert.Empty(done.GetProperty("errors").EnumerateArray());
        Assert.NotEmpty(done.Text("message"));
        foreach (var other in answers.Where(answer => answer.StatusCode != HttpStatusCode.OK))
        {
            Assert.Equal("admin.initialized", await other.ProblemAsync(HttpStatusCode.Conflict));
        }

        var token = await nobody.DoAsync(HttpMethod.Post, "/token", new { username = "admin@convers.me", password = "admin1234" });
        Assert.Equal("admin", token.GetProperty("user").Text("role"));
        Assert.True((await nobody.ReadAsync("/api/v1/auth/config")).GetProperty("initialized").GetBoolean());
    }

    [Fact]
    public async Task Initialize_OutsideDevelopment_NeedsToBeToldWho()
    {
        await using var server = new ApiServer(strict.Server.Postgres) { EnvironmentName = "Production" };
        await server.InitializeAsync();
        using var nobody = new Client(server, token: null);

        using var empty = await nobody.PostAsync("/admin/initialize");
        using var weak = await nobody.PostAsync("/admin/initialize", new { email = "root@example.com", password = "short" });
        var done = await nobody.DoAsync(HttpMethod.Post, "/admin/initialize", new { name = "Root", email = "root@example.com", password = "correct horse", organization = "Acme" });
        using var again = await nobody.PostAsync("/admin/initialize", new { email = "other@example.com", password = "correct horse" });

        Assert.Equal("request.invalid", await empty.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Equal("user.weak-password", await weak.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.True(done.GetProperty("success").GetBoolean());
        Assert.Equal("admin.initialized", await again.ProblemAsync(HttpStatusCode.Conflict));
        var token = await nobody.DoAsync(HttpMethod.Post, "/auth/login", new { email = "root@example.com", password = "correct horse" });
        Assert.Equal("Acme", token.GetProperty("organization").Text("name"));
    }

    [Fact]
    public async Task Initialize_OnceSomebodyHasRegistered_IsTooLate()
    {
        using var ana = await Person.JoinAsync(strict.Server);

        using var late = await ana.PostAsync("/admin/initialize");

        Assert.Equal("admin.initialized", await late.ProblemAsync(HttpStatusCode.Conflict));
    }
}
