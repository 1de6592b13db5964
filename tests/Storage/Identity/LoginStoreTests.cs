using MeetingIntel.Storage.Identity;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Storage.Tests.Identity;

public sealed class LoginStoreTests(PostgresServer server)
{
    [Fact]
    public async Task RotateAsync_ByManyAtOnce_LeavesOneLivingToken()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        var (login, token) = await stores.SignInAsync(ana, org);
        var next = Enumerable.Range(0, 10).Select(_ => IdentityStores.Token()).ToList();

        var answers = await Task.WhenAll(next.Select(hash => RotateAsync(stores, token, hash)));

        Assert.All(answers, answer => Assert.Equal((RotationOutcome.Rotated, login), (answer.Outcome, answer.Login!.Id)));
        Assert.Contains(Assert.Single(await LivingAsync(stores)), next.Select(Convert.ToHexString));
    }

    [Fact]
    public async Task RotateAsync_AgainInTheGrace_GivesAnotherInPlaceOfTheUnusedOne()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        var (_, token) = await stores.SignInAsync(ana, org);
        var (lost, second, third, fourth) = (IdentityStores.Token(), IdentityStores.Token(), IdentityStores.Token(), IdentityStores.Token());

        Assert.Equal(RotationOutcome.Rotated, (await RotateAsync(stores, token, lost)).Outcome);
        stores.Time.Advance(LoginStore.Grace - TimeSpan.FromMilliseconds(1));
        Assert.Equal(RotationOutcome.Rotated, (await RotateAsync(stores, token, second)).Outcome);
        Assert.Equal([Convert.ToHexString(second)], await LivingAsync(stores));
        // Its answer was not lost after all: another tab has it.
        Assert.Equal(RotationOutcome.Rotated, (await RotateAsync(stores, lost, third)).Outcome);
        Assert.Equal([Convert.ToHexString(third)], await LivingAsync(stores));

        stores.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(RotationOutcome.Reused, (await RotateAsync(stores, token, fourth)).Outcome);
        Assert.Equal(RotationOutcome.Reused, (await RotateAsync(stores, lost, fourth)).Outcome);
        Assert.Equal([Convert.ToHexString(third)], await LivingAsync(stores));
        Assert.Equal(RotationOutcome.Rotated, (await RotateAsync(stores, third, fourth)).Outcome);
    }

    [Fact]
    public async Task RotateAsync_AfterTheNextOneWasUsed_IsReuseAtOnceAndOfNoOtherLogin()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        var (copied, first) = await stores.SignInAsync(ana, org);
        var (other, _) = await stores.SignInAsync(ana, org);
        var (second, replaced, third) = (IdentityStores.Token(), IdentityStores.Token(), IdentityStores.Token());
        await RotateAsync(stores, first, replaced);
        await RotateAsync(stores, first, second);
        await RotateAsync(stores, second, third);

        var reused = await RotateAsync(stores, first, IdentityStores.Token());
        var reusedToo = await RotateAsync(stores, replaced, IdentityStores.Token());
        await stores.Logins.EndAsync(reused.Login!, everywhere: false, IdentityStores.Note(org), CancellationToken.None);

        Assert.Equal((RotationOutcome.Reused, RotationOutcome.Reused), (reused.Outcome, reusedToo.Outcome));
        Assert.Equal((copied, ana, org), (reused.Login!.Id, reused.Login.UserId, reused.Login.OrgId));
        Assert.Equal(RotationOutcome.Unknown, (await RotateAsync(stores, third, IdentityStores.Token())).Outcome);
        Assert.Equal(RotationOutcome.Unknown, (await RotateAsync(stores, first, IdentityStores.Token())).Outcome);
        Assert.NotNull(await stores.Logins.FindAsync(other, org, CancellationToken.None));
    }

    [Fact]
    public async Task RotateAsync_IntoAnotherOrganisation_IsNotedThereAndAForeignOneCostsNothing()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        var (_, foreign) = await stores.RegisterAsync("eve");
        var second = Ids.NewOrg();
        await stores.Users.EnterAsync(ana, new Entrance(second, "admin", "Second", InvitationHash: null), IdentityStores.Note(second), CancellationToken.None);
        var (login, token) = await stores.SignInAsync(ana, org);
        var (next, last) = (IdentityStores.Token(), IdentityStores.Token());

        Assert.Equal(RotationOutcome.NoPlace, (await RotateAsync(stores, token, next, foreign)).Outcome);
        var switched = await RotateAsync(stores, token, next, second);
        var stayed = await RotateAsync(stores, next, last);

        Assert.Equal((RotationOutcome.Rotated, second), (switched.Outcome, switched.Login!.OrgId));
        Assert.Equal((RotationOutcome.Rotated, second), (stayed.Outcome, stayed.Login!.OrgId));
        Assert.Equal([$"{second} user:{ana} ana request_1"], await stores.Database.QueryAsync<string>("SELECT concat_ws(' ', org_id, actor, actor_name, request_id) FROM audit_entries WHERE action = 'user.sign-in'"));
        Assert.False((await stores.Logins.FindAsync(login, org, CancellationToken.None))!.RenewsByBearer);
    }

    [Fact]
    public async Task RotateAsync_OfNothingOrAfterTheEnd_GivesNothing()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        var (login, token) = await stores.SignInAsync(ana, org);

        Assert.Equal(new Rotation(RotationOutcome.Unknown, null), await RotateAsync(stores, IdentityStores.Token(), IdentityStores.Token()));
        stores.Time.Advance(TimeSpan.FromDays(30));

        Assert.Equal(new Rotation(RotationOutcome.Unknown, null), await RotateAsync(stores, token, IdentityStores.Token()));
        Assert.Null(await stores.Logins.FindAsync(login, org, CancellationToken.None));
    }

    [Fact]
    public async Task BeginAsync_TakesLoginsThatAreOverAway()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        await stores.SignInAsync(ana, org);
        stores.Time.Advance(TimeSpan.FromDays(31));

        var (login, _) = await stores.SignInAsync(ana, org);

        Assert.Equal([login], await stores.Database.QueryAsync<string>("SELECT id FROM logins"));
        Assert.Equal([1L], await stores.Database.QueryAsync<long>("SELECT count(*) FROM refresh_tokens"));
    }

    [Fact]
    public async Task EndAsync_Everywhere_NotesOnceAndNothingWhereNothingEnds()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        var (login, _) = await stores.SignInAsync(ana, org);
        await stores.SignInAsync(ana, org);
        var mark = new LoginMark(login, ana, org, default);

        await stores.Logins.EndAsync(mark, everywhere: true, IdentityStores.Note(org, "test.end"), CancellationToken.None);
        await stores.Logins.EndAsync(mark, everywhere: true, IdentityStores.Note(org, "test.end"), CancellationToken.None);

        Assert.Equal([2L], await stores.Database.QueryAsync<long>("SELECT count(*) FROM logins WHERE revoked_at IS NOT NULL"));
        Assert.Equal([1L], await stores.Database.QueryAsync<long>("SELECT count(*) FROM audit_entries WHERE action = 'test.end'"));
    }

    /// <summary>Somebody signs in with a password while its owner changes it: whichever is first, no login with the old one is left.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BeginAsync_WhileThePasswordIsChanged_LeavesNoLogin(bool signsInFirst)
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        var known = (await stores.Users.FindSecretAsync(ana, CancellationToken.None))!;
        await using var holder = await stores.Database.ConnectAsync();
        await using var hold = await holder.BeginTransactionAsync();
        await using (var command = new Npgsql.NpgsqlCommand($"SELECT 1 FROM users WHERE id = '{ana}' FOR UPDATE", holder, hold))
        {
            await command.ExecuteNonQueryAsync();
        }

        Func<Task<bool>> signIn = () => stores.Logins.BeginAsync(
            Ids.NewLogin(), known, org, IdentityStores.Token(), TimeSpan.FromDays(30), renewsByBearer: true, IdentityStores.Note(org, "test.sign-in"), CancellationToken.None);
        Func<Task<bool>> change = () => stores.Users.ChangePasswordAsync(known, "another", keepLogin: null, IdentityStores.Note(org), CancellationToken.None);
        var first = (signsInFirst ? signIn : change)();
        await stores.Database.BlockedAsync(connections: 1);
        var second = (signsInFirst ? change : signIn)();
        await stores.Database.BlockedAsync(connections: 2);
        await hold.RollbackAsync();

        Assert.True(await first);
        Assert.Equal(signsInFirst, await second);
        Assert.Equal([0L], await stores.Database.QueryAsync<long>("SELECT count(*) FROM logins WHERE revoked_at IS NULL"));
        Assert.Equal([signsInFirst ? 1L : 0L], await stores.Database.QueryAsync<long>("SELECT count(*) FROM refresh_tokens"));
        Assert.Equal([signsInFirst ? 1L : 0L], await stores.Database.QueryAsync<long>("SELECT count(*) FROM audit_entries WHERE action = 'test.sign-in'"));
    }

    [Theory]
    [InlineData("reset", false)]
    [InlineData("change", false)]
    [InlineData("rehash", true)]
    public async Task BeginAsync_WithAPasswordThatWasAnother_Refuses(string since, bool stillHolds)
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        var known = (await stores.Users.FindSecretAsync(ana, CancellationToken.None))!;
        var reset = IdentityStores.Token();
        Assert.True(await stores.Resets.MakeAsync(org, ana, reset, ana, TimeSpan.FromDays(1), IdentityStores.Note(org), CancellationToken.None));

        await (since switch
        {
            "reset" => stores.Resets.UseAsync(new PasswordReset(ana, org), reset, "another", IdentityStores.Note(org), CancellationToken.None),
            "change" => stores.Users.ChangePasswordAsync(known, "another", keepLogin: null, IdentityStores.Note(org), CancellationToken.None),
            _ => stores.Users.RehashAsync(ana, known.PasswordHash, "the same", CancellationToken.None),
        });

        Assert.Equal(
            stillHolds,
            await stores.Logins.BeginAsync(Ids.NewLogin(), known, org, IdentityStores.Token(), TimeSpan.FromDays(30), renewsByBearer: true, IdentityStores.Note(org), CancellationToken.None));
        Assert.Equal(stillHolds, await stores.Users.ChangePasswordAsync(known, "a third", keepLogin: null, IdentityStores.Note(org), CancellationToken.None));
        // Whoever knows the password, or has another now, needs no reset: one that lies about somewhere is over.
        Assert.Equal([0L], await stores.Database.QueryAsync<long>("SELECT count(*) FROM password_resets"));
    }

    [Fact]
    public async Task FindByTokenAsync_Living_FindsTheTokenThatGetsTheNextAndNoOther()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        var (login, used) = await stores.SignInAsync(ana, org);
        var living = IdentityStores.Token();
        await RotateAsync(stores, used, living);

        Assert.Equal(login, (await FindAsync(used, living: false))!.Id);
        Assert.Null(await FindAsync(used, living: true));
        Assert.Equal(login, (await FindAsync(living, living: true))!.Id);
        await stores.Logins.EndAsync((await FindAsync(living, living: true))!, everywhere: false, IdentityStores.Note(org), CancellationToken.None);
        Assert.Null(await FindAsync(living, living: true));

        var (_, old) = await stores.SignInAsync(ana, org);
        stores.Time.Advance(TimeSpan.FromDays(30));
        Assert.NotNull(await FindAsync(old, living: false));
        Assert.Null(await FindAsync(old, living: true));

        Task<LoginMark?> FindAsync(byte[] token, bool living) => stores.Logins.FindByTokenAsync(token, living, CancellationToken.None);
    }

    private static Task<Rotation> RotateAsync(IdentityStores stores, byte[] token, byte[] next, string? orgId = null) =>
        stores.Logins.RotateAsync(token, next, orgId, "request_1", CancellationToken.None);

    private static Task<IReadOnlyList<string>> LivingAsync(IdentityStores stores) =>
        stores.Database.QueryAsync<string>("SELECT upper(encode(token_hash, 'hex')) FROM refresh_tokens WHERE used_at IS NULL");
}
