using System.Net;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Users;

/// <summary>Who one is, at HelloSales' paths.</summary>
[Collection(StrictTests.Name)]
public sealed class AccountTests(StrictServer strict, ApiServer development)
{
    [Fact]
    public async Task Verify_ByHeaderOrByBody_SaysWhoseTheTokenIs()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var nobody = new Client(strict.Server, token: null);

        var byHeader = await ana.DoAsync(HttpMethod.Post, "/api/v1/auth/verify");
        var byBody = await nobody.DoAsync(HttpMethod.Post, "/api/v1/auth/verify", new { token = ana.Token });
        using var wrong = await nobody.PostAsync("/api/v1/auth/verify", new { token = "wrong" });
        using var none = await nobody.PostAsync("/api/v1/auth/verify");

        Assert.Equal(byHeader.ToString(), byBody.ToString());
        Assert.Equal((ana.Id, ana.Email, ana.OrgId, "admin"), (byBody.Text("id"), byBody.Text("email"), byBody.Text("org_id"), byBody.Text("role")));
        Assert.Equal("auth.invalid-token", await wrong.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("auth.required", await none.ProblemAsync(HttpStatusCode.Unauthorized));
    }

    [Theory]
    [InlineData("/api/v1/auth/me")]
    [InlineData("/auth/me")]
    public async Task Me_AtEitherPath_SatisfiesEveryClient(string path)
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();

        var me = await ben.ReadAsync(path);

        Assert.Equal((ben.Id, ben.Email, "Ben", "Ben", "member", ana.OrgId), (me.Text("id"), me.Text("email"), me.Text("name"), me.Text("display_name"), me.Text("role"), me.Text("org_id")));
        Assert.Equal(("Ben", "meeting-intel", "user"), (me.Text("displayName"), me.Text("authProvider"), me.Text("kind")));
        Assert.Equal(ana.OrgId, me.GetProperty("organization").Text("id"));
        Assert.Contains("sessions:read", me.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
        Assert.DoesNotContain("organisation:manage", me.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
    }

    [Fact]
    public async Task DevToken_InDevelopment_IsTheDeveloper()
    {
        using var developer = new Client(development, "dev_token");
        using var anonymous = new Client(development, token: null);

        var me = await developer.ReadAsync("/api/v1/auth/me");

        Assert.Equal(("development", "admin", "org_dev"), (me.Text("kind"), me.Text("role"), me.Text("org_id")));
        Assert.Equal(me.ToString(), (await anonymous.DoAsync(HttpMethod.Post, "/api/v1/auth/verify", new { })).ToString());
        Assert.Equal("user_dev", (await developer.ReadAsync("/users/me")).Text("id"));
        Assert.Equal("admin", (await developer.ReadAsync("/api/v1/orgs/me/memberships")).Text("role"));
        using var leaving = await developer.DeleteAsync("/api/v1/me");
        Assert.Equal("user.development", await leaving.ProblemAsync(HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Profile_OfWhichNothingIsTold_IsEmptyAndOfNow()
    {
        using var ana = await Person.JoinAsync(strict.Server);

        var profile = await ana.ReadAsync("/api/v1/profile");

        Assert.All((string[])["name", "bio", "goal", "contexts", "notes"], field => Assert.Equal(JsonValueKind.Null, profile.GetProperty(field).ValueKind));
        Assert.False(profile.GetProperty("onboarding_completed").GetBoolean());
        Assert.Equal(profile.Text("created_at"), profile.Text("updated_at"));
        Assert.EndsWith("Z", profile.Text("created_at"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profile_NullClears_AbsentKeeps_TimesGoOn()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var told = await ana.DoAsync(HttpMethod.Patch, "/api/v1/profile", new { name = "Ana B.", bio = "Sells", goal = new { title = "Win", description = "More" }, contexts = new { title = "B2B" }, notes = "x" });
        await strict.Time.PushAsync(TimeSpan.FromMinutes(1));

        using var body = new StringContent("""{"bio":null,"goal":null,"notes":"y"}""", System.Text.Encoding.UTF8, "application/json");
        using var response = await ana.Http.PatchAsync(new Uri("/api/v1/profile", UriKind.Relative), body);
        var changed = await response.JsonAsync();

        Assert.Equal(("Ana B.", "y", "B2B"), (changed.Text("name"), changed.Text("notes"), changed.GetProperty("contexts").Text("title")));
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (changed.GetProperty("bio").ValueKind, changed.GetProperty("goal").ValueKind));
        Assert.Equal(told.Text("created_at"), changed.Text("created_at"));
        Assert.True(changed.GetProperty("updated_at").GetDateTimeOffset() > told.GetProperty("updated_at").GetDateTimeOffset());
        Assert.Equal("More", told.GetProperty("goal").Text("description"));
    }

    [Theory]
    [InlineData("""{"name":5}""")]
    [InlineData("""{"goal":"Win"}""")]
    [InlineData("""{"contexts":{"description":"no title"}}""")]
    [InlineData("""{"onboarding_completed":"yes"}""")]
    public async Task Profile_OfTheWrongShape_IsRefused(string json)
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var body = new StringContent(json, System.Text.Encoding.UTF8, "application/json");

        using var response = await ana.Http.PatchAsync(new Uri("/api/v1/profile", UriKind.Relative), body);

        Assert.Equal("profile.bad-field", await response.ProblemAsync(HttpStatusCode.BadRequest));
    }
}
