using MeetingIntel.Api.Identity.Limits;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Testing.Time;
using Microsoft.Extensions.DependencyInjection;

namespace MeetingIntel.Api.Tests.Identity.Limits;

/// <summary>A live connection is only as good as its credentials, however long it lives.</summary>
public sealed class LiveConnectionTests(ApiServer shared) : IAsyncLifetime
{
    private static readonly TimeSpan NextCheck = TimeSpan.FromSeconds(31);

    private readonly PushedTime _time = new();
    private readonly LogCapture _log = new();
    private CuttingDatabaseProxy _database = null!;
    private ApiServer _server = null!;
    private Someone _ana = null!;
    private string _session = "";

    public async ValueTask InitializeAsync()
    {
        _server = new ApiServer(shared.Postgres)
        {
            Way = database => (_database ??= new CuttingDatabaseProxy(database)).ConnectionString,
            Services = services =>
            {
                services.AddSingleton<TimeProvider>(_time);
                _log.AttachTo(services);
            },
        };
        await _server.InitializeAsync();
        _ana = await Someone.SignUpAsync(_server);
        _session = await _ana.StartSessionAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _database.DisposeAsync();
        _log.Dispose();
    }

    [Fact]
    public async Task Connection_OfALoginThatIsSignedOut_Ends()
    {
        await using var feed = await _ana.WatchingAsync(_session);
        await using var audio = await _ana.SpeakingAsync(_session);
        await using var hub = await _ana.JoinHubAsync();
        await _ana.JsonAsync(HttpMethod.Post, "/auth/logout", new { });

        await _time.PushAsync(NextCheck);

        Assert.Equal(("auth.revoked", 4401), await feed.EndAsync());
        Assert.Equal(("auth.revoked", 4401), await audio.EndAsync());
        Assert.Equal("auth.revoked", await hub.EndAsync());
    }

    /// <summary>Time is not pushed: the next regular look is half a minute away.</summary>
    [Fact]
    public async Task Connection_OfACredentialThatIsTakenBackHere_EndsWithTheNextTick()
    {
        var ben = await _ana.InviteAsync();
        var (key, keyId) = await _ana.CreateKeyAsync("sessions:read", "audio:write");
        await using var feed = await ben.WatchingAsync(_session);
        await LookedAsync();
        await _ana.JsonAsync(HttpMethod.Delete, $"/api/v1/orgs/{_ana.OrgId}/members/{ben.UserId}");
        Assert.Equal(("auth.revoked", 4401), await feed.EndAsync());

        await using var audio = await key.SpeakingAsync(_session);
        await LookedAsync();
        await _ana.JsonAsync(HttpMethod.Delete, $"/api/v1/api-keys/{keyId}");
        Assert.Equal(("auth.revoked", 4401), await audio.EndAsync());
    }

    [Fact]
    public async Task Connection_OfSomebodyWhoIsNoMemberAnyMore_EndsAndOthersLiveOn()
    {
        var ben = await _ana.InviteAsync();
        await using var his = await ben.WatchingAsync(_session);
        await using var hers = await _ana.WatchingAsync(_session);
        await _ana.JsonAsync(HttpMethod.Delete, $"/api/v1/orgs/{_ana.OrgId}/members/{ben.UserId}");

        await _time.PushAsync(NextCheck);

        Assert.Equal(("auth.revoked", 4401), await his.EndAsync());
        await hers.LivesAsync();
    }

    [Fact]
    public async Task Connection_OfARevokedKeyOrLink_Ends()
    {
        var (key, keyId) = await _ana.CreateKeyAsync("sessions:read", "audio:write");
        var (link, linkId) = await _ana.ShareAsync(_session);
        await using var audio = await key.SpeakingAsync(_session);
        await using var feed = await link.WatchingAsync(_session);
        await using var hub = await link.JoinHubAsync();
        await _ana.JsonAsync(HttpMethod.Delete, $"/api/v1/api-keys/{keyId}");
        await _ana.JsonAsync(HttpMethod.Delete, $"/api/sessions/{_session}/share-links/{linkId}");

        await _time.PushAsync(NextCheck);

        Assert.Equal(("auth.revoked", 4401), await audio.EndAsync());
        Assert.Equal(("auth.revoked", 4401), await feed.EndAsync());
        Assert.Equal("auth.revoked", await hub.EndAsync());
    }

    [Fact]
    public async Task Connection_OfAKeyThatMayNoLonger_EndsWhereItMayNot()
    {
        var (key, keyId) = await _ana.CreateKeyAsync("sessions:read", "audio:write");
        await using var audio = await key.SpeakingAsync(_session);
        await using var feed = await key.WatchingAsync(_session);
        await _server.Database.ExecuteAsync($$"""UPDATE api_keys SET scopes = '{sessions:read}' WHERE id = '{{keyId}}'""");

        await _time.PushAsync(NextCheck);

        Assert.Equal(("auth.forbidden", 4403), await audio.EndAsync());
        await feed.LivesAsync();
    }

    [Fact]
    public async Task HubCall_AfterARoleHasChanged_IsAllowedWhatTheNewOneAllows()
    {
        var ben = await _ana.InviteAsync();
        await using var hub = await ben.JoinHubAsync();
        await hub.SendAsync("end_session", new { session_id = _session });
        Assert.Equal("session.not-owner", (await hub.EventAsync("session_ended")).GetProperty("code").GetString());
        await LookedAsync();
        await _ana.JsonAsync(HttpMethod.Patch, $"/api/v1/orgs/{_ana.OrgId}/members/{ben.UserId}", new { role = "admin" });

        await LookedAsync();

        await hub.SendAsync("end_session", new { session_id = _session });
        Assert.True((await hub.EventAsync("session_ended")).GetProperty("success").GetBoolean());
    }

    [Fact]
    public async Task Connection_WhileTheDatabaseIsAway_LivesOnAndIsAskedAboutLater()
    {
        await using var feed = await _ana.WatchingAsync(_session);
        await LookedAsync();
        _database.CutForGood();
        await _server.Database.ExecuteAsync($"UPDATE logins SET revoked_at = now() WHERE user_id = '{_ana.UserId}'");

        await _time.PushAsync(NextCheck);
        await LookedAsync();
        await feed.LivesAsync();

        _database.Restore();
        Assert.Equal(("auth.revoked", 4401), await feed.EndAsync());
        Assert.DoesNotContain(_log.Complaints, line => line.Category == typeof(LiveConnections).FullName);
    }

    [Fact]
    public async Task Connections_OnceClosed_LeaveNothingBehind()
    {
        var connections = _server.Provider.GetRequiredService<LiveConnections>();
        await using var feed = await _ana.WatchingAsync(_session);
        await using var second = await _ana.WatchingAsync(_session);
        await feed.LivesAsync();
        await second.LivesAsync();
        Assert.Equal(2, connections.Count);

        await feed.CloseAsync();
        await second.CloseAsync();

        Assert.Equal(0, connections.Count);
    }

    /// <summary>Waits until credentials of live connections were looked at once more: they are after their connection began, after they changed, and regularly.</summary>
    private Task LookedAsync() => _log.SawAsync(typeof(LiveConnections).FullName!, "Looked again at");
}
