using MeetingIntel.Silo.Hosting;
using MeetingIntel.Silo.Hosting.Clustering;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace MeetingIntel.EndToEnd.Tests.Clustering;

/// <summary>What operators say of the cluster.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("Cluster:Role=silo", "Cluster__Membership")]
    [InlineData("Cluster:Role=api", "Cluster__Membership")]
    [InlineData("Cluster:Membership=redis", "REDIS_URL")]
    [InlineData("Cluster:Membership=postgres;Cluster:SiloPort=0", "Cluster__SiloPort")]
    [InlineData("Cluster:Queues=0", "Queues")]
    [InlineData("Cluster:Id=", "Id")]
    public void Read_SettingsThatMakeNoSense_SaysWhichOneToChange(string settings, string named) =>
        Assert.Contains(named, Assert.Throws<OptionsValidationException>(() => Read(settings)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_Nothing_IsOneProcessAlone()
    {
        var settings = Read("");

        Assert.Equal((ClusterRole.All, ClusterMembership.Local, true, true), (settings.Role, settings.Membership, settings.HostsGrains, settings.ServesClients));
    }

    [Theory]
    [InlineData("redis://cache", "cache:6379", null, null, false)]
    [InlineData("redis://:p%40ss@cache:7000", "cache:7000", null, "p@ss", false)]
    [InlineData("rediss://ana:secret@cache", "cache:6379", "ana", "secret", true)]
    public void Redis_AnAddress_IsWhatItSays(string url, string endpoint, string? user, string? password, bool ssl)
    {
        var options = Redis.Parse(url);

        Assert.Equal(endpoint, options.EndPoints.Single().ToString()!.Replace("Unspecified/", "", StringComparison.Ordinal));
        Assert.Equal((user, password, ssl), (options.User, options.Password, options.Ssl));
        Assert.False(options.AbortOnConnectFail);
    }

    [Theory]
    [InlineData("cache:6379")]
    [InlineData("http://secret@cache")]
    [InlineData("redis://")]
    public void Redis_NoAddress_IsRefusedWithoutRepeatingIt(string url)
    {
        var refused = Assert.Throws<OptionsValidationException>(() => Redis.Parse(url)).Message;

        Assert.Contains("REDIS_URL", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused, StringComparison.Ordinal);
    }

    private static ClusterSettings Read(string settings) => ClusterSettings.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(setting => KeyValuePair.Create(setting.Split('=')[0], (string?)setting.Split('=')[1])))
        .Build());
}
