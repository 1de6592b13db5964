using MeetingIntel.Api.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.Tests.Identity;

/// <summary>Which pages may call, by the settings: what listens on a user's own machine is trusted by nobody but developers.</summary>
public sealed class OriginSettingTests
{
    [Theory]
    [InlineData("Development", null, "http://localhost:5173", true)]
    [InlineData("Development", "", "http://localhost:5173", false)]
    [InlineData("Development", " , ", "http://localhost:5173", false)]
    [InlineData("Development", "https://page.example", "http://localhost:5173", false)]
    [InlineData("Production", null, "http://localhost:3000", false)]
    [InlineData("Production", null, "http://127.0.0.1:5173", false)]
    [InlineData("Staging", null, "http://localhost:5173", false)]
    [InlineData("Production", "", "http://localhost:5173", false)]
    [InlineData("Production", "https://page.example, http://localhost:5173", "http://localhost:5173", true)]
    [InlineData("Production", "https://page.example", "https://page.example", true)]
    [InlineData("Production", "https://page.example/", "https://page.example", true)]
    [InlineData("Production", "https://page.example,file://", "file://", true)]
    [InlineData("Production", "null", "null", true)]
    [InlineData("Production", "https://page.example", "file://", false)]
    [InlineData("Production", "https://page.example", "null", false)]
    public void Origins_ByEnvironmentAndSetting_AllowOnlyTheirPages(string environment, string? setting, string origin, bool allowed) =>
        Assert.Equal(allowed, Allows(environment, setting is null ? [] : [new("Cors:Origins", setting)], origin));

    [Fact]
    public void Origins_AsAList_AreTheList()
    {
        KeyValuePair<string, string?>[] list = [new("Cors:Origins:0", "https://one.example"), new("Cors:Origins:1", "https://two.example")];

        Assert.True(Allows("Development", list, "https://two.example"));
        Assert.False(Allows("Development", list, "http://localhost:3000"));
    }

    private static bool Allows(string environment, IEnumerable<KeyValuePair<string, string?>> settings, string origin)
    {
        var options = new IdentityOptions();
        options.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), new Environment(environment));
        var request = new DefaultHttpContext().Request;
        request.Host = new HostString("meetings.example");
        request.Headers.Origin = origin;
        return new OriginPolicy(Options.Create(options)).Allows(request);
    }

    private sealed class Environment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
