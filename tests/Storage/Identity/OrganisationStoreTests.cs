using MeetingIntel.Storage.Identity;
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
            ? stores.Organisations.SetRoleAsync(org, admin, "member", admin, IdentityStores.Note(org, "test.role"), CancellationToken.None)
            : stores.Organisations.RemoveAsync(org, admin, admin, IdentityStores.Note(org, "test.leave"), CancellationToken.None)));

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

        var first = stores.Organisations.SetRoleAsync(org, ana, "member", ana, IdentityStores.Note(org), CancellationToken.None);
        await stores.Database.BlockedAsync(connections: 1);
        var second = stores.Organisations.SetRoleAsync(org, ben, "member", ben, IdentityStores.Note(org), CancellationToken.None);
        await stores.Database.BlockedAsync(connections: 2);
        await hold.RollbackAsync();

        var answers = await Task.WhenAll(first, second);
        Assert.Single(answers, answer => answer is null);
        Assert.Equal("org.last-admin", Assert.Single(answers.OfType<GrainError>()).Code);
    }

    /// <summary>Each takes the other's role, or ends the other's membership: whoever comes second is no administrator any more, and takes nothing.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SetRoleAsync_OfEachOther_WhenBothHaveBegun_TakesOneAndRefusesTheOther(bool ends)
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        var (ben, _) = await stores.RegisterAsync("ben", org);
        await stores.RegisterAsync("cleo", org);
        await using var holder = await stores.Database.ConnectAsync();
        await using var hold = await holder.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("SELECT 1 FROM memberships FOR UPDATE", holder, hold))
        {
            await command.ExecuteNonQueryAsync();
        }

        var first = ChangeAsync(ben, by: ana);
        await stores.Database.BlockedAsync(connections: 1);
        var second = ChangeAsync(ana, by: ben);
        await stores.Database.BlockedAsync(connections: 2);
        await hold.RollbackAsync();

        var answers = await Task.WhenAll(first, second);
        Assert.Single(answers, answer => answer is null);
        Assert.Equal("auth.revoked", Assert.Single(answers.OfType<GrainError>()).Code);
        Assert.Equal([2L], await stores.Database.QueryAsync<long>("SELECT count(*) FROM memberships WHERE role = 'admin'"));

        Task<GrainError?> ChangeAsync(string whom, string by) => ends
            ? stores.Organisations.RemoveAsync(org, whom, by, IdentityStores.Note(org), CancellationToken.None)
            : stores.Organisations.SetRoleAsync(org, whom, "member", by, IdentityStores.Note(org), CancellationToken.None);
    }

    /// <summary>What a front-end still lets somebody begin who was an administrator a moment ago: none of it is done, least of all giving themselves the role back.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatOnlyAdministratorsChange_BySomebodyWhoWasOne_StaysAsItWas(bool isRemoved)
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        var (ben, _) = await stores.RegisterAsync("ben", org);
        var (cleo, _) = await stores.RegisterAsync("cleo", org, "member");
        await SetCredentialAsync(stores, org, ana, "anas");
        Assert.Null(isRemoved
            ? await stores.Organisations.RemoveAsync(org, ben, ana, IdentityStores.Note(org), CancellationToken.None)
            : await stores.Organisations.SetRoleAsync(org, ben, "member", ana, IdentityStores.Note(org), CancellationToken.None));
        var note = IdentityStores.Note(org, "test.change");

        foreach (var (whom, role) in ((string, string)[])[(ben, "admin"), (cleo, "admin"), (ana, "member")])
        {
            Assert.Equal("auth.revoked", (await stores.Organisations.SetRoleAsync(org, whom, role, ben, note, CancellationToken.None))!.Code);
        }

        Assert.Equal("auth.revoked", (await stores.Organisations.RemoveAsync(org, ana, ben, note, CancellationToken.None))!.Code);
        Assert.False(await stores.Organisations.RenameAsync(org, "Ben's", ben, note, CancellationToken.None));
        Assert.Null(await SetCredentialAsync(stores, org, ben, "bens"));
        Assert.False(await stores.Credentials.RemoveAsync(org, "deepgram", ben, note, CancellationToken.None));
        Assert.Equal([$"{ana} admin"], await stores.Database.QueryAsync<string>("SELECT user_id || ' ' || role FROM memberships WHERE role = 'admin'"));
        Assert.Equal("ana's", await stores.Organisations.FindNameAsync(org, CancellationToken.None));
        Assert.Equal("anas", Assert.Single(await stores.Credentials.ListAsync(org, CancellationToken.None)).Hint);
        Assert.Equal([0L], await stores.Database.QueryAsync<long>("SELECT count(*) FROM audit_entries WHERE action = 'test.change'"));
    }

    [Fact]
    public async Task TokensOfVendors_FromWhoeverBelongsToTheOrganisationNoMore_AreNotKept()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        var (ben, _) = await stores.RegisterAsync("ben", org, "member");
        var (key, revoked) = (await MakeKeyAsync(stores, org, ana, "key_1"), await MakeKeyAsync(stores, org, ana, "key_2"));
        await stores.ApiKeys.RevokeAsync(org, revoked!.Id, IdentityStores.Note(org), CancellationToken.None);

        Assert.True(await KeepAsync(ben, "sess_1"));
        Assert.True(await KeepAsync(key!.Id, "sess_2"));
        Assert.Null(await stores.Organisations.RemoveAsync(org, ben, ana, IdentityStores.Note(org), CancellationToken.None));

        Assert.False(await KeepAsync(ben, "sess_1"));
        Assert.False(await KeepAsync(ben, "sess_3"));
        Assert.False(await KeepAsync(revoked.Id, "sess_3"));
        Assert.Equal([key.Id], await stores.Database.QueryAsync<string>("SELECT user_id FROM oauth_tokens"));

        Task<bool> KeepAsync(string by, string session) => stores.OAuthTokens.SetAsync(
            org, session, by, new Dictionary<string, byte[]> { ["salesforce"] = [1] }, others: false, IdentityStores.Note(org), CancellationToken.None);
    }

    [Fact]
    public async Task RemoveAsync_InTwoOrganisations_CountsEachOnesAdministrators()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        await stores.RegisterAsync("eve");

        Assert.Equal("org.last-admin", (await stores.Organisations.RemoveAsync(org, ana, ana, IdentityStores.Note(org), CancellationToken.None))!.Code);
    }

    [Theory]
    [InlineData("remove", true, true, true)]
    [InlineData("leave for good", true, true, true)]
    [InlineData("member", true, false, false)]
    [InlineData("admin", false, false, false)]
    public async Task WhatSomebodyMade_WhenTheirMembershipChanges_EndsWithIt(string change, bool ofAdministrators, bool ofMembers, bool told)
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        var (ben, _) = await stores.RegisterAsync("ben", org);
        var (eve, other) = await stores.RegisterAsync("eve");
        await stores.Organisations.SetRoleAsync(org, ben, "admin", ana, IdentityStores.Note(org), CancellationToken.None);
        await MakeAsync(stores, org, ben, "bens");
        await MakeAsync(stores, org, ana, "anas");
        await MakeAsync(stores, other, eve, "eves");

        Assert.Null(change switch
        {
            "remove" => await stores.Organisations.RemoveAsync(org, ben, ana, IdentityStores.Note(org, "test.change"), CancellationToken.None),
            "leave for good" => await stores.Departures.RemoveAsync(ben, $"user:{ben}", "request", CancellationToken.None),
            _ => await stores.Organisations.SetRoleAsync(org, ben, change, ana, IdentityStores.Note(org, "test.change"), CancellationToken.None),
        });

        var ended = await stores.Database.QueryAsync<string>(
            """
            SELECT id FROM api_keys WHERE revoked_at IS NOT NULL UNION ALL SELECT id FROM invitations WHERE revoked_at IS NOT NULL
            UNION ALL SELECT id FROM share_links WHERE revoked_at IS NOT NULL
            """);
        string[] administrators = ofAdministrators ? ["key_bens", "inv_bens", "share_of_another_bens"] : [];
        string[] members = ofMembers ? ["share_bens"] : [];
        Assert.Equal(administrators.Concat(members).Order(StringComparer.Ordinal), ended.Order(StringComparer.Ordinal));
        Assert.Equal(ofAdministrators ? 2L : 3L, (await stores.Database.QueryAsync<long>("SELECT count(*) FROM password_resets")).Single());
        Assert.Equal(ofMembers ? 2L : 3L, (await stores.Database.QueryAsync<long>("SELECT count(*) FROM oauth_tokens")).Single());
        var details = Assert.Single(await stores.Database.QueryAsync<string>("SELECT coalesce(details::text, '') FROM audit_entries WHERE action IN ('test.change', 'user.delete')"));
        Assert.Equal(ofAdministrators, details.Contains("\"ended_api_keys\": 1", StringComparison.Ordinal));
        Assert.Equal(told, details.Contains("\"ended_oauth_tokens\": 1", StringComparison.Ordinal));
        Assert.Equal(told, details.Contains("\"ended_share_links\": 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RemoveAsync_WhileTheyMakeAKey_EndsItAndLetsThemMakeNoOther()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        var (ben, _) = await stores.RegisterAsync("ben", org);
        await using var holder = await stores.Database.ConnectAsync();
        await using var hold = await holder.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand($"SELECT 1 FROM orgs WHERE id = '{org}' FOR UPDATE", holder, hold))
        {
            await command.ExecuteNonQueryAsync();
        }

        var made = MakeKeyAsync(stores, org, ben, "key_before");
        await stores.Database.BlockedAsync(connections: 1);
        var removed = stores.Organisations.RemoveAsync(org, ben, ana, IdentityStores.Note(org), CancellationToken.None);
        await stores.Database.BlockedAsync(connections: 2);
        await hold.RollbackAsync();

        Assert.NotNull(await made);
        Assert.Null(await removed);
        Assert.NotNull((await stores.ApiKeys.FindAgainAsync("key_before", CancellationToken.None))!.RevokedAt);
        Assert.Null(await MakeKeyAsync(stores, org, ben, "key_after"));
        Assert.Null(await stores.ApiKeys.FindAgainAsync("key_after", CancellationToken.None));
        Assert.NotNull(await MakeKeyAsync(stores, org, ana, "key_of_another"));
    }

    [Fact]
    public async Task WhatOnlyAdministratorsMake_ByAMemberWhoWasOne_IsNotMade()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        var (ben, _) = await stores.RegisterAsync("ben", org, "member");
        var now = stores.Time.GetUtcNow();

        Assert.Null(await MakeKeyAsync(stores, org, ben, "key_1"));
        Assert.Null(await stores.Organisations.InviteAsync(new("inv_1", org, "x@example.com", "admin", ben, now, now.AddDays(7), null, null), IdentityStores.Token(), IdentityStores.Note(org), CancellationToken.None));
        Assert.False(await stores.Resets.MakeAsync(org, ana, IdentityStores.Token(), ben, TimeSpan.FromDays(1), IdentityStores.Note(org), CancellationToken.None));
        Assert.Null(await ShareAsync(stores, org, ben, "share_1", "sess_1"));
        await HaveSessionAsync(stores, org, ben, "sess_1");
        Assert.NotNull(await ShareAsync(stores, org, ben, "share_1", "sess_1"));
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

    /// <summary>One of each that an administrator may make, and a link to a session of their own beside one to another's.</summary>
    private static async Task MakeAsync(IdentityStores stores, string org, string by, string name)
    {
        var now = stores.Time.GetUtcNow();
        var (forgetful, _) = await stores.RegisterAsync($"forgetful of {name}", org, "member");
        Assert.NotNull(await MakeKeyAsync(stores, org, by, $"key_{name}"));
        Assert.NotNull(await stores.Organisations.InviteAsync(new($"inv_{name}", org, "x@example.com", "admin", by, now, now.AddDays(7), null, null), IdentityStores.Token(), IdentityStores.Note(org), CancellationToken.None));
        Assert.True(await stores.Resets.MakeAsync(org, forgetful, IdentityStores.Token(), by, TimeSpan.FromDays(1), IdentityStores.Note(org), CancellationToken.None));
        await HaveSessionAsync(stores, org, by, $"sess_{name}");
        await HaveSessionAsync(stores, org, "user_another", $"sess_of_another_than_{name}");
        Assert.NotNull(await ShareAsync(stores, org, by, $"share_{name}", $"sess_{name}"));
        Assert.NotNull(await ShareAsync(stores, org, by, $"share_of_another_{name}", $"sess_of_another_than_{name}"));
        await stores.Database.ExecuteAsync($"INSERT INTO oauth_tokens (org_id, session_id, vendor, user_id, sealed, key_id, created_at) VALUES ('{org}', 'sess_{name}', 'x', '{by}', 'x', 'x', now())");
    }

    private static Task<int> HaveSessionAsync(IdentityStores stores, string org, string owner, string session) => stores.Database.ExecuteAsync(
        $$"""
        INSERT INTO sessions (id, org_id, owner_id, name, type, meeting_info, meeting_brief, competitive_intelligence, agent_capabilities, status, created_at)
        VALUES ('{{session}}', '{{org}}', '{{owner}}', 'x', 'x', '{}', '', '', '', 'active', now())
        """);

    private static Task<CredentialRow?> SetCredentialAsync(IdentityStores stores, string org, string by, string hint) => stores.Credentials.SetAsync(
        org, "deepgram", new Dictionary<string, string> { ["api_key"] = "x" }, hint, by, IdentityStores.Note(org, "test.change" + hint), CancellationToken.None);

    private static Task<ApiKeyRow?> MakeKeyAsync(IdentityStores stores, string org, string by, string id) =>
        stores.ApiKeys.AddAsync(new(id, org, "x", "mik_x", ["audio:write"], by, default, null, null, null), IdentityStores.Token(), IdentityStores.Note(org), CancellationToken.None);

    private static Task<ShareLinkRow?> ShareAsync(IdentityStores stores, string org, string by, string id, string session) =>
        stores.ShareLinks.AddAsync(new(id, org, session, by, default, stores.Time.GetUtcNow().AddDays(1), null, null), IdentityStores.Token(), IdentityStores.Note(org), CancellationToken.None);
}
