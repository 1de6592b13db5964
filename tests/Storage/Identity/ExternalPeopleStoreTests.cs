using MeetingIntel.Storage.Identity;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Storage.Tests.Identity;

public sealed class ExternalPeopleStoreTests(PostgresServer server)
{
    private static readonly ExternalClaims Claims = new("https://issuer", "subject", "Ana", "ana@example.com", "org_theirs", "Acme", Role: null, Some.Noon);

    [Fact]
    public async Task MeetAsync_ManyFirstSightsAtOnce_MakeOnePersonAndOneOrganisation()
    {
        await using var stores = await IdentityStores.StartAsync(server);

        var met = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => stores.ExternalPeople.MeetAsync(Claims, CancellationToken.None)));

        Assert.Single(met.Select(login => (login.UserId, login.OrgId, login.Role)).Distinct());
        Assert.Equal("member", met[0].Role);
        Assert.Equal([1L], await stores.Database.QueryAsync<long>("SELECT count(*) FROM users"));
        Assert.Equal(["Acme"], await stores.Database.QueryAsync<string>("SELECT name FROM orgs"));
        Assert.Equal([1L], await stores.Database.QueryAsync<long>("SELECT count(*) FROM memberships"));
    }

    [Fact]
    public async Task MeetAsync_ManyPeopleOfOneOrganisationAtOnce_MakeItOnce()
    {
        await using var stores = await IdentityStores.StartAsync(server);

        var met = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => stores.ExternalPeople.MeetAsync(Claims with { Subject = $"subject {i % 10}" }, CancellationToken.None)));

        Assert.Single(met.Select(login => login.OrgId).Distinct());
        Assert.Equal(10, met.Select(login => login.UserId).Distinct().Count());
    }

    [Fact]
    public async Task MeetAsync_WithARoleOrAnAddressThatChanged_FollowsAndKeepsWhatIsNotTold()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        await stores.ExternalPeople.MeetAsync(Claims with { Role = "admin" }, CancellationToken.None);

        var untold = await stores.ExternalPeople.MeetAsync(Claims with { Email = null }, CancellationToken.None);
        Assert.Equal("admin", untold.Role);
        var told = await stores.ExternalPeople.MeetAsync(Claims with { Role = "member", Email = "new@example.com" }, CancellationToken.None);

        Assert.Equal("member", told.Role);
        Assert.Equal("new@example.com", (await stores.Users.FindAsync(told.UserId, CancellationToken.None))!.Email);
    }

    [Fact]
    public async Task MeetAsync_TheSameNamesOfAnotherIssuer_AreOthers()
    {
        await using var stores = await IdentityStores.StartAsync(server);

        var one = await stores.ExternalPeople.MeetAsync(Claims, CancellationToken.None);
        var other = await stores.ExternalPeople.MeetAsync(Claims with { Issuer = "https://other" }, CancellationToken.None);

        Assert.NotEqual((one.UserId, one.OrgId), (other.UserId, other.OrgId));
        Assert.Null(await stores.Users.FindByEmailAsync("ana@example.com", CancellationToken.None));
    }
}
