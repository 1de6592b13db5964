namespace MeetingIntel.Api.Tests.Identity.Access;

/// <summary>Every socket of the running host, and everybody who may come to it, with a token and with a ticket.</summary>
[Collection(nameof(LockedServer))]
public sealed class EverySocketTests(LockedServer server)
{
    private static readonly Refusal InvalidToken = new(401, "auth.invalid-token");

    /// <summary>Made of what the host serves: a socket that the table does not know is a case, and fails.</summary>
    public static IEnumerable<TheoryDataRow<string, Visitor>> Cases => HostEndpoints.Sockets.SelectMany(socket =>
        (Find(socket)?.Visitors ?? [Visitor.Nobody]).Select(visitor => new TheoryDataRow<string, Visitor>(socket, visitor)));

    /// <summary>Those whom the server gives tickets.</summary>
    public static IEnumerable<TheoryDataRow<string, Visitor>> Tickets => Cases.Where(row => row.Data.Item2 < Visitor.SignedOut && row.Data.Item2 > Visitor.TokenInUrl);

    public static IEnumerable<TheoryDataRow<string>> Sockets => HostEndpoints.Sockets.Select(socket => new TheoryDataRow<string>(socket));

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public async Task Socket_EachVisitor_IsOpenedOrClosedAsTheTableSays(string socket, Visitor visitor)
    {
        var line = Known(socket);
        var query = visitor == Visitor.TokenInUrl ? $"?access_token={server.Admin.Holder.Token}" : "";
        await ComeAsync(line, visitor, server.TokenOf(visitor, line.Need), query);
    }

    [Theory]
    [MemberData(nameof(Tickets), DisableDiscoveryEnumeration = true)]
    public async Task Ticket_OfEachVisitor_OpensWhatTheirTokenOpens(string socket, Visitor visitor)
    {
        var line = Known(socket);
        await ComeAsync(line, visitor, token: null, $"?ticket={await server.HolderOf(visitor, line.Need).TicketAsync()}");
    }

    [Theory]
    [MemberData(nameof(Sockets), DisableDiscoveryEnumeration = true)]
    public async Task Ticket_ThatIsNone_IsRefused(string socket)
    {
        foreach (var query in (string[])["?ticket=mit_nobody-was-ever-given-this-one", "?access_token=mit_", "?ticket=dev_token", "?access_token=dev_token"])
        {
            await SocketDoor.ClosesAsync(server, Known(socket), InvalidToken, server.Target, token: null, query);
        }
    }

    [Theory]
    [MemberData(nameof(Sockets), DisableDiscoveryEnumeration = true)]
    public async Task Ticket_ComingTwice_IsRefused(string socket)
    {
        var line = Known(socket);
        var target = await TargetAsync(Visitor.Owner);
        var ticket = $"?ticket={await server.Owner.Holder.TicketAsync()}";

        await SocketDoor.OpensAsync(server, line, target, token: null, ticket);
        await SocketDoor.ClosesAsync(server, line, InvalidToken, target, token: null, ticket);
    }

    [Theory]
    [MemberData(nameof(Sockets), DisableDiscoveryEnumeration = true)]
    public async Task Ticket_ComingLate_IsRefused(string socket)
    {
        var ticket = $"?ticket={await server.Owner.Holder.TicketAsync()}";
        server.Wait(TimeSpan.FromSeconds(31));

        await SocketDoor.ClosesAsync(server, Known(socket), InvalidToken, server.Target, token: null, ticket);
    }

    [Theory]
    [MemberData(nameof(Sockets), DisableDiscoveryEnumeration = true)]
    public async Task Ticket_OfALoginThatHasEnded_IsRefused(string socket)
    {
        var signedIn = await server.HostPerson.SignInAsync(server.Api);
        var ticket = $"?ticket={await signedIn.Holder.TicketAsync()}";
        await signedIn.Holder.PostAsync("/auth/logout");

        await SocketDoor.ClosesAsync(server, Known(socket), Refusal.Of(Visitor.SignedOut, Known(socket))!, server.Target, token: null, ticket);
    }

    [Theory]
    [MemberData(nameof(Sockets), DisableDiscoveryEnumeration = true)]
    public async Task Ticket_OfAKeyOrALinkThatWasRevoked_IsRefused(string socket)
    {
        var key = await server.Admin.Holder.MakeKeyAsync($"{LockedServer.Ours} short-lived", Need.Scopes);
        var link = await server.Owner.Holder.MakeLinkAsync(server.Target.Session);
        var ofKey = await new Holder(server.Api, key.Secret).TicketAsync();
        var ofLink = await new Holder(server.Api, link.Secret).TicketAsync();
        await server.Admin.Holder.DeleteAsync($"/api/v1/api-keys/{key.Id}");
        await server.Owner.Holder.DeleteAsync($"/api/sessions/{server.Target.Session}/share-links/{link.Id}");
        Fingerprint.Forget();

        await SocketDoor.ClosesAsync(server, Known(socket), Refusal.Of(Visitor.RevokedKey, Known(socket))!, server.Target, token: null, $"?ticket={ofKey}");
        await SocketDoor.ClosesAsync(server, Known(socket), Refusal.Of(Visitor.RevokedLink, Known(socket))!, server.Target, token: null, $"?access_token={ofLink}");
    }

    [Fact]
    public void Sockets_OfTheTable_AreAllServed() => Assert.Equal(SocketLines.All.Select(line => line.Name).Order(), HostEndpoints.Sockets);

    private static SocketLine? Find(string socket) => SocketLines.All.SingleOrDefault(line => line.Name == socket);

    private static SocketLine Known(string socket) =>
        Find(socket) ?? throw new InvalidOperationException($"The host serves the socket '{socket}', and nobody has said who may use it: add it to SocketLines.All.");

    private async Task ComeAsync(SocketLine line, Visitor visitor, string? token, string query)
    {
        if (Refusal.Of(visitor, line) is { } refusal)
        {
            var before = await Fingerprint.BeforeAsync(server);
            await SocketDoor.ClosesAsync(server, line, refusal, server.Target, token, query);
            await Fingerprint.UnchangedAsync(server, before);
        }
        else
        {
            await SocketDoor.OpensAsync(server, line, await TargetAsync(visitor), token, query);
        }
    }

    /// <summary>A session whose channel nobody else has taken, but for who may see one only.</summary>
    private async Task<Target> TargetAsync(Visitor visitor)
    {
        if (visitor == Visitor.ShareLink)
        {
            return server.Target;
        }

        Fingerprint.Forget();
        return await Renewal.AllAsync(server);
    }
}
