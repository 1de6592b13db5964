using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using MeetingIntel.Api.Identity.Tokens;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Attacks;

/// <summary>Sockets that a page of somebody else opens, with whatever it got hold of; and what may stand in a socket's address.</summary>
public sealed class CrossSiteSocketTests(ApiServer developers, AttackedServer server) : IClassFixture<AttackedServer>
{
    private static readonly string[] Origins =
    [
        "https://evil.example", "null", "", "file://", "http://{0}.evil.example", "http://evil.{0}", "http://{1}.evil.example:{2}", "http://{1}:1", "http://{1}", "https://{1}",
        "http://localhost:{2}", "ftp://{0}", "//{0}", "{0}", "http://evil.example/http://{0}", "http://evil.example#http://{0}", "http://{0}, https://evil.example",
        "https://evil.example, http://{0}", "http://{0} http://{0}", "http://{0}\\@evil.example",
    ];

    public static TheoryData<string> Pages => new(Origins);

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task ForeignPage_OnADevelopersServer_OpensNoSocket(string origin)
    {
        var id = await developers.StartSessionAsync();

        foreach (var path in Sockets(id))
        {
            Assert.Equal("auth.origin-not-allowed", await RefusalAsync(developers, path, ("Origin", Of(developers, origin))));
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task ForeignPage_WithATokenOrATicket_OpensNoSocket(string origin)
    {
        var (bearer, id) = await SessionAsync();
        var ticket = await TicketAsync(bearer);

        foreach (var path in Sockets(id))
        {
            Assert.Equal("auth.origin-not-allowed", await RefusalAsync(server.Api, path, ("Origin", Of(server.Api, origin)), ("Authorization", $"Bearer {bearer}")));
            Assert.Equal("auth.origin-not-allowed", await RefusalAsync(server.Api, $"{path}?ticket={ticket}", ("Origin", Of(server.Api, origin))));
        }

        // Nobody but our own page has used it up.
        await OpensAsync($"/ws/sessions/{id}?ticket={ticket}", ("Origin", $"http://{server.Api.Address.Authority}"));
    }

    [Fact]
    public async Task SeveralOrigins_AtTheHub_AreRefused()
    {
        var own = $"Origin: http://{developers.Address.Authority}";
        foreach (var other in (string[])[own, "Origin: https://evil.example"])
        {
            var answer = await RawHttp.SendAsync(
                developers, "GET /hubs/sessions", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", own, other);

            Assert.Equal((403, "auth.origin-not-allowed"), answer);
        }
    }

    [Fact]
    public async Task Negotiation_OfAForeignPage_IsRefusedOrNotReadable()
    {
        var (bearer, _) = await SessionAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hubs/sessions/negotiate?negotiateVersion=1");
        request.Headers.Add("Origin", "https://evil.example");
        using var developer = await developers.Http.SendAsync(request);
        using var anonymous = await server.SendAsync(HttpMethod.Post, "/hubs/sessions/negotiate?negotiateVersion=1");
        using var stolen = await server.SendAsync(HttpMethod.Post, "/hubs/sessions/negotiate?negotiateVersion=1", bearer, headers: ("Origin", "https://evil.example"));
        using var inUrl = await server.SendAsync(HttpMethod.Post, $"/hubs/sessions/negotiate?negotiateVersion=1&access_token={bearer}");

        Assert.Equal("auth.origin-not-allowed", await developer.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("auth.required", await anonymous.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("auth.token-in-url", await inUrl.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.False(stolen.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Token_InAnAddress_IsRefused()
    {
        var (bearer, id) = await SessionAsync();
        foreach (var name in (string[])["access_token", "ticket", "Access_Token", "TICKET"])
        {
            foreach (var token in (string[])[bearer, "", "mik_x", "mis_x", "x"])
            {
                foreach (var path in Sockets(id))
                {
                    Assert.Equal("auth.token-in-url", await RefusalAsync(server.Api, $"{path}?{name}={token}"));
                }

                // Not even beside a good one.
                using var response = await server.SendAsync(HttpMethod.Get, $"/api/v1/auth/me?{name}={token}", bearer);
                Assert.Equal("auth.token-in-url", await response.ProblemAsync(HttpStatusCode.Unauthorized));
            }
        }
    }

    [Fact]
    public async Task Ticket_IsGoodOnceAndForOneSocket()
    {
        var (bearer, id) = await SessionAsync();
        var ticket = await TicketAsync(bearer);
        using var rest = await server.SendAsync(HttpMethod.Get, $"/api/v1/auth/me?ticket={ticket}");
        using var inHeader = await server.WhoAsync(ticket);
        Assert.Equal("auth.token-in-url", await rest.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("auth.invalid-token", await inHeader.ProblemAsync(HttpStatusCode.Unauthorized));

        var opened = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RefusalAsync(server.Api, $"/ws/sessions/{id}?ticket={ticket}", expectsRefusal: false)));

        Assert.Single(opened, code => code is null);
        Assert.All(opened.Where(code => code is not null), code => Assert.Equal("auth.invalid-token", code));
        foreach (var path in Sockets(id))
        {
            Assert.Equal("auth.invalid-token", await RefusalAsync(server.Api, $"{path}?ticket={ticket}"));
            Assert.Equal("auth.invalid-token", await RefusalAsync(server.Api, $"{path}?access_token={ticket}&ticket={await TicketAsync(bearer)}x"));
        }
    }

    [Fact]
    public async Task Ticket_ThatIsOldOrWhoseOwnerSignedOut_IsRefused()
    {
        var (bearer, id) = await SessionAsync();
        var (old, orphan) = (await TicketAsync(bearer), "");
        server.Time.Advance(SocketTickets.Lifetime);
        Assert.Equal("auth.invalid-token", await RefusalAsync(server.Api, $"/ws/sessions/{id}?ticket={old}"));
        orphan = await TicketAsync(bearer);

        using var signedOut = await server.SendAsync(HttpMethod.Post, "/auth/logout", bearer);

        await signedOut.JsonAsync();
        Assert.Equal("auth.revoked", await RefusalAsync(server.Api, $"/ws/sessions/{id}?ticket={orphan}"));
    }

    [Fact]
    public async Task Ticket_OfAnotherOrganisation_FindsNoSession()
    {
        var (_, id) = await SessionAsync();
        var (eve, _) = await SessionAsync();

        Assert.Equal("session.not-found", await RefusalAsync(server.Api, $"/ws/sessions/{id}?ticket={await TicketAsync(eve)}"));
        Assert.Equal("session.not-found", await RefusalAsync(server.Api, $"/ws/sessions/{id}/audio?ticket={await TicketAsync(eve)}"));
    }

    private static string[] Sockets(string session) => [$"/ws/sessions/{session}", $"/ws/sessions/{session}/audio", "/hubs/sessions"];

    private static string Of(ApiServer api, string origin) => string.Format(CultureInfo.InvariantCulture, origin, api.Address.Authority, api.Address.Host, api.Address.Port);

    private async Task<(string Bearer, string Session)> SessionAsync()
    {
        var bearer = (await server.ArriveAsync()).Text("access_token");
        using var created = await server.SendAsync(HttpMethod.Post, "/api/sessions", bearer, new { name = "Weekly" });
        return (bearer, (await created.JsonAsync()).Text("id"));
    }

    private async Task<string> TicketAsync(string bearer)
    {
        using var response = await server.SendAsync(HttpMethod.Post, "/api/v1/auth/tickets", bearer);
        return (await response.JsonAsync()).Text("ticket");
    }

    private async Task OpensAsync(string path, params (string Name, string Value)[] headers) => Assert.Null(await RefusalAsync(server.Api, path, expectsRefusal: false, headers));

    private static Task<string?> RefusalAsync(ApiServer api, string path, params (string Name, string Value)[] headers) => RefusalAsync(api, path, expectsRefusal: true, headers);

    /// <summary>Why a socket is refused: over it, or instead of it.</summary>
    private static async Task<string?> RefusalAsync(ApiServer api, string path, bool expectsRefusal, params (string Name, string Value)[] headers)
    {
        SocketClient socket;
        try
        {
            socket = await SocketClient.ConnectAsync(api, path, options =>
            {
                foreach (var (name, value) in headers)
                {
                    options.SetRequestHeader(name, value);
                }
            });
        }
        catch (WebSocketException)
        {
            var (_, code) = await RawHttp.SendAsync(
                api,
                $"GET {path}",
                ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", .. headers.Select(header => $"{header.Name}: {header.Value}")]);
            return code;
        }

        await using (socket)
        {
            if (!expectsRefusal)
            {
                var first = await socket.ReceiveTextAsync("waiting for the socket's first words");
                return first is not null && first.Contains("\"connected\"", StringComparison.Ordinal) ? null : Code(JsonSerializer.Deserialize<JsonElement>(first!));
            }

            return Code((await socket.ReceiveRestAsync("waiting to be refused"))[^1]);
        }
    }

    private static string Code(JsonElement message) => message.TryGetProperty("data", out var data) ? data.Text("code") : message.Text("code");
}
