using System.Net;
using System.Net.WebSockets;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Identity;

namespace MeetingIntel.Api.Tests.Identity.Limits;

/// <summary>How many live connections somebody, and an organisation, may have.</summary>
public sealed class ConnectionLimitTests(ApiServer shared) : IAsyncLifetime
{
    private readonly ApiServer _server = new(shared.Postgres);
    private Someone _ana = null!;
    private string _session = "";

    public async ValueTask InitializeAsync()
    {
        _server.Settings["Limits:ConnectionsPerCaller"] = "2";
        _server.Settings["Limits:ConnectionsPerApiKey"] = "3";
        _server.Settings["Limits:ConnectionsPerOrganisation"] = "4";
        await _server.InitializeAsync();
        _ana = await Someone.SignUpAsync(_server);
        _session = await _ana.StartSessionAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Connections_OfOneCaller_AreCountedOverSocketsAndHub()
    {
        await using var feed = await _ana.WatchAsync(_session);
        await feed.LivesAsync();
        await using var hub = await _ana.JoinHubAsync();

        await using var audio = await _ana.SpeakAsync(_session);
        await using var second = await _ana.WatchAsync(_session);
        Assert.Equal(("limit.connections", 4429), await audio.EndAsync());
        Assert.Equal(("limit.connections", 4429), await second.EndAsync());
        var refused = await Assert.ThrowsAsync<WebSocketException>(_ana.JoinHubAsync);
        Assert.Contains("429", refused.Message, StringComparison.Ordinal);

        await feed.CloseAsync();
        await using var third = await _ana.WatchAsync(_session);
        await third.LivesAsync();
    }

    [Fact]
    public async Task Hub_ThatRefuses_SaysWhyAndWhenToComeAgain()
    {
        await using var first = await _ana.JoinHubAsync();
        await using var second = await _ana.JoinHubAsync();

        using var refused = await _ana.SendAsync(HttpMethod.Get, "/hubs/sessions", configure: request =>
        {
            request.Headers.Connection.Add("Upgrade");
            request.Headers.Upgrade.ParseAdd("websocket");
            request.Headers.Add("Sec-WebSocket-Version", "13");
            request.Headers.Add("Sec-WebSocket-Key", Convert.ToBase64String(new byte[16]));
        });

        Assert.Equal("limit.connections", await refused.ProblemAsync(HttpStatusCode.TooManyRequests));
        Assert.Equal(TimeSpan.FromSeconds(10), refused.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Connections_OfAKeyAndOfTheOrganisation_HaveLimitsOfTheirOwn()
    {
        var (key, _) = await _ana.CreateKeyAsync("sessions:read");
        var open = new List<SocketClient>();
        for (var connection = 0; connection < 3; connection++)
        {
            open.Add(await key.WatchAsync(_session));
            await open[^1].LivesAsync();
        }

        await using var tooManyOfKey = await key.WatchAsync(_session);
        Assert.Equal(("limit.connections", 4429), await tooManyOfKey.EndAsync());

        await using var last = await _ana.WatchAsync(_session);
        await last.LivesAsync();
        await using var tooManyOfAll = await _ana.WatchAsync(_session);
        Assert.Equal(("limit.connections", 4429), await tooManyOfAll.EndAsync());

        var stranger = await Someone.SignUpAsync(_server);
        await using var elsewhere = await stranger.WatchAsync(await stranger.StartSessionAsync());
        await elsewhere.LivesAsync();
        open.ForEach(socket => socket.Abort());
    }

    [Fact]
    public async Task Connections_OnOtherFrontEnds_Count()
    {
        var quota = _server.Grains.GetGrain<IConnectionQuotaGrain>(_ana.OrgId);
        await quota.RenewAsync(new ConnectionLease("another", 1, [new CallerConnections(_ana.UserId, 2)]));
        await using var refused = await _ana.WatchAsync(_session);
        Assert.Equal(("limit.connections", 4429), await refused.EndAsync());

        await quota.RenewAsync(new ConnectionLease("another", 2, []));
        await using var feed = await _ana.WatchAsync(_session);
        await feed.LivesAsync();
    }

    [Fact]
    public async Task Connections_OfTheDeveloper_AreNotLimited()
    {
        var session = await _server.StartSessionAsync();
        for (var connection = 0; connection < 6; connection++)
        {
            var feed = await SocketClient.ConnectAsync(_server, $"/ws/sessions/{session}");
            await feed.LivesAsync();
            await using var hub = await HubClient.ConnectAsync(_server);
            feed.Abort();
        }
    }

    /// <summary>A refusal holds no place, and a request that is no connection takes none.</summary>
    [Fact]
    public async Task Refusals_AndRequests_TakeNoPlace()
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            await using var nowhere = await _ana.WatchAsync("sess_nobody");
            Assert.Equal(("session.not-found", 4004), await nowhere.EndAsync());
            await _ana.JsonAsync(HttpMethod.Get, "/api/sessions");
        }

        await using var first = await _ana.WatchAsync(_session);
        await using var second = await _ana.WatchAsync(_session);
        await first.LivesAsync();
        await second.LivesAsync();
    }
}
