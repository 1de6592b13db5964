using System.Net;
using System.Net.WebSockets;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Limits;

/// <summary>Sockets are opened before anybody is asked who they are: so many of an address and no more.</summary>
public sealed class OpeningSocketTests(ApiServer shared) : IAsyncLifetime
{
    private readonly ApiServer _server = new(shared.Postgres);

    public async ValueTask InitializeAsync()
    {
        _server.Settings["AUTH_REQUIRED"] = "true";
        _server.Settings["RateLimits:OpeningSockets"] = "1";
        await _server.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>The first does not answer its refusal, so it stays open as long as the server waits for that.</summary>
    [Fact]
    public async Task Socket_OfSomebodyUnknown_WhileAnotherHearsWhyNot_IsNotOpened()
    {
        await using var first = await SocketClient.ConnectAsync(_server, "/ws/sessions/sess_1");
        using var second = new ClientWebSocket();
        second.Options.CollectHttpResponseDetails = true;

        await Assert.ThrowsAsync<WebSocketException>(
            () => second.ConnectAsync(new UriBuilder(new Uri(_server.Address, "/ws/sessions/sess_1")) { Scheme = "ws" }.Uri, CancellationToken.None).Within("being turned away"));

        Assert.Equal(HttpStatusCode.TooManyRequests, second.HttpStatusCode);
    }

    /// <summary>Whoever was let in takes no such place.</summary>
    [Fact]
    public async Task Socket_OfSomebodyWhoWasLetIn_LeavesThePlace()
    {
        var ana = await Someone.SignUpAsync(_server);
        var session = await ana.StartSessionAsync();

        await using var first = await ana.WatchingAsync(session);
        await using var second = await ana.WatchingAsync(session);

        await first.LivesAsync();
        await second.LivesAsync();
    }
}
