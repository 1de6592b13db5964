using MeetingIntel.Silo.Hosting.Clustering;
using Npgsql;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using Orleans;
using Orleans.Runtime;
using StackExchange.Redis;

namespace MeetingIntel.EndToEnd.Tests.Clustering;

/// <summary>What the place where members find each other fails with comes out of grain calls, on other machines.</summary>
public sealed class TranslatedMembershipTests
{
    private readonly IMembershipTable _place = Substitute.For<IMembershipTable>();

    public static TheoryData<Exception> Away =>
        [new RedisTimeoutException("10.1.2.3:6379", CommandStatus.Sent), new RedisConnectionException(ConnectionFailureType.UnableToConnect, "gone"), new NpgsqlException("gone")];

    [Theory]
    [MemberData(nameof(Away), DisableDiscoveryEnumeration = true)]
    public async Task PlaceThatIsAway_FailsWithWhatEveryProcessKnows(Exception failure)
    {
        var token = TestContext.Current.CancellationToken;
        _place.ReadAllAsync(token).ThrowsAsyncForAnyArgs(failure);
        _place.UpdateIAmAliveAsync(null!, token).ThrowsAsyncForAnyArgs(failure);
        IMembershipTable table = new TranslatedMembership(_place);

        Exception[] seen =
        [
            await Assert.ThrowsAsync<OrleansException>(() => table.ReadAllAsync(token)),
            await Assert.ThrowsAsync<OrleansException>(() => table.UpdateIAmAliveAsync(new MembershipEntry(), token)),
        ];

        Assert.All(seen, one => Assert.Contains(failure.GetType().Name, one.Message, StringComparison.Ordinal));
        Assert.All(seen, one => Assert.Null(one.InnerException));
    }

    [Fact]
    public async Task Bug_StaysWhatItIs()
    {
        _place.ReadAllAsync(TestContext.Current.CancellationToken).ThrowsAsyncForAnyArgs(new InvalidOperationException("a bug"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => new TranslatedMembership(_place).ReadAllAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Start_ThatFails_SaysWhyInTheVendorsWords()
    {
        _place.InitializeMembershipTableAsync(tryInitTableVersion: true, TestContext.Current.CancellationToken).ThrowsAsyncForAnyArgs(new RedisException("gone"));

        await Assert.ThrowsAsync<RedisException>(() => new TranslatedMembership(_place).InitializeMembershipTableAsync(tryInitTableVersion: true, TestContext.Current.CancellationToken));
    }
}
