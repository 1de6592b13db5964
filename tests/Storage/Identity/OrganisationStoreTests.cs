using MeetingIntel.Testing.Postgres;
using Npgsql;

namespace MeetingIntel.Storage.Tests.Identity;

public sealed class OrganisationStoreTests(PostgresServer server)
{
    [Fact]
    public async Task RemoveAsync_OfAllAdministratorsAtOnce_LeavesOne()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        List<string> admins = [ana];
        for (var i = 0; i < 5; i++)
        {
            admins.Add((await stores.RegisterAsync($"admin{i}", org)).UserId);
        }

        // Half of them lose the role, half of them leave.
        var answers = await Task.WhenAll(admins.Select((admin, i) => i % 2 == 0
            ? stores.Organisations.SetRoleAsync(org, admin, "member", IdentityStores.Note(org, "test.role"), CancellationToken.None)
            : stores.Organisations.RemoveAsync(org, admin, IdentityStores.Note(org, "test.leave"), CancellationToken.None)));

        Assert.Equal("org.last-admin", Assert.Single(answers.OfType<GrainError>()).Code);
        Assert.Equal([1L], await stores.Database.QueryAsync<long>("SELECT count(*) FROM memberships WHERE role = 'admin'"));
        Assert.Equal([5L], await stores.Database.QueryAsync<long>("SELECT count(*) FROM audit_entries WHERE action IN ('test.role', 'test.leave')"));
    }

    [Fact]
    public async Task SetRoleAsync_OfTwoWhoBothHaveBegun_TakesOneAndRefusesTheOther()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        var (ben, _) = await stores.RegisterAsync("ben", org);
        await using var holder = await stores.Database.ConnectAsync();
        await using var hold = await holder.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand($"SELECT 1 FROM memberships WHERE user_id = '{ben}' FOR UPDATE", holder, hold))
        {
            await command.ExecuteNonQueryAsync();
        }

        var first = stores.Organisations.SetRoleAsync(org, ana, "member", IdentityStores.Note(org), CancellationToken.None);
        await stores.Database.BlockedAsync(connections: 1);
        var second = stores.Organisations.SetRoleAsync(org, ben, "member", IdentityStores.Note(org), CancellationToken.None);
        await stores.Database.BlockedAsync(connections: 2);
        await hold.RollbackAsync();

        var answers = await Task.WhenAll(first, second);
        Assert.Single(answers, answer => answer is null);
        Assert.Equal("org.last-admin", Assert.Single(answers.OfType<GrainError>()).Code);
    }

    [Fact]
    public async Task RemoveAsync_InTwoOrganisations_CountsEachOnesAdministrators()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        await stores.RegisterAsync("eve");

        Assert.Equal("org.last-admin", (await stores.Organisations.RemoveAsync(org, ana, IdentityStores.Note(org), CancellationToken.None))!.Code);
    }

    [Fact]
    public async Task FindMemberAsync_ByHandleInEitherCase_FindsMembersOnly()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        var (eve, _) = await stores.RegisterAsync("eve");

        Assert.Equal(ana, (await stores.Organisations.FindMemberAsync(org, ana[^20..].ToUpperInvariant(), CancellationToken.None))!.User.Id);
        Assert.Null(await stores.Organisations.FindMemberAsync(org, eve, CancellationToken.None));
        Assert.Null(await stores.Organisations.FindMemberAsync(org, eve[^20..], CancellationToken.None));
    }

    [Fact]
    public async Task ListMembersAsync_Searching_TakesTextLiterally()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (_, org) = await stores.RegisterAsync("100%_sure");

        Assert.Single(await stores.Organisations.ListMembersAsync(org, "%_S", 10, 0, CancellationToken.None));
        Assert.Empty(await stores.Organisations.ListMembersAsync(org, "1%s", 10, 0, CancellationToken.None));
    }
}
