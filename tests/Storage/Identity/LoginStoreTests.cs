using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Storage.Tests.Identity;

public sealed class LoginStoreTests(PostgresServer server)
{
    [Fact]
    public async Task UseAsync_ByManyAtOnce_GivesItToOneAndTellsTheOthersApart()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        var (login, token) = await stores.SignInAsync(ana, org);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => stores.Logins.UseAsync(token, CancellationToken.None)));

        Assert.Equal(login, Assert.Single(answers, answer => answer.Used is not null).Used!.Id);
        Assert.All(answers.Where(answer => answer.Used is null), answer => Assert.Equal(login, answer.Reused!.Id));
    }

    [Fact]
    public async Task UseAsync_OfATokenThatWasUsed_TellsOfItsLoginAndNoOther()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        var (copied, first) = await stores.SignInAsync(ana, org);
        var (other, _) = await stores.SignInAsync(ana, org);
        await stores.Logins.UseAsync(first, CancellationToken.None);
        var next = IdentityStores.Token();
        await stores.Logins.GoOnAsync(copied, org, next, CancellationToken.None);

        var (used, reused) = await stores.Logins.UseAsync(first, CancellationToken.None);
        await stores.Logins.EndAsync(reused!, everywhere: false, IdentityStores.Note(org), CancellationToken.None);

        Assert.Null(used);
        Assert.Equal((copied, ana, org), (reused!.Id, reused.UserId, reused.OrgId));
        Assert.Equal((null, null), await stores.Logins.UseAsync(next, CancellationToken.None));
        Assert.Equal((null, null), await stores.Logins.UseAsync(first, CancellationToken.None));
        Assert.NotNull(await stores.Logins.FindAsync(other, org, CancellationToken.None));
    }

    [Fact]
    public async Task UseAsync_OfNothingOrAfterTheEnd_GivesNothing()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        var (ana, org) = await stores.RegisterAsync();
        var (login, token) = await stores.SignInAsync(ana, org);

        Assert.Equal((null, null), await stores.Logins.UseAsync(IdentityStores.Token(), CancellationToken.None));
        stores.Time.Advance(TimeSpan.FromDays(30));

        Assert.Equal((null, null), await stores.Logins.UseAsync(token, CancellationToken.None));
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
        var mark = new MeetingIntel.Storage.Identity.LoginMark(login, ana, org, default);

        await stores.Logins.EndAsync(mark, everywhere: true, IdentityStores.Note(org, "test.end"), CancellationToken.None);
        await stores.Logins.EndAsync(mark, everywhere: true, IdentityStores.Note(org, "test.end"), CancellationToken.None);

        Assert.Equal([2L], await stores.Database.QueryAsync<long>("SELECT count(*) FROM logins WHERE revoked_at IS NOT NULL"));
        Assert.Equal([1L], await stores.Database.QueryAsync<long>("SELECT count(*) FROM audit_entries WHERE action = 'test.end'"));
    }
}
