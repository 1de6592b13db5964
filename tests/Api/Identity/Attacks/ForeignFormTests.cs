using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MeetingIntel.Api.Tests.Identity.Attacks;

/// <summary>What a page of somebody else can make a browser send without asking: forms and texts, with whatever the browser adds by itself.</summary>
public sealed partial class ForeignFormTests(AttackedServer server) : IClassFixture<AttackedServer>
{
    private const string Json = """{"name":"x","email":"eve@example.com","password":"correct horse 7 battery"}""";

    /// <summary>All that the running host takes a POST at, with names that nothing has.</summary>
    private IReadOnlyList<string> Paths =>
    [
        .. server.Api.Provider.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is not { Count: > 0 } methods || methods.Contains(HttpMethods.Post))
            .Select(endpoint => $"/{Hole().Replace(endpoint.RoutePattern.RawText!, "nothing").Trim('/')}").Distinct().Order(),
    ];

    [Fact]
    public async Task SimplePost_OfAForeignPage_ChangesNothing()
    {
        var before = await StateAsync();
        Assert.Contains("/auth/logout", Paths);
        foreach (var path in Paths)
        {
            foreach (var type in (string[])["text/plain", "text/plain;charset=application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""])
            {
                foreach (var cookie in (string[])["", "mi_refresh=mir_AAAA; other=1"])
                {
                    using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Json));
                    if (type.Length > 0)
                    {
                        content.Headers.TryAddWithoutValidation("Content-Type", type);
                    }

                    using var response = await server.SendAsync(
                        HttpMethod.Post, path, body: content, headers: [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site"), ("Cookie", cookie)]);

                    // Who has nothing is signed out, and stays what they are.
                    Assert.True((int)response.StatusCode is 400 or 401 or 403 or 404 or 415 or 422 || (path == "/auth/logout" && cookie.Length == 0), $"{path} with '{type}': {(int)response.StatusCode} {string.Join(' ', server.Log.Complaints)}");
                    Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
                    Assert.False(response.Headers.Contains("Set-Cookie"));
                }
            }
        }

        Assert.Equal(before, await StateAsync());
        Assert.Empty(server.Log.Complaints);
    }

    [Fact]
    public async Task Preflight_OfAForeignPage_IsNotAllowed()
    {
        foreach (var path in Paths)
        {
            using var response = await server.SendAsync(
                HttpMethod.Options, path, headers: [("Origin", "https://evil.example"), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,content-type")]);

            Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "username=%00&password=%00")]
    [InlineData("application/x-www-form-urlencoded", "username=a%00b@example.com&password=x")]
    [InlineData("application/x-www-form-urlencoded", "username=%ED%A0%80@example.com&password=%FF%FE")]
    [InlineData("application/x-www-form-urlencoded", "username=a&username=b&password=c&password=d")]
    [InlineData("application/x-www-form-urlencoded", "grant_type=refresh_token&refresh_token=%00")]
    [InlineData("application/x-www-form-urlencoded", "grant_type=client_credentials")]
    [InlineData("application/x-www-form-urlencoded", "")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7", "username=a&password=b")]
    [InlineData("multipart/form-data", "username=a")]
    [InlineData("multipart/form-data; boundary=", "--")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\na")]
    [InlineData("multipart/form-data; boundary=x", "no parts")]
    [InlineData("application/json", "{\"username\":\"\\u0000\",\"password\":\"x\"}")]
    [InlineData("application/json", "{\"username\":\"\\ud800\",\"password\":\"\\udfff\"}")]
    [InlineData("application/json", "{\"username\":[\"a\"],\"password\":{\"$ne\":\"\"}}")]
    [InlineData("application/json", "{\"username\":1,\"password\":true}")]
    [InlineData("application/json", "null")]
    [InlineData("application/json", "[]")]
    public async Task SignIn_OfAShapeThatNobodySends_IsRefusedAndNoTrouble(string type, string body)
    {
        server.Log.Forget();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        using var response = await server.SendAsync(HttpMethod.Post, "/token", body: content);

        Assert.True((int)response.StatusCode is 400 or 401 or 415 or 422, $"{(int)response.StatusCode}: {string.Join(' ', server.Log.Complaints)}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Empty(server.Log.Complaints);
    }

    [Theory]
    [InlineData(2000)]
    [InlineData(100_000)]
    public async Task SignIn_WithTooManyFields_IsRefusedAndNoTrouble(int fields)
    {
        server.Log.Forget();
        var body = string.Join('&', Enumerable.Range(0, fields).Select(field => $"f{field}=x"));

        using var response = await server.SendAsync(HttpMethod.Post, "/token", body: new StringContent(body, Encoding.ASCII, "application/x-www-form-urlencoded"));

        Assert.True((int)response.StatusCode is 400 or 413 or 422, $"{(int)response.StatusCode}: {string.Join(' ', server.Log.Complaints)}");
        Assert.Empty(server.Log.Complaints);
    }

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hole();

    /// <summary>What an attack could have changed.</summary>
    private async Task<string> StateAsync() => string.Join(',', await server.QueryAsync<long>(
        "SELECT count(*) FROM users UNION ALL SELECT count(*) FROM orgs UNION ALL SELECT count(*) FROM sessions UNION ALL SELECT count(*) FROM api_keys UNION ALL SELECT count(*) FROM logins"));
}
