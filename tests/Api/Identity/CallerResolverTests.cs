using System.Net;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Identity.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.Tests.Identity;

/// <summary>Who gets in: every combination of environment, setting, address, name, page and token.</summary>
public sealed class CallerResolverTests
{
    [Theory]
    [InlineData("Development", false, "127.0.0.1", "localhost:5000", null, null, null, null)]
    [InlineData("Development", false, "::1", "[::1]:5000", null, null, null, null)]
    [InlineData("Development", false, "::ffff:127.0.0.1", "127.0.0.1", null, null, null, null)]
    [InlineData("Development", false, "127.0.0.1", "localhost:5000", "Bearer dev_token", null, null, null)]
    [InlineData("Development", false, "127.0.0.1", "localhost:5000", "bearer dev_token", null, null, null)]
    [InlineData("Development", false, "127.0.0.1", "localhost:5000", null, "http://localhost:5000", null, null)]
    [InlineData("Development", false, "127.0.0.1", "localhost:5000", null, "http://localhost:3000", null, null)]
    [InlineData("Development", false, "127.0.0.1", "localhost:5000", null, "http://127.0.0.1:5173", null, null)]
    [InlineData("Development", false, "127.0.0.1", "localhost:5000", "Bearer other", null, null, "auth.invalid-token")]
    [InlineData("Development", false, "127.0.0.1", "localhost:5000", "Basic YTpi", null, null, "auth.invalid-token")]
    [InlineData("Development", false, "127.0.0.1", "localhost:5000", "Bearer ", null, null, "auth.invalid-token")]
    [InlineData("Development", false, "192.168.1.7", "localhost:5000", null, null, null, "auth.required")]
    [InlineData("Development", false, "192.168.1.7", "localhost:5000", "Bearer dev_token", null, null, "auth.invalid-token")]
    [InlineData("Development", false, null, "localhost:5000", null, null, null, "auth.required")]
    [InlineData("Development", false, "127.0.0.1", "localhost:5000", null, null, "X-Forwarded-For", "auth.required")]
    [InlineData("Development", false, "127.0.0.1", "localhost:5000", null, null, "x-forwarded-proto", "auth.required")]
    [InlineData("Development", false, "127.0.0.1", "localhost:5000", null, null, "Forwarded", "auth.required")]
    [InlineData("Development", false, "127.0.0.1", "localhost:5000", null, null, "X-Real-IP", "auth.required")]
    [InlineData("Development", false, "127.0.0.1", "rebound.example:5000", null, null, null, "auth.unknown-host")]
    [InlineData("Development", false, "127.0.0.1", "localhost.evil.example", null, null, null, "auth.unknown-host")]
    [InlineData("Development", false, "127.0.0.1", "", null, null, null, "auth.unknown-host")]
    [InlineData("Development", false, "127.0.0.1", "localhost:5000", null, "https://evil.example", null, "auth.origin-not-allowed")]
    [InlineData("Development", false, "127.0.0.1", "localhost:5000", null, "http://localhost:9999", null, "auth.origin-not-allowed")]
    [InlineData("Development", false, "127.0.0.1", "localhost:5000", null, "null", null, "auth.origin-not-allowed")]
    [InlineData("Development", true, "127.0.0.1", "localhost:5000", null, null, null, "auth.required")]
    [InlineData("Development", true, "127.0.0.1", "localhost:5000", "Bearer dev_token", null, null, "auth.invalid-token")]
    [InlineData("Production", false, "127.0.0.1", "localhost:5000", null, null, null, "auth.required")]
    [InlineData("Production", false, "127.0.0.1", "localhost:5000", "Bearer dev_token", null, null, "auth.invalid-token")]
    [InlineData("Staging", false, "127.0.0.1", "localhost:5000", null, null, null, "auth.required")]
    public async Task ResolveAsync_EachCombination_LetsInOnlyTheDeveloper(
        string environment, bool authRequired, string? address, string host, string? authorization, string? origin, string? forwarding, string? code)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);
        context.Request.Host = new HostString(host);
        SetHeader(context, "Authorization", authorization);
        SetHeader(context, "Origin", origin);
        if (forwarding is not null)
        {
            context.Request.Headers[forwarding] = "127.0.0.1";
        }

        var options = Options.Create(new IdentityOptions { AuthRequired = authRequired, Origins = ["http://localhost:3000", "http://127.0.0.1:5173"] });
        using var limits = new RateLimits(Options.Create(new RateLimitOptions()));
        // No stored credential is looked for: what is sent here is none by its looks.
        using var credentials = new CredentialReader(null!, null!, null!, null!, null!, null!, TimeProvider.System);
        var resolver = new CallerResolver(new Environment(environment), options, new OriginPolicy(options), credentials, null!, null!, limits);

        var result = await resolver.ResolveAsync(context);

        Assert.Equal(code, result.Error?.Code);
        Assert.Equal(code is null ? Caller.Development : null, result.Value);
    }

    private static void SetHeader(HttpContext context, string name, string? value)
    {
        if (value is not null)
        {
            context.Request.Headers[name] = value;
        }
    }

    private sealed class Environment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
