using System.Net;
using System.Net.Http.Json;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MeetingIntel.Api.Tests.Identity.Access;

/// <summary>Every route of the running host that lets everybody in: it is meant to, it does, and it gives nothing away.</summary>
[Collection(nameof(LockedServer))]
public sealed class OpenRouteTests(LockedServer server)
{
    /// <summary>Who may not say of themselves who they are, wherever they say it.</summary>
    public static readonly TheoryData<Visitor> Bad =
    [
        Visitor.WrongToken, Visitor.SignedOut, Visitor.RemovedMember, Visitor.RevokedKey, Visitor.RevokedLink, Visitor.ExpiredToken, Visitor.ExpiredKey, Visitor.ExpiredLink,
    ];

    /// <summary>Made of what the host serves: an open route that the table does not know is a case, and fails.</summary>
    public static IEnumerable<TheoryDataRow<string>> Cases => HostEndpoints.Open.Select(route => new TheoryDataRow<string>(route));

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public async Task OpenRoute_WithoutCredentials_AnswersAndTellsNothing(string route)
    {
        var line = OpenRoutes.All.SingleOrDefault(known => known.Name == route);
        Assert.True(line is not null, $"The host lets everybody use '{route}', and nobody has said why: add it to OpenRoutes.All with a reason, or ask for credentials.");
        using var request = await line.RequestAsync(server);

        using var response = await server.Api.Http.SendAsync(request);

        await TellsNothingAsync(response, line.Answers);
    }

    [Fact]
    public void OpenRoutes_OfTheTable_AreAllServed() => Assert.Empty(OpenRoutes.All.Select(line => line.Name).Except(HostEndpoints.Open));

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void OpenRoute_IsLimitedByAddressAsTheTableSays(string route)
    {
        var line = OpenRoutes.All.Single(known => known.Name == route);

        Assert.True(line.IsLimited == HostEndpoints.LimitedByAddress.Contains(route), $"'{route}' is{(line.IsLimited ? " not" : "")} limited by address, other than OpenRoutes.All says.");
    }

    /// <summary>Not a route: files, served before anybody is asked for.</summary>
    [Theory]
    [InlineData("/docs/index.html")]
    [InlineData("/docs/index.js")]
    public async Task Docs_WithoutCredentials_AnswerAndTellNothing(string path)
    {
        using var response = await server.Api.Http.GetAsync(new Uri(path, UriKind.Relative));

        await TellsNothingAsync(response, 200);
    }

    [Theory]
    [InlineData("/wherever")]
    [InlineData("/api/wherever")]
    [InlineData("/ws/wherever")]
    [InlineData("/api/sessions/{sid}/wherever")]
    public async Task UnknownPath_WithoutCredentials_IsUnknown(string path)
    {
        using var response = await server.Api.Http.GetAsync(new Uri(server.Target.Fill(path), UriKind.Relative));

        await TellsNothingAsync(response, 404);
    }

    [Fact]
    public async Task KeySet_HoldsPublicHalvesOnly()
    {
        var keys = (await server.Api.GetJsonAsync("/.well-known/jwks.json")).GetProperty("keys").EnumerateArray().ToList();

        Assert.NotEmpty(keys);
        Assert.All(keys, key => Assert.Equal(["alg", "crv", "kid", "kty", "use", "x", "y"], key.EnumerateObject().Select(field => field.Name).Order()));
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Verify_OfABadToken_SaysWhy(Visitor visitor)
    {
        using var response = await server.Api.Http.PostAsJsonAsync("/api/v1/auth/verify", new { token = server.TokenOf(visitor, Need.Known) });

        Assert.Equal(Refusal.Of(visitor, Routes.All[0])!.Code, await response.ProblemAsync(HttpStatusCode.Unauthorized));
    }

    [Theory]
    [InlineData("/token", """{"username":"EMAIL","password":"not this one"}""", 401, "auth.bad-credentials")]
    [InlineData("/token", """{"username":"EMAIL","password":"PASSWORD","organization_id":"ORG"}""", 404, "org.not-found")]
    [InlineData("/auth/refresh", """{"refresh_token":"mir_nobody-was-ever-given-this-one"}""", 401, "auth.refresh-refused")]
    [InlineData("/auth/refresh", """{"refresh_token":"REFRESH","organization_id":"ORG"}""", 404, "org.not-found")]
    [InlineData("/auth/refresh", "{}", 401, "auth.required")]
    [InlineData("/auth/logout", """{"everywhere":true}""", 401, "auth.required")]
    [InlineData("/users/reset-password/confirm", """{"token":"mip_nobody-was-ever-given-this-one","new_password":"PASSWORD"}""", 400, "user.reset-refused")]
    [InlineData("/api/v1/auth/verify", "{}", 401, "auth.required")]
    [InlineData("/api/v1/invitations/look", """{"token":"mii_nobody-was-ever-given-this-one"}""", 404, "invitation.not-found")]
    [InlineData("/users", """{"name":"Eve","email":"eve@wren.test","password":"PASSWORD","invitation":"mii_nobody-was-ever-given-this-one"}""", 404, "invitation.not-found")]
    public async Task OpenRoute_WithAWrongProof_IsRefused(string path, string json, int status, string code)
    {
        var signedIn = await server.HostPerson.SignInAsync(server.Api);
        json = json.Replace("EMAIL", server.HostPerson.Email, StringComparison.Ordinal).Replace("PASSWORD", Person.Password, StringComparison.Ordinal)
            .Replace("ORG", server.Target.Org, StringComparison.Ordinal).Replace("REFRESH", signedIn.Refresh, StringComparison.Ordinal);

        using var response = await server.Api.SendJsonAsync(HttpMethod.Post, path, json);

        Assert.Equal(code, await response.ProblemAsync((HttpStatusCode)status));
    }

    private async Task TellsNothingAsync(HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        var settings = server.Api.Provider.GetRequiredService<IConfiguration>();
        var database = new NpgsqlConnectionStringBuilder(settings[StorageServices.DatabaseUrlSetting]);
        foreach (var secret in (string[])[LockedServer.Ours, server.Target.Org, server.Target.Session, database.Password!, database.Database!, settings["ENCRYPTION_KEYS"]!.Split(':')[1], AppContext.BaseDirectory])
        {
            Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
        }
    }
}
