using MeetingIntel.Storage.Identity;
using MeetingIntel.Testing.Postgres;
using Npgsql;

namespace MeetingIntel.Storage.Tests.Identity;

public sealed class ExternalPeopleStoreTests(PostgresServer server)
{
    private static readonly ExternalClaims Claims = new("https://issuer", "subject", "Ana", "ana@example.com", "org_theirs", "Acme", Role: null, Some.Noon, Some.Noon.AddHours(1));

    [Fact]
    public async Task MeetAsync_ManyFirstSightsAtOnce_MakeOnePersonAndOneOrganisation()
    {
        await using var stores = await IdentityStores.StartAsync(server);

        var met = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => MeetAsync(stores, Claims)));

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

        var met = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => MeetAsync(stores, Claims with { Subject = $"subject {i % 10}" })));

        Assert.Single(met.Select(login => login.OrgId).Distinct());
        Assert.Equal(10, met.Select(login => login.UserId).Distinct().Count());
    }

    [Fact]
    public async Task MeetAsync_WithARoleOrAnAddressThatChanged_FollowsAndKeepsWhatIsNotTold()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        await MeetAsync(stores, Claims with { Role = "admin" });

        var untold = await MeetAsync(stores, Claims with { Email = null });
        Assert.Equal("admin", untold.Role);
        var told = await MeetAsync(stores, Claims with { Role = "member", Email = "new@example.com", IssuedAt = Some.Noon.AddSeconds(1) });

        Assert.Equal("member", told.Role);
        Assert.Equal("new@example.com", (await stores.Users.FindAsync(told.UserId, CancellationToken.None))!.Email);
    }

    [Fact]
    public async Task MeetAsync_TheSameNamesOfAnotherIssuer_AreOthers()
    {
        await using var stores = await IdentityStores.StartAsync(server);

        var one = await MeetAsync(stores, Claims);
        var other = await MeetAsync(stores, Claims with { Issuer = "https://other" });

        Assert.NotEqual((one.UserId, one.OrgId), (other.UserId, other.OrgId));
        Assert.Null(await stores.Users.FindByEmailAsync("ana@example.com", CancellationToken.None));
    }

    /// <summary>What was said until the end is over, also by a clock that is ahead of ours; what is said later counts.</summary>
    [Theory]
    [InlineData("remove")]
    [InlineData("leave for good")]
    [InlineData("sign out")]
    public async Task MeetAsync_WithWhatWasSaidBeforeTheEnd_MakesNobody(string end)
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var now = stores.Time.GetUtcNow();
        var claims = Claims with { IssuedAt = now };
        var met = await MeetAsync(stores, claims);
        var admin = await MeetAsync(stores, claims with { Subject = "another", Role = "admin" });
        var elsewhere = await MeetAsync(stores, claims with { OrgId = "org_second" });
        Assert.NotNull(await stores.ExternalPeople.FindAgainAsync(met.UserId, met.OrgId, now, now, CancellationToken.None));
        stores.Time.Advance(TimeSpan.FromSeconds(5));

        switch (end)
        {
            case "remove":
                Assert.Null(await stores.Organisations.RemoveAsync(met.OrgId, met.UserId, admin.UserId, IdentityStores.Note(met.OrgId), CancellationToken.None));
                break;
            case "leave for good":
                Assert.Null(await stores.Departures.RemoveAsync(met.UserId, "user:x", "request", CancellationToken.None));
                break;
            default:
                await stores.ExternalPeople.EndAsync(met.UserId, now, IdentityStores.Note(met.OrgId, "test.end"), CancellationToken.None);
                break;
        }

        var before = await stores.Database.QueryAsync<long>("SELECT count(*) FROM memberships");
        var until = end == "sign out" ? now.AddSeconds(5) : now.AddSeconds(5) + ExternalPeopleStore.Skew;
        foreach (var said in (DateTimeOffset[])[now, now.AddSeconds(5), until])
        {
            Assert.Null(await stores.ExternalPeople.MeetAsync(claims with { IssuedAt = said, Role = "admin" }, CancellationToken.None));
            Assert.Null(await stores.ExternalPeople.FindAgainAsync(met.UserId, met.OrgId, said, now, CancellationToken.None));
            Assert.Equal(end != "remove", await stores.ExternalPeople.MeetAsync(claims with { IssuedAt = said, OrgId = "org_second" }, CancellationToken.None) is null);
            Assert.Equal(end != "remove", await stores.ExternalPeople.FindAgainAsync(elsewhere.UserId, elsewhere.OrgId, said, now, CancellationToken.None) is null);
            Assert.NotNull(await stores.ExternalPeople.MeetAsync(claims with { IssuedAt = said, Subject = "another" }, CancellationToken.None));
        }

        Assert.Equal(before, await stores.Database.QueryAsync<long>("SELECT count(*) FROM memberships"));
        var back = await MeetAsync(stores, claims with { IssuedAt = until.AddSeconds(1) });
        Assert.Equal((met.OrgId, end != "leave for good"), (back.OrgId, back.UserId == met.UserId));
    }

    /// <summary>Somebody comes in with a token while they are being removed: whichever is first, they are out afterwards.</summary>
    [Fact]
    public async Task MeetAsync_WhileTheyAreRemoved_DoesNotBringThemBack()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var claims = Claims with { IssuedAt = stores.Time.GetUtcNow() };
        var met = await MeetAsync(stores, claims);
        var admin = await MeetAsync(stores, claims with { Subject = "another", Role = "admin" });
        await using var holder = await stores.Database.ConnectAsync();
        await using var hold = await holder.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand($"SELECT 1 FROM memberships WHERE user_id = '{met.UserId}' FOR UPDATE", holder, hold))
        {
            await command.ExecuteNonQueryAsync();
        }

        var removed = stores.Organisations.RemoveAsync(met.OrgId, met.UserId, admin.UserId, IdentityStores.Note(met.OrgId), CancellationToken.None);
        await stores.Database.BlockedAsync(connections: 1);
        var again = stores.ExternalPeople.MeetAsync(claims with { Role = "admin" }, CancellationToken.None);
        await stores.Database.BlockedAsync(connections: 2);
        await hold.RollbackAsync();

        Assert.Null(await removed);
        Assert.Null(await again);
        Assert.Equal([0L], await stores.Database.QueryAsync<long>($"SELECT count(*) FROM memberships WHERE user_id = '{met.UserId}'"));
    }

    /// <summary>The issuer took the role and gave it again; tokens of all three times go on coming in any order.</summary>
    [Fact]
    public async Task MeetAsync_WithAnOlderTokenThanTheLast_LeavesTheRole()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var roles = new List<string>();
        foreach (var (second, role) in ((int, string?)[])[(20, "member"), (10, "admin"), (20, "admin"), (30, "admin"), (20, "member"), (40, null), (35, "admin"), (25, "member"), (41, "member"), (40, "admin")])
        {
            roles.Add((await MeetAsync(stores, Claims with { Role = role, IssuedAt = Some.Noon.AddSeconds(second) })).Role);
        }

        Assert.Equal(["member", "member", "member", "admin", "admin", "admin", "admin", "admin", "member", "member"], roles);
        Assert.Equal([2L], await stores.Database.QueryAsync<long>("SELECT count(*) FROM audit_entries WHERE action = 'member.set-role'"));
    }

    /// <summary>What an administrator decides here holds until the issuer says something new, and not until the next request with what it said before.</summary>
    [Theory]
    [InlineData("admin", "member")]
    [InlineData("member", "admin")]
    public async Task MeetAsync_AfterTheRoleWasSetHere_TakesALaterTokensRoleOnly(string said, string set)
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var now = stores.Time.GetUtcNow();
        var admin = await MeetAsync(stores, Claims with { Subject = "another", Role = "admin", IssuedAt = now });
        var met = await MeetAsync(stores, Claims with { Role = said, IssuedAt = now });

        Assert.Null(await stores.Organisations.SetRoleAsync(met.OrgId, met.UserId, set, admin.UserId, IdentityStores.Note(met.OrgId), CancellationToken.None));

        foreach (var issuedAt in (DateTimeOffset[])[now, now + ExternalPeopleStore.Skew])
        {
            Assert.Equal(set, (await MeetAsync(stores, Claims with { Role = said, IssuedAt = issuedAt })).Role);
        }

        Assert.Equal(said, (await MeetAsync(stores, Claims with { Role = said, IssuedAt = now + ExternalPeopleStore.Skew + TimeSpan.FromSeconds(1) })).Role);
    }

    /// <summary>Somebody makes a key while their issuer's word makes them a member: whichever is first, no key of theirs is left.</summary>
    [Fact]
    public async Task MeetAsync_WithALesserRole_WhileTheyMakeAKey_EndsIt()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var met = await MeetAsync(stores, Claims with { Role = "admin" });
        await using var holder = await stores.Database.ConnectAsync();
        await using var hold = await holder.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand($"SELECT 1 FROM orgs WHERE id = '{met.OrgId}' FOR UPDATE", holder, hold))
        {
            await command.ExecuteNonQueryAsync();
        }

        var made = stores.ApiKeys.AddAsync(
            new("key_1", met.OrgId, "x", "mik_x", ["audio:write"], met.UserId, default, null, null, null), IdentityStores.Token(), IdentityStores.Note(met.OrgId), CancellationToken.None);
        await stores.Database.BlockedAsync(connections: 1);
        var lowered = stores.ExternalPeople.MeetAsync(Claims with { Role = "member", IssuedAt = Some.Noon.AddSeconds(1) }, CancellationToken.None);
        await stores.Database.BlockedAsync(connections: 2);
        await hold.RollbackAsync();

        await made;
        Assert.Equal("member", (await lowered)!.Role);
        Assert.Equal([0L], await stores.Database.QueryAsync<long>("SELECT count(*) FROM api_keys WHERE revoked_at IS NULL"));
    }

    [Fact]
    public async Task MeetAsync_NotesWhatTheClaimsMakeAndChange_AndNothingElse()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var met = await MeetAsync(stores, Claims with { Role = "admin" });
        await MeetAsync(stores, Claims with { Role = "admin", Email = "new@example.com" });
        var key = await stores.ApiKeys.AddAsync(
            new("key_1", met.OrgId, "x", "mik_x", ["audio:write"], met.UserId, default, null, null, null), IdentityStores.Token(), IdentityStores.Note(met.OrgId), CancellationToken.None);
        await MeetAsync(stores, Claims with { OrgId = "org_second" });
        await MeetAsync(stores, Claims with { Role = "member", IssuedAt = Some.Noon.AddSeconds(1) });
        await MeetAsync(stores, Claims);

        Assert.NotNull(key);
        Assert.NotNull((await stores.ApiKeys.FindAgainAsync("key_1", CancellationToken.None))!.RevokedAt);
        var notes = await stores.Database.QueryAsync<string>(
            $"SELECT concat_ws(' ', action, CASE target WHEN '{met.UserId}' THEN 'person' WHEN '{met.OrgId}' THEN 'org' ELSE 'second' END, details) FROM audit_entries WHERE actor = 'issuer:https://issuer' ORDER BY id");
        Assert.Equal(
            [
                "org.found org", "user.register person", "member.join person {\"role\": \"admin\"}",
                "org.found second", "member.join person {\"role\": \"member\"}",
                "member.set-role person {\"role\": \"member\", \"ended_api_keys\": 1}",
            ],
            notes);
    }

    private static async Task<LoginRow> MeetAsync(IdentityStores stores, ExternalClaims claims)
    {
        var met = await stores.ExternalPeople.MeetAsync(claims, CancellationToken.None);
        Assert.NotNull(met);
        return met;
    }
}
