using System.Net;
using System.Net.WebSockets;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Access;

/// <summary>Every method of the running host's hub, and everybody who may call it; and the hub itself, which lets in only who may read.</summary>
[Collection(nameof(LockedServer))]
public sealed class EveryHubMethodTests(LockedServer server)
{
    private const string Hub = "/hubs/sessions";

    /// <summary>Made of what the host serves: a method that the table does not know is a case, and fails.</summary>
    public static IEnumerable<TheoryDataRow<string, Visitor>> Cases => HostEndpoints.HubMethods.SelectMany(method =>
        (Find(method)?.Visitors.Where(MayConnect) ?? [Visitor.Nobody]).Select(visitor => new TheoryDataRow<string, Visitor>(method, visitor)));

    public static IEnumerable<TheoryDataRow<Visitor>> Connecting => Enum.GetValues<Visitor>().Where(visitor => visitor != Visitor.ForeignAdminByOwnPath).Select(visitor => new TheoryDataRow<Visitor>(visitor));

    private static RouteLine Connection => Routes.All.Single(line => line.Name == $"ANY {Hub}");

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public async Task Method_EachVisitor_IsDoneOrRefusedAsTheTableSays(string method, Visitor visitor)
    {
        var line = Find(method);
        Assert.True(line is not null, $"The host has the hub method '{method}', and nobody has said who may call it: add it to HubLines.All.");
        if (line.Need == Need.ReadSession && visitor == Visitor.KeyForAllElse)
        {
            Assert.Equal(HttpStatusCode.Forbidden, await TurnedAwayAsync(server.TokenOf(visitor, line.Need)));
            return;
        }

        var refusal = Refusal.Of(visitor, line);
        var before = await Fingerprint.BeforeAsync(server);
        await using var hub = await ConnectAsync(server.TokenOf(visitor, line.Need, alsoReads: true));
        var code = await CallAsync(hub, line, refusal is null ? await AimAsync(visitor) : server.Target);

        Assert.Equal(refusal?.Code, code);
        if (refusal is not null || visitor is Visitor.ForeignAdmin or Visitor.ForeignKey)
        {
            await Fingerprint.UnchangedAsync(server, before);
        }
    }

    [Theory]
    [MemberData(nameof(Connecting))]
    public async Task Connect_EachVisitor_IsLetInOrTurnedAwayAtTheUpgrade(Visitor visitor)
    {
        var token = server.TokenOf(visitor, Connection.Need);
        var query = visitor == Visitor.TokenInUrl ? $"?access_token={server.Admin.Holder.Token}" : "";
        if (Refusal.MakesSense(visitor, Connection) && Refusal.Of(visitor, Connection) is { } refusal)
        {
            Assert.Equal(refusal.Status, (int)await TurnedAwayAsync(token, query));
        }
        else
        {
            await using var hub = await ConnectAsync(token);
            Assert.Equal("connected", hub.Greeting.GetProperty("status").GetString());
        }
    }

    [Fact]
    public void HubMethods_OfTheTable_AreAllServed() => Assert.Equal(HubLines.All.Select(line => line.Name).Order(), HostEndpoints.HubMethods);

    private static HubLine? Find(string method) => HubLines.All.SingleOrDefault(line => line.Name == method);

    /// <summary>The others are turned away before they can call anything.</summary>
    private static bool MayConnect(Visitor visitor) => visitor is Visitor.KeyForAllElse || Refusal.Of(visitor, HubLines.All[0])?.Status is null or 404;

    private async Task<Target> AimAsync(Visitor visitor)
    {
        if (visitor is Visitor.ShareLink or Visitor.ForeignAdmin or Visitor.ForeignKey)
        {
            return server.Target;
        }

        Fingerprint.Forget();
        return await Renewal.AllAsync(server);
    }

    private async Task<HttpStatusCode> TurnedAwayAsync(string? token, string query = "")
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        SetToken(socket.Options, token);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new UriBuilder(new Uri(server.Api.Address, Hub + query)) { Scheme = "ws" }.Uri, CancellationToken.None).Within("being turned away"));
        return socket.HttpStatusCode;
    }

    private Task<HubClient> ConnectAsync(string? token) => HubClient.ConnectAsync(server.Api, configure: options => SetToken(options, token));

    private static void SetToken(ClientWebSocketOptions options, string? token)
    {
        if (token is not null)
        {
            options.SetRequestHeader("Authorization", $"Bearer {token}");
        }
    }

    /// <returns>The code of a refusal, wherever it comes; <see langword="null"/>: it was done.</returns>
    private static async Task<string?> CallAsync(HubClient hub, HubLine line, Target target)
    {
        if (line.Method == "Events")
        {
            return await hub.FirstOfStreamAsync(await hub.StreamEventsAsync(target.Session, after: 0));
        }

        var failure = await hub.InvokeAsync(line.Method, line.Payload(target));
        var answers = hub.Take(line.Answer ?? "error");
        return failure ?? answers.SingleOrDefault(answer => !answer.TryGetProperty("success", out var success) || !success.GetBoolean()) switch
        {
            { ValueKind: System.Text.Json.JsonValueKind.Object } refused => refused.GetProperty("code").GetString(),
            _ => null,
        };
    }
}
