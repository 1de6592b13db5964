using System.Net;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Users;

/// <summary>How people want things to be, at Convers.me's paths.</summary>
[Collection(StrictTests.Name)]
public sealed class PreferenceTests(StrictServer strict)
{
    [Fact]
    public async Task Preferences_FirstReadByManyAtOnce_AreMadeOnce()
    {
        using var ana = await Person.JoinAsync(strict.Server);

        var read = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ana.ReadAsync("/users/me/preferences")));

        Assert.Single(read.Select(preferences => preferences.Text("id")).Distinct());
        var first = read[0];
        Assert.Equal(("system", "UTC", "en", ana.Id), (first.Text("theme"), first.Text("timeZone"), first.Text("language"), first.Text("userId")));
        Assert.True(first.GetProperty("emailNotifications").GetBoolean());
        Assert.Equal("{}", first.GetProperty("additionalSettings").ToString());
        Assert.NotEmpty(first.Text("createdAt"));
        Assert.Equal(JsonValueKind.Null, first.GetProperty("updatedAt").ValueKind);
    }

    [Fact]
    public async Task Preferences_ChangedInPart_KeepTheRest()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        await ana.DoAsync(HttpMethod.Put, "/users/me/preferences", new { theme = "dark", timeZone = "Europe/Vienna" });

        var changed = await ana.DoAsync(HttpMethod.Put, "/users/me/preferences", new { email_notifications = false, language = "de-AT" });

        Assert.Equal(("dark", "Europe/Vienna", "de-AT"), (changed.Text("theme"), changed.Text("time_zone"), changed.Text("language")));
        Assert.False(changed.GetProperty("emailNotifications").GetBoolean());
    }

    [Fact]
    public async Task AdditionalSettings_AreMergedInTheSettingsAndReplacedInThePreferences()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        await ana.DoAsync(HttpMethod.Put, "/settings/preferences", new { additionalSettings = new { a = 1, b = new { c = 1 } } });

        var merged = await ana.DoAsync(HttpMethod.Put, "/settings/preferences", new { additional_settings = new { b = 2, d = 3 } });
        var untouched = await ana.DoAsync(HttpMethod.Put, "/settings/preferences", new { theme = "light" });
        var replaced = await ana.DoAsync(HttpMethod.Put, "/users/me/preferences", new { additionalSettings = new { e = 5 } });

        AssertJson("""{"a":1,"b":2,"d":3}""", merged.GetProperty("additionalSettings"));
        AssertJson("""{"a":1,"b":2,"d":3}""", untouched.GetProperty("additionalSettings"));
        AssertJson("""{"e":5}""", replaced.GetProperty("additionalSettings"));
    }

    [Fact]
    public async Task AdditionalSettings_MergedByManyAtOnce_AreAllKept()
    {
        using var ana = await Person.JoinAsync(strict.Server);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => ana.DoAsync(HttpMethod.Put, "/settings/preferences", new { additional_settings = new Dictionary<string, int>(StringComparer.Ordinal) { [$"k{i}"] = i } })));

        Assert.Equal(8, (await ana.ReadAsync("/users/me/preferences")).GetProperty("additionalSettings").EnumerateObject().Count());
    }

    [Fact]
    public async Task AdditionalSettings_ThatGrowTooLarge_StayAsTheyWere()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        await ana.DoAsync(HttpMethod.Put, "/settings/preferences", new { additional_settings = new { a = new string('x', 20_000) } });

        using var grown = await ana.PutAsync("/settings/preferences", new { additional_settings = new { b = new string('x', 20_000) }, theme = "dark" });
        using var large = await ana.PutAsync("/users/me/preferences", new { additional_settings = new { b = new string('x', 40_000) } });

        Assert.Equal("request.invalid", await grown.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Equal("request.invalid", await large.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        var kept = await ana.ReadAsync("/users/me/preferences");
        Assert.Equal("system", kept.Text("theme"));
        Assert.Single(kept.GetProperty("additionalSettings").EnumerateObject());
    }

    [Theory]
    [InlineData("theme", "pink")]
    [InlineData("time_zone", "Mars/Phobos")]
    [InlineData("language", "?")]
    [InlineData("additional_settings", "text")]
    public async Task Preferences_ThatMakeNoSense_AreRefused(string field, string value)
    {
        using var ana = await Person.JoinAsync(strict.Server);

        using var response = await ana.PutAsync("/users/me/preferences", new Dictionary<string, string>(StringComparer.Ordinal) { [field] = value });

        Assert.Equal("request.invalid", await response.ProblemAsync(HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task AdditionalSettings_WithWhatNoDatabaseHolds_AreRefused()
    {
        using var ana = await Person.JoinAsync(strict.Server);

        using var response = await ana.PutAsync("/settings/preferences", new { additional_settings = new { a = "\0" } });

        Assert.Equal("request.invalid", await response.ProblemAsync(HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task Preferences_AtTheirOtherPath_AreRedirected()
    {
        using var ana = await Person.JoinAsync(strict.Server);

        using var response = await ana.GetAsync("/users/preferences");

        Assert.Equal(HttpStatusCode.TemporaryRedirect, response.StatusCode);
        Assert.Equal("/users/me/preferences", response.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Settings_ShowBoth_AndChangeTheProfile()
    {
        using var ana = await Person.JoinAsync(strict.Server);

        var profile = await ana.DoAsync(HttpMethod.Put, "/settings/profile", new { bio = "Hi" });
        var settings = await ana.ReadAsync("/settings");

        Assert.Equal((ana.Id, "Ana", ana.Email, "Hi"), (profile.Text("id"), profile.Text("name"), profile.Text("email"), profile.Text("bio")));
        Assert.Equal(profile.ToString(), settings.GetProperty("profile").ToString());
        Assert.Equal("system", settings.GetProperty("preferences").Text("theme"));
        Assert.DoesNotContain("password", settings.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private static void AssertJson(string expected, JsonElement actual) =>
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(expected).RootElement, actual), actual.ToString());
}
