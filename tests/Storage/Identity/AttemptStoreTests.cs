using MeetingIntel.Storage.Identity;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Storage.Tests.Identity;

public sealed class AttemptStoreTests(PostgresServer server)
{
    private static readonly byte[] Name = IdentityStores.Token();

    [Fact]
    public async Task BeginAsync_AfterTooMany_LocksForTwiceAsLongEachTimeUpToAQuarterOfAnHour()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        for (var i = 0; i < AttemptStore.Free; i++)
        {
            Assert.Null(await BeginAsync(stores));
        }

        foreach (var seconds in (int[])[1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
        {
            var until = await BeginAsync(stores);
            Assert.Equal(stores.Time.GetUtcNow().AddSeconds(seconds), until);
            stores.Time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(until, await BeginAsync(stores));
            stores.Time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Null(await BeginAsync(stores));
        }
    }

    [Fact]
    public async Task BeginAsync_ByManyAtOnce_LetsNoMoreThroughThanOneByOne()
    {
        await using var stores = await IdentityStores.StartAsync(server);

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => BeginAsync(stores)));

        Assert.Equal(AttemptStore.Free, answers.Count(answer => answer is null));
    }

    [Fact]
    public async Task ForgetAsync_AfterTheRightPassword_BeginsAnew()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < AttemptStore.Free - 1; i++)
            {
                Assert.Null(await BeginAsync(stores));
            }

            await stores.Attempts.ForgetAsync(Name, CancellationToken.None);
        }
    }

    [Fact]
    public async Task BeginAsync_ADayLater_HasForgotten()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        for (var i = 0; i < AttemptStore.Free; i++)
        {
            await BeginAsync(stores);
        }

        stores.Time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1));

        for (var i = 0; i < AttemptStore.Free; i++)
        {
            Assert.Null(await BeginAsync(stores));
        }
    }

    [Fact]
    public async Task BeginAsync_OfOthers_IsNotLocked()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        for (var i = 0; i < 2 * AttemptStore.Free; i++)
        {
            await BeginAsync(stores);
        }

        Assert.Equal(new Attempt(null, Failures: 1, stores.Time.GetUtcNow()), await stores.Attempts.BeginAsync(IdentityStores.Token(), CancellationToken.None));
    }

    /// <summary>Nobody looked at its password: it neither counts nor locks.</summary>
    [Fact]
    public async Task TakeBackAsync_AsOftenAsItWasBegun_LeavesNothing()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        for (var i = 0; i < 3 * AttemptStore.Free; i++)
        {
            var attempt = await stores.Attempts.BeginAsync(Name, CancellationToken.None);
            Assert.Null(attempt.LockedUntil);
            Assert.Equal(1, attempt.Failures);
            await stores.Attempts.TakeBackAsync(Name, attempt, CancellationToken.None);
        }
    }

    [Fact]
    public async Task TakeBackAsync_OfOneOfMany_LeavesTheOthersCountedAndTheLockThatIsTheirs()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var busy = await stores.Attempts.BeginAsync(Name, CancellationToken.None);
        for (var i = 0; i < AttemptStore.Free - 2; i++)
        {
            Assert.Null(await BeginAsync(stores));
        }

        var locking = await stores.Attempts.BeginAsync(Name, CancellationToken.None);
        await stores.Attempts.TakeBackAsync(Name, locking, CancellationToken.None);
        locking = await stores.Attempts.BeginAsync(Name, CancellationToken.None);
        await stores.Attempts.TakeBackAsync(Name, busy, CancellationToken.None);

        Assert.True(locking.Locks);
        Assert.Equal(stores.Time.GetUtcNow().AddSeconds(1), await BeginAsync(stores));
        Assert.Equal([AttemptStore.Free - 1], await stores.Database.QueryAsync<int>("SELECT failures FROM login_attempts"));
    }

    [Fact]
    public async Task BeginAsync_TheOneThatLocks_SaysSoOnce()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var locks = new List<bool>();
        for (var i = 0; i < AttemptStore.Free + 3; i++)
        {
            locks.Add((await stores.Attempts.BeginAsync(Name, CancellationToken.None)).Locks);
            stores.Time.Advance(TimeSpan.FromMinutes(15));
        }

        Assert.Equal([false, false, false, false, true, false, false, false], locks);
    }

    /// <summary>Both write, and so both wait for the disk: the time that the answer takes says nothing of whether somebody has the name.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task NoteLockAsync_OfSomebodyAndOfNobody_Writes(bool exists)
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, _) = await stores.RegisterAsync();
        await BeginAsync(stores);
        var before = await VersionAsync();

        await stores.Attempts.NoteLockAsync(Name, exists ? ana : null, "request_1", CancellationToken.None);

        Assert.NotEqual(before, await VersionAsync());
        Assert.Equal(exists ? ["ana"] : [], await stores.Database.QueryAsync<string>("SELECT actor_name FROM audit_entries WHERE action = 'user.lock'"));

        async Task<string> VersionAsync() => Assert.Single(await stores.Database.QueryAsync<string>("SELECT xmin::text FROM login_attempts"));
    }

    private static async Task<DateTimeOffset?> BeginAsync(IdentityStores stores) => (await stores.Attempts.BeginAsync(Name, CancellationToken.None)).LockedUntil;
}
