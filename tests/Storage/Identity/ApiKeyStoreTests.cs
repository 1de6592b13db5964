using MeetingIntel.Storage.Identity;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Storage.Tests.Identity;

public sealed class ApiKeyStoreTests(PostgresServer server)
{
    [Fact]
    public async Task FindAsync_NotesTheUseAtMostOnceAMinuteAndNoneOfARevokedOne()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        var hash = IdentityStores.Token();
        await stores.ApiKeys.AddAsync(new("key_1", org, "x", "mik_x", ["audio:write"], ana, default, null, null, null), hash, IdentityStores.Note(org), CancellationToken.None);
        var first = stores.Time.GetUtcNow();

        await stores.ApiKeys.FindAsync(hash, CancellationToken.None);
        stores.Time.Advance(TimeSpan.FromSeconds(59));
        await stores.ApiKeys.FindAsync(hash, CancellationToken.None);
        Assert.Equal(first, await LastUseAsync(stores));
        stores.Time.Advance(TimeSpan.FromSeconds(1));
        await stores.ApiKeys.FindAsync(hash, CancellationToken.None);
        Assert.Equal(first.AddMinutes(1), await LastUseAsync(stores));

        await stores.ApiKeys.RevokeAsync(org, "key_1", IdentityStores.Note(org), CancellationToken.None);
        stores.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.NotNull((await stores.ApiKeys.FindAsync(hash, CancellationToken.None))!.RevokedAt);
        Assert.Equal(first.AddMinutes(1), await LastUseAsync(stores));
    }

    [Fact]
    public async Task RevokeAsync_OfAnotherOrganisationsKey_FindsNone()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        var (_, other) = await stores.RegisterAsync("eve");
        await stores.ApiKeys.AddAsync(new("key_1", org, "x", "mik_x", ["audio:write"], ana, default, null, null, null), IdentityStores.Token(), IdentityStores.Note(org), CancellationToken.None);

        Assert.Null(await stores.ApiKeys.RevokeAsync(other, "key_1", IdentityStores.Note(other), CancellationToken.None));
        Assert.Empty(await stores.ApiKeys.ListAsync(other, CancellationToken.None));
        Assert.Null((await stores.ApiKeys.FindAgainAsync("key_1", CancellationToken.None))!.RevokedAt);
    }

    private static async Task<DateTimeOffset> LastUseAsync(IdentityStores stores) => (await stores.ApiKeys.FindAgainAsync("key_1", CancellationToken.None))!.LastUsedAt!.Value;
}
