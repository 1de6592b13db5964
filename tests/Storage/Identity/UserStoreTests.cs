using MeetingIntel.Storage.Identity;
using MeetingIntel.Testing.Postgres;
using Npgsql;

namespace MeetingIntel.Storage.Tests.Identity;

public sealed class UserStoreTests(PostgresServer server)
{
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

    /// <summary>Somebody accepts an invitation of somebody who is just leaving for good: the two don't wait for each other, and the invitation is over.</summary>
    [Fact]
    public async Task EnterAsync_WhileWhoeverInvitedLeaves_WaitsAndIsRefused()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (_, org) = await stores.RegisterAsync();
        var (ben, _) = await stores.RegisterAsync("ben", org);
        var (guest, _) = await stores.RegisterAsync("guest");
        var token = IdentityStores.Token();
        var now = stores.Time.GetUtcNow();
        await stores.Organisations.InviteAsync(new("inv_1", org, "x@example.com", "member", ben, now, now.AddDays(7), null, null), token, IdentityStores.Note(org), CancellationToken.None);
        await using var holder = await stores.Database.ConnectAsync();
        await using var hold = await holder.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand($"SELECT 1 FROM memberships WHERE user_id = '{ben}' FOR UPDATE", holder, hold))
        {
            await command.ExecuteNonQueryAsync();
        }

        var left = stores.Departures.RemoveAsync(ben, $"user:{ben}", "request", CancellationToken.None);
        await stores.Database.BlockedAsync(connections: 1);
        var entered = stores.Users.EnterAsync(guest, new Entrance(org, "member", null, token), IdentityStores.Note(org), CancellationToken.None);
        await stores.Database.BlockedAsync(connections: 2);
        await hold.RollbackAsync();

        Assert.Null(await left);
        Assert.Equal("invitation.not-found", (await entered)!.Code);
    }

    [Fact]
    public async Task UpdateAsync_ToAnotherAddress_IsNotedWithTheNameInAllOrganisations()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        var second = Ids.NewOrg();
        await stores.Users.EnterAsync(ana, new Entrance(second, "admin", "Second", InvitationHash: null), IdentityStores.Note(second), CancellationToken.None);

        Assert.Null(await stores.Users.UpdateAsync(ana, "Anna", "new@example.com", null, null, null, new AuditNote(org, $"user:{ana}", "user.update"), CancellationToken.None));

        // What somebody was called then.
        Assert.Equal(
            [$"{org} user.change-email ana", $"{second} user.change-email ana", $"{org} user.update Anna"],
            await stores.Database.QueryAsync<string>($"SELECT concat_ws(' ', org_id, action, actor_name) FROM audit_entries WHERE actor = 'user:{ana}' ORDER BY action, org_id <> '{org}'"));
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
