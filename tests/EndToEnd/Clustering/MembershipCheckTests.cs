using MeetingIntel.Silo.Hosting.Clustering;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using Orleans;
using Orleans.Messaging;

namespace MeetingIntel.EndToEnd.Tests.Clustering;

/// <summary>Where members find each other, on the health page.</summary>
public sealed class MembershipCheckTests
{
    private readonly IMembershipTable _table = Substitute.For<IMembershipTable>();
    private readonly IGatewayListProvider _gateways = Substitute.For<IGatewayListProvider>();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PlaceThatAnswers_IsWell(bool ofASilo) => Assert.Equal(HealthStatus.Healthy, (await LookAsync(ofASilo)).Status);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PlaceThatIsAway_IsUnwell_AndSaysWhatToLookAt(bool ofASilo)
    {
        _table.ReadAllAsync(TestContext.Current.CancellationToken).ThrowsAsyncForAnyArgs(new TimeoutException("10.1.2.3:6379 is away"));
        _gateways.GetGateways().ThrowsAsyncForAnyArgs(new TimeoutException("10.1.2.3:6379 is away"));

        var found = await LookAsync(ofASilo);

        Assert.Equal(HealthStatus.Unhealthy, found.Status);
        Assert.Contains("Cluster__Membership", found.Description, StringComparison.Ordinal);
        Assert.DoesNotContain("10.1.2.3", found.Description, StringComparison.Ordinal);
    }

    private Task<HealthCheckResult> LookAsync(bool ofASilo) =>
        new MembershipCheck(ofASilo ? _table : null, ofASilo ? null : _gateways).CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
}
