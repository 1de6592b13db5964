using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Storage.Tests.Identity;

public sealed class TicketStoreTests(PostgresServer server)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task UseAsync_ByManyAtOnce_GivesItToOne()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var ticket = IdentityStores.Token();
        await stores.Tickets.AddAsync(ticket, "somebody", Lifetime, CancellationToken.None);

        var used = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => stores.Tickets.UseAsync(ticket, CancellationToken.None)));

        Assert.Equal("somebody", Assert.Single(used, answer => answer is not null));
    }

    [Fact]
    public async Task UseAsync_TooLate_GivesNothingAndUsesItUp()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (late, intime) = (IdentityStores.Token(), IdentityStores.Token());
        await stores.Tickets.AddAsync(late, "somebody", Lifetime, CancellationToken.None);
        await stores.Tickets.AddAsync(intime, "somebody", Lifetime + TimeSpan.FromMilliseconds(1), CancellationToken.None);

        stores.Time.Advance(Lifetime);

        Assert.Null(await stores.Tickets.UseAsync(late, CancellationToken.None));
        Assert.Equal("somebody", await stores.Tickets.UseAsync(intime, CancellationToken.None));
        Assert.Equal([0L], await stores.Database.QueryAsync<long>("SELECT count(*) FROM socket_tickets"));
    }

    [Fact]
    public async Task FindAsync_FindsItUntilItHasExpired()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var ticket = IdentityStores.Token();
        await stores.Tickets.AddAsync(ticket, "somebody", Lifetime, CancellationToken.None);

        Assert.Equal("somebody", await stores.Tickets.FindAsync(ticket, CancellationToken.None));
        stores.Time.Advance(Lifetime - TimeSpan.FromMilliseconds(1));
        Assert.Equal("somebody", await stores.Tickets.FindAsync(ticket, CancellationToken.None));
        Assert.Null(await stores.Tickets.FindAsync(IdentityStores.Token(), CancellationToken.None));

        stores.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await stores.Tickets.FindAsync(ticket, CancellationToken.None));
    }

    [Fact]
    public async Task AddAsync_TakesThoseAwayThatNobodyUsed()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        await stores.Tickets.AddAsync(IdentityStores.Token(), "somebody", Lifetime, CancellationToken.None);
        stores.Time.Advance(Lifetime + TimeSpan.FromSeconds(1));

        await stores.Tickets.AddAsync(IdentityStores.Token(), "somebody else", Lifetime, CancellationToken.None);

        Assert.Equal(["somebody else"], await stores.Database.QueryAsync<string>("SELECT caller FROM socket_tickets"));
    }
}
