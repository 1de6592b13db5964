using MeetingIntel.Grains.Identity;
using MeetingIntel.Identity;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Testing.Time;

namespace MeetingIntel.Grains.Tests.Identity;

public sealed class ConnectionQuotaGrainTests(PostgresServer postgres)
{
    [Fact]
    public async Task TakeAsync_OnSeveralFrontEnds_CountsThemTogetherAndOrganisationsApart()
    {
        await using var cluster = new MeetingCluster(postgres);
        await cluster.InitializeAsync();
        var quota = cluster.Grains.GetGrain<IConnectionQuotaGrain>("org_a");

        Assert.Null(await quota.TakeAsync(Claim("front-end-1", 1, count: 1)));
        Assert.Null(await quota.TakeAsync(Claim("front-end-2", 1, count: 1)));
        Assert.Equal("limit.connections", (await quota.TakeAsync(Claim("front-end-2", 2, count: 2)))!.Code);
        Assert.Null(await cluster.Grains.GetGrain<IConnectionQuotaGrain>("org_b").TakeAsync(Claim("front-end-1", 2, count: 1)));

        await quota.RenewAsync(new ConnectionLease("front-end-1", 3, []));
        Assert.Null(await quota.TakeAsync(Claim("front-end-2", 3, count: 2)));
    }

    [Fact]
    public async Task TakeAsync_WhenAFrontEndHasDied_HasItsPlacesAMinuteLater()
    {
        var time = new ManualTime();
        var quota = new ConnectionQuotaGrain(time);
        await quota.TakeAsync(Claim("dead", 1, count: 2));

        time.Advance(ConnectionLeases.Expiry);
        Assert.NotNull(await quota.TakeAsync(Claim("alive", 1, count: 1)));
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Null(await quota.TakeAsync(Claim("alive", 2, count: 1)));
    }

    [Fact]
    public async Task TakeAsync_WhileAFrontEndRenews_LeavesItItsPlaces()
    {
        var time = new ManualTime();
        var quota = new ConnectionQuotaGrain(time);
        await quota.TakeAsync(Claim("alive", 1, count: 2));

        for (var renewal = 0; renewal < 6; renewal++)
        {
            time.Advance(ConnectionLeases.Renewal);
            await quota.RenewAsync(new ConnectionLease("alive", 2 + renewal, [new CallerConnections("user_a", 2)]));
        }

        Assert.NotNull(await quota.TakeAsync(Claim("other", 1, count: 1)));
    }

    private static ConnectionClaim Claim(string frontEnd, long number, int count) => new(frontEnd, number, "user_a", count, CallerLimit: 2, OrganisationLimit: 100);
}
