using MeetingIntel.Api.Identity.Tokens;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Storage;
using MeetingIntel.Storage.Identity;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Testing.Time;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeetingIntel.Api.Tests.Identity.Tokens;

/// <summary>The keys that tokens are signed with, as front-ends come by them and leave them.</summary>
public sealed class SigningKeysTests(ApiServer server) : IAsyncLifetime
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly List<FrontEnd> _frontEnds = [];
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await server.Postgres.CreateDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var frontEnd in _frontEnds)
        {
            await frontEnd.DisposeAsync();
        }

        await _database.DisposeAsync();
    }

    [Fact]
    public async Task NextKey_IsShownADayBeforeItSigns()
    {
        var one = await StartAsync();
        var first = await one.SigningAsync();

        one.Time.Advance(29 * Day - TimeSpan.FromMinutes(2));
        Assert.Equal([first], await one.ShownAsync());
        one.Time.Advance(TimeSpan.FromMinutes(6));
        var shown = await one.ShownAsync();
        Assert.Equal(2, shown.Count);
        Assert.Equal(first, await one.SigningAsync());

        one.Time.Advance(Day);
        Assert.Equal(shown.Single(kid => kid != first), await one.SigningAsync());
    }

    [Fact]
    public async Task LastKey_VerifiesUntilItsTokensHaveExpired()
    {
        var one = await StartAsync();
        var first = await one.SigningAsync();
        one.Time.Advance(29 * Day + TimeSpan.FromHours(1));
        await one.ShownAsync();
        one.Time.Advance(Day - TimeSpan.FromHours(1));
        Assert.NotEqual(first, await one.SigningAsync());

        one.Time.Advance(AccessTokens.Lifetime - TimeSpan.FromSeconds(1));
        Assert.NotNull(await one.FindAsync(first));
        Assert.Contains(first, await one.ShownAsync());

        one.Time.Advance(TimeSpan.FromSeconds(1) + AccessTokens.Skew);
        Assert.Null(await one.FindAsync(first));
        Assert.DoesNotContain(first, await one.ShownAsync());
    }

    [Fact]
    public async Task FrontEnds_ThatStartAtOnceWithClocksApart_AgreeOnOneKey()
    {
        var all = new List<FrontEnd>();
        for (var i = 0; i < 4; i++)
        {
            // As clocks are that a time server looks after; more than enough for what one process sees and the other not yet.
            all.Add(await StartAsync(TimeSpan.FromMilliseconds(500 * (i - 2))));
        }

        var signing = await Task.WhenAll(all.Select(frontEnd => frontEnd.SigningAsync()));

        var kid = Assert.Single(signing.Distinct());
        Assert.All(await Task.WhenAll(all.Select(frontEnd => frontEnd.FindAsync(kid))), Assert.NotNull);
        Assert.Equal([1L], await _database.QueryAsync<long>("SELECT count(*) FROM signing_keys"));
    }

    [Fact]
    public async Task FrontEnds_ThatRotateAtOnce_AgreeOnTheNextKey()
    {
        var (one, other) = (await StartAsync(), await StartAsync(TimeSpan.FromMilliseconds(300)));
        await Task.WhenAll(one.SigningAsync(), other.SigningAsync());
        one.Time.Advance(29 * Day + TimeSpan.FromHours(1));
        other.Time.Advance(29 * Day + TimeSpan.FromHours(1));

        await Task.WhenAll(one.ShownAsync(), other.ShownAsync());
        one.Time.Advance(Day);
        other.Time.Advance(Day);

        Assert.Equal(await one.SigningAsync(), await other.SigningAsync());
        Assert.Equal([2L], await _database.QueryAsync<long>("SELECT count(*) FROM signing_keys"));
    }

    [Fact]
    public async Task FrontEnd_ThatWasAwayForMonths_BeginsAnew()
    {
        var one = await StartAsync();
        var first = await one.SigningAsync();

        one.Time.Advance(90 * Day);

        Assert.NotEqual(first, await one.SigningAsync());
        Assert.Null(await one.FindAsync(first));
    }

    [Fact]
    public async Task Key_ThatAnotherFrontEndMade_IsFoundByItsName()
    {
        var one = await StartAsync();
        var first = await one.SigningAsync();
        var other = await StartAsync();

        Assert.NotNull(await other.FindAsync(first));
        Assert.Null(await other.FindAsync("none of ours"));
    }

    private async Task<FrontEnd> StartAsync(TimeSpan clock = default)
    {
        var time = new ManualTime();
        time.SetClock(clock);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [StorageServices.DatabaseUrlSetting] = _database.ConnectionString,
            ["ENCRYPTION_KEYS"] = $"test:{Convert.ToBase64String(new byte[32])}",
        });
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddStorage();
        builder.Services.AddIdentityStorage();
        var host = builder.Build();
        await host.Services.GetServices<IHostedService>().First().StartAsync(CancellationToken.None);
        var frontEnd = new FrontEnd(host, time);
        _frontEnds.Add(frontEnd);
        return frontEnd;
    }

    /// <summary>What a front-end has of keys, with a clock of its own.</summary>
    private sealed class FrontEnd(IHost host, ManualTime time) : IAsyncDisposable
    {
        private readonly SigningKeys _keys = new(host.Services.GetRequiredService<SigningKeyStore>(), time, NullLogger<SigningKeys>.Instance);

        public ManualTime Time => time;

        public async Task<string> SigningAsync() => (await _keys.GetSigningKeyAsync(CancellationToken.None)).KeyId;

        public async Task<IReadOnlyList<string>> ShownAsync() => [.. (await _keys.ListPublicAsync(CancellationToken.None)).Select(key => key.Kid)];

        public async Task<object?> FindAsync(string kid) => await _keys.FindAsync(kid, CancellationToken.None);

        public async ValueTask DisposeAsync()
        {
            _keys.Dispose();
            if (host is IAsyncDisposable disposable)
            {
                await disposable.DisposeAsync();
            }
        }
    }
}
