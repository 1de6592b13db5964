using MeetingIntel.Api.SocketIo;
using MeetingIntel.Api.Tests.SocketIo;

namespace MeetingIntel.Api.Tests.Identity.Access;

/// <summary>Every event that clients may send over Socket.IO, and everybody who may send it: the same as over the hub. And the connection itself, which lets in only who may read.</summary>
[Collection(nameof(LockedServer))]
public sealed class EverySocketIoEventTests(LockedServer server)
{
    /// <summary>Made of what the host serves: an event that the table does not know is a case, and fails.</summary>
    public static IEnumerable<TheoryDataRow<string, Visitor>> Cases => HubCalls.Events.SelectMany(name =>
        (Find(name)?.Visitors.Where(MayConnect) ?? [Visitor.Nobody]).Select(visitor => new TheoryDataRow<string, Visitor>(name, visitor)));

    public static IEnumerable<TheoryDataRow<Visitor>> Connecting => EveryHubMethodTests.Connecting;

    private static RouteLine Connection => Routes.All.Single(line => line.Name == "ANY /hubs/sessions");

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public async Task Event_EachVisitor_IsDoneOrRefusedAsTheTableSays(string name, Visitor visitor)
    {
        var line = Find(name);
        Assert.True(line is not null, $"The host takes the event '{name}', and nobody has said who may send it: add it to HubLines.All.");
        var refusal = Refusal.Of(visitor, line);
        var before = await Fingerprint.BeforeAsync(server);
        await using var client = await SocketIoWire.ConnectAsync(server.Api, server.TokenOf(visitor, line.Need, alsoReads: true));
        if (line.Need == Need.ReadSession && visitor == Visitor.KeyForAllElse)
        {
            Assert.Equal("auth.forbidden", client.Refusal);
            return;
        }

        Assert.Null(client.Refusal);
        var answer = await client.AskAsync(name, line.Payload(refusal is null ? await AimAsync(visitor) : server.Target));

        Assert.Equal(refusal?.Code, answer.TryGetProperty("code", out var code) ? code.GetString() : null);
        if (refusal is not null || visitor is Visitor.ForeignAdmin or Visitor.ForeignKey)
        {
            await Fingerprint.UnchangedAsync(server, before);
        }
    }

    [Theory]
    [MemberData(nameof(Connecting))]
    public async Task Connect_EachVisitor_IsLetInOrToldWhyNot(Visitor visitor)
    {
        var query = visitor == Visitor.TokenInUrl ? $"&access_token={server.Admin.Holder.Token}" : "";
        await using var client = await SocketIoWire.ConnectAsync(server.Api, server.TokenOf(visitor, Connection.Need), query);

        Assert.Equal(Refusal.MakesSense(visitor, Connection) ? Refusal.Of(visitor, Connection)?.Code : null, client.Refusal);
    }

    private static HubLine? Find(string name) => HubLines.All.SingleOrDefault(line => line.Name == $"SessionHub {name}");

    /// <summary>The others are turned away before they can send anything.</summary>
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
}
