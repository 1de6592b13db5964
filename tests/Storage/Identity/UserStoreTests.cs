using MeetingIntel.Storage.Identity;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Storage.Tests.Identity;

public sealed class UserStoreTests(PostgresServer server)
{
    private static readonly ExternalClaims Claims = new("https://issuer", "subject", "Ana", "ana@example.com", "org_theirs", "Acme", Role: null, Some.Noon);

    [Fact]
    public async Task MeetAsync_ManyFirstSightsAtOnce_MakeOnePersonAndOneOrganisation()
    {
        await using var stores = await IdentityStores.StartAsync(server);

        var met = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => stores.Users.MeetAsync(Claims, CancellationToken.None)));

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

        var met = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => stores.Users.MeetAsync(Claims with { Subject = $"subject {i % 10}" }, CancellationToken.None)));

        Assert.Single(met.Select(login => login.OrgId).Distinct());
        Assert.Equal(10, met.Select(login => login.UserId).Distinct().Count());
    }

    [Fact]
    public async Task MeetAsync_WithARoleOrAnAddressThatChanged_FollowsAndKeepsWhatIsNotTold()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        await stores.Users.MeetAsync(Claims with { Role = "admin" }, CancellationToken.None);

        var untold = await stores.Users.MeetAsync(Claims with { Email = null }, CancellationToken.None);
        Assert.Equal("admin", untold.Role);
        var told = await stores.Users.MeetAsync(Claims with { Role = "member", Email = "new@example.com" }, CancellationToken.None);

        Assert.Equal("member", told.Role);
        Assert.Equal("new@example.com", (await stores.Users.FindAsync(told.UserId, CancellationToken.None))!.Email);
    }

    [Fact]
    public async Task MeetAsync_TheSameNamesOfAnotherIssuer_AreOthers()
    {
        await using var stores = await IdentityStores.StartAsync(server);

        var one = await stores.Users.MeetAsync(Claims, CancellationToken.None);
        var other = await stores.Users.MeetAsync(Claims with { Issuer = "https://other" }, CancellationToken.None);

        Assert.NotEqual((one.UserId, one.OrgId), (other.UserId, other.OrgId));
        Assert.Null(await stores.Users.FindByEmailAsync("ana@example.com", CancellationToken.None));
    }

    [Fact]
    public async Task RegisterAsync_OnlyTheFirst_LetsOneOfManyIn()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        await stores.Users.EnsureDevelopmentAsync("user_dev", "org_dev", CancellationToken.None);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => stores.Users.RegisterAsync(
            IdentityStores.New(Ids.NewUser(), $"ana {i}"), new Entrance(Ids.NewOrg(), "admin", "Acme", null), IdentityStores.Note("org_x"), onlyFirst: true, CancellationToken.None)));

        Assert.Single(answers, answer => answer is null);
        Assert.All(answers.OfType<GrainError>(), error => Assert.Equal("admin.initialized", error.Code));
        Assert.Equal([1L], await stores.Database.QueryAsync<long>("SELECT count(*) FROM orgs WHERE name = 'Acme'"));
    }

    [Fact]
    public async Task RegisterAsync_TheSameAddressAtOnce_LetsOneInAndLeavesNothingOfTheOthers()
    {
        await using var stores = await IdentityStores.StartAsync(server);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => stores.Users.RegisterAsync(
            IdentityStores.New(Ids.NewUser(), "ana", i % 2 == 0 ? "a@example.com" : "A@example.com"), new Entrance(Ids.NewOrg(), "admin", "Acme", null), IdentityStores.Note("org_x"), onlyFirst: false, CancellationToken.None)));

        Assert.Single(answers, answer => answer is null);
        Assert.All(answers.OfType<GrainError>(), error => Assert.Equal("user.email-taken", error.Code));
        Assert.Equal([1L], await stores.Database.QueryAsync<long>("SELECT count(*) FROM orgs"));
        Assert.Equal([1L], await stores.Database.QueryAsync<long>("SELECT count(*) FROM audit_entries"));
    }

    [Fact]
    public async Task EnterAsync_WithOneInvitationByManyAtOnce_LetsOneIn()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        var people = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => stores.RegisterAsync($"guest{i}")));
        var token = IdentityStores.Token();
        var now = stores.Time.GetUtcNow();
        await stores.Organisations.InviteAsync(new("inv_1", org, "x@example.com", "member", ana, now, now.AddDays(7), null, null), token, IdentityStores.Note(org), CancellationToken.None);

        var answers = await Task.WhenAll(people.Select(person => stores.Users.EnterAsync(person.UserId, new Entrance(org, "member", null, token), IdentityStores.Note(org), CancellationToken.None)));

        Assert.Single(answers, answer => answer is null);
        Assert.All(answers.OfType<GrainError>(), error => Assert.Equal("invitation.not-found", error.Code));
        Assert.Equal(2, (await stores.Organisations.ListMembersAsync(org, null, 100, 0, CancellationToken.None)).Count);
    }
}
