using System.Net;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Api.Tests.Identity.Limits;

namespace MeetingIntel.Api.Tests.SocketIo;

/// <summary>Connections and events over Socket.IO count as others do.</summary>
public sealed class SocketIoLimitTests(ApiServer shared) : IAsyncLifetime
{
    private readonly ApiServer _server = new(shared.Postgres);

    public async ValueTask InitializeAsync()
    {
        _server.Settings["Limits:ConnectionsPerCaller"] = "2";
        _server.Settings["RateLimits:User"] = "20";
        _server.Settings["RateLimits:HubAudio"] = "8";
        _server.Settings["RateLimits:OpeningSockets"] = "2";
        await _server.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Connections_OfOneCaller_AreCountedWithTheOthers()
    {
        var ana = await Someone.SignUpAsync(_server);
        await using var hub = await ana.JoinHubAsync();
        await using var first = await SocketIoWire.ConnectAsync(_server, ana.Token);
        await using var second = await SocketIoWire.ConnectAsync(_server, ana.Token);

        Assert.Null(first.Refusal);
        Assert.Equal("limit.connections", second.Refusal);
    }

    [Fact]
    public async Task Events_MoreThanTheirCallerMaySend_AreRefused()
    {
        var ana = await Someone.SignUpAsync(_server);
        await using var wire = await SocketIoWire.ConnectAsync(_server, ana.Token);

        Assert.Contains("limit.rate", await CodesAsync(wire, "leave_session", 20));
        Assert.Contains("limit.rate", await CodesAsync(wire, "nothing_like_it", 20));
    }

    [Fact]
    public async Task Audio_HasAnAllowanceOfItsOwn()
    {
        var ana = await Someone.SignUpAsync(_server);
        await using var wire = await SocketIoWire.ConnectAsync(_server, ana.Token);

        var codes = await CodesAsync(wire, "audio_chunk", 10);

        Assert.Equal(["session.not-found", "session.not-found"], codes.Take(2));
        Assert.Contains("limit.rate", codes);
    }

    /// <summary>A connection is open before it is known who is there: not for a crowd.</summary>
    [Fact]
    public async Task Connections_OfNobody_AreFew()
    {
        await using var first = await SocketIoWire.OpenAsync(_server);
        await using var second = await SocketIoWire.OpenAsync(_server);

        using var refused = await _server.Http.GetAsync(new Uri("/socket.io/?EIO=4&transport=polling", UriKind.Relative));
        Assert.Equal("limit.rate", await refused.ProblemAsync(HttpStatusCode.TooManyRequests));

        await first.SendAsync("40");
        Assert.StartsWith("40{", await first.NextAsync("waiting to be let in"), StringComparison.Ordinal);
        await using var third = await SocketIoWire.OpenAsync(_server);
    }

    private static async Task<List<string?>> CodesAsync(SocketIoWire wire, string name, int times)
    {
        var codes = new List<string?>();
        for (var call = 0; call < times; call++)
        {
            var answer = await wire.AskAsync(name, new { session_id = "none", audio = "AAAA" });
            codes.Add(answer.TryGetProperty("code", out var code) ? code.GetString() : null);
        }

        return codes;
    }
}
