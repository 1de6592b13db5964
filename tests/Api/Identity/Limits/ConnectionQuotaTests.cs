using System.Threading.Channels;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Identity.Limits;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Identity;
using MeetingIntel.Testing.Time;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NSubstitute;

namespace MeetingIntel.Api.Tests.Identity.Limits;

/// <summary>What a front-end tells of its connections, and what it does when nobody listens.</summary>
public sealed class ConnectionQuotaTests : IAsyncDisposable
{
    private static readonly Caller Ana = new(CallerKind.User, "user_ana", "Ana", "org_a", Permissions.OfMember);
    private static readonly Caller Ben = Ana with { Id = "user_ben", OrgId = "org_b" };

    private readonly ManualTime _time = new();
    private readonly LogCapture _log = new();
    private readonly IConnectionQuotaGrain _grain = Substitute.For<IConnectionQuotaGrain>();
    private readonly Channel<ConnectionLease> _told = Channel.CreateUnbounded<ConnectionLease>();
    private readonly ConnectionQuota _quota;

    public ConnectionQuotaTests()
    {
        var grains = Substitute.For<IGrainFactory>();
        grains.GetGrain<IConnectionQuotaGrain>(Arg.Any<string>()).Returns(_grain);
        _grain.TakeAsync(Arg.Any<ConnectionClaim>()).Returns(Task.FromResult<GrainError?>(null));
        _grain.RenewAsync(Arg.Any<ConnectionLease>()).Returns(call => _told.Writer.WriteAsync(call.Arg<ConnectionLease>()).AsTask());
        var logging = LoggerFactory.Create(builder => builder.AddProvider(_log));
        _quota = new ConnectionQuota(grains, Options.Create(new ConnectionOptions { ConnectionsPerCaller = 2 }), _time, logging.CreateLogger<ConnectionQuota>());
    }

    public async ValueTask DisposeAsync()
    {
        await _quota.StopAsync(CancellationToken.None);
        _quota.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task Renewal_OfAllThereIs_IsOneCallForEachOrganisation()
    {
        await _quota.TakeAsync(Ana);
        await _quota.TakeAsync(Ana);
        await _quota.TakeAsync(Ben);
        await _quota.StartAsync(CancellationToken.None);

        for (var renewal = 0; renewal < 3; renewal++)
        {
            await RenewAsync();
            ConnectionLease[] told = [await ToldAsync(), await ToldAsync()];
            Assert.Equal([("user_ana", 2), ("user_ben", 1)], told.SelectMany(lease => lease.Callers).Select(caller => (caller.Caller, caller.Count)).Order());
        }
    }

    [Fact]
    public async Task Return_OfAPlace_IsToldAtOnceAndAnEmptyOrganisationNoMore()
    {
        await _quota.TakeAsync(Ana);
        await _quota.TakeAsync(Ben);
        await _quota.StartAsync(CancellationToken.None);

        _quota.Return(Ana);

        Assert.Empty((await ToldAsync()).Callers);
        await RenewAsync();
        Assert.Equal("user_ben", (await ToldAsync()).Callers.Single().Caller);
        Assert.False(_told.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Return_BeforeTheServerStops_IsStillTold()
    {
        await _quota.TakeAsync(Ana);
        await _quota.StartAsync(CancellationToken.None);
        await _quota.StopAsync(CancellationToken.None);
        _quota.Return(Ana);

        await _quota.StopAsync(CancellationToken.None);

        Assert.Empty((await ToldAsync()).Callers);
    }

    [Fact]
    public async Task TakeAsync_WhenTheGrainRefuses_KeepsNoPlace()
    {
        var refusal = new GrainError(GrainErrorKind.RateLimited, "limit.connections", "Too many.");
        _grain.TakeAsync(Arg.Any<ConnectionClaim>()).Returns(Task.FromResult<GrainError?>(refusal));

        Assert.Equal(refusal, await _quota.TakeAsync(Ana));
        Assert.Equal(refusal, await _quota.TakeAsync(Ana));

        await _grain.Received(2).TakeAsync(Arg.Is<ConnectionClaim>(claim => claim.Count == 1 && claim.CallerLimit == 2 && claim.OrganisationLimit == 2000));
    }

    [Fact]
    public async Task TakeAsync_WhenTheGrainCantBeReached_LetsInUpToTheLimitHereAndSaysSoOnce()
    {
        _grain.TakeAsync(Arg.Any<ConnectionClaim>()).Returns(Task.FromException<GrainError?>(new OrleansException("The silo is lost.")));

        Assert.Null(await _quota.TakeAsync(Ana));
        Assert.Null(await _quota.TakeAsync(Ana));
        Assert.Equal("limit.connections", (await _quota.TakeAsync(Ana))?.Code);
        Assert.Null(await _quota.TakeAsync(Ben));

        Assert.Single(_log.Complaints);
    }

    [Fact]
    public async Task TakeAsync_WhenTheGrainDoesNotAnswer_LetsInAfterAWhile()
    {
        _grain.TakeAsync(Arg.Any<ConnectionClaim>()).Returns(new TaskCompletionSource<GrainError?>().Task);

        var taking = _quota.TakeAsync(Ana).AsTask();
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(taking.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Null(await taking.Within("waiting to be let in"));
    }

    private async Task RenewAsync()
    {
        while (!_time.IsAwaited)
        {
            // It is only about to begin.
            await Task.Yield();
        }

        _time.Advance(ConnectionLeases.Renewal);
    }

    private Task<ConnectionLease> ToldAsync() => _told.Reader.ReadAsync().AsTask().Within("waiting for the grain to be told");
}
