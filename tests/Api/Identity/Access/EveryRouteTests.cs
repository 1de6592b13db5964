using System.Net;
using System.Net.Http.Headers;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Access;

/// <summary>Every route of the running host, and everybody who may come to it: those whom it must refuse, and those whom it must not.</summary>
[Collection(nameof(LockedServer))]
public sealed class EveryRouteTests(LockedServer server)
{
    /// <summary>Made of what the host serves: a route that the table does not know is a case, and fails.</summary>
    public static IEnumerable<TheoryDataRow<string, Visitor>> Cases => HostEndpoints.Guarded.SelectMany(route =>
        (Find(route)?.Visitors ?? [Visitor.Nobody]).Select(visitor => new TheoryDataRow<string, Visitor>(route, visitor)));

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public async Task Route_EachVisitor_IsLetInOrRefusedAsTheTableSays(string route, Visitor visitor)
    {
        var line = Find(route);
        Assert.True(line is not null, $"The host serves '{route}', and nobody has said who may use it: add it to Routes.All, or, if it is open to everybody, to OpenRoutes.All.");
        if (Refusal.Of(visitor, line) is { } refusal)
        {
            await RefusedAsync(line, visitor, refusal);
        }
        else if (visitor is Visitor.ForeignAdmin or Visitor.ForeignKey)
        {
            await SeesNothingAsync(line, visitor);
        }
        else
        {
            await LetInAsync(line, visitor);
        }
    }

    [Fact]
    public void Routes_OfTheTable_AreAllServed() => Assert.Empty(Routes.All.Select(line => line.Name).Except(HostEndpoints.Guarded));

    [Fact]
    public void Routes_LimitedByAddress_AreThoseOfTheTable() =>
        Assert.Equal(Routes.All.Where(line => line.IsLimited).Select(line => line.Name).Order(), HostEndpoints.LimitedByAddress.Intersect(HostEndpoints.Guarded).Order());

    private static RouteLine? Find(string route) => Routes.All.SingleOrDefault(line => line.Name == route);

    private async Task RefusedAsync(RouteLine line, Visitor visitor, Refusal refusal)
    {
        var target = visitor == Visitor.ForeignAdminByOwnPath ? server.Target with { Org = server.Foreign.Org, Session = server.Foreign.Session } : server.Target;
        var before = await Fingerprint.BeforeAsync(server);

        using var response = await SendAsync(line, visitor, target);

        Assert.Equal(refusal.Code, await response.ProblemAsync((HttpStatusCode)refusal.Status));
        Assert.Equal(refusal.Status == 401 ? "Bearer" : "", response.Headers.WwwAuthenticate.ToString());
        Assert.DoesNotContain(LockedServer.Ours, await response.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        await Fingerprint.UnchangedAsync(server, before);
    }

    /// <summary>A stranger who names nothing of the organisation's gets what is the stranger's.</summary>
    private async Task SeesNothingAsync(RouteLine line, Visitor visitor)
    {
        var before = await Fingerprint.BeforeAsync(server);
        var aim = line.Fresh == Renewal.InvitationAsync ? await Renewal.InvitationAsync(server, visitor) : server.Target;

        using var response = await SendAsync(line, visitor, aim, await LeaverAsync(line));

        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == line.Answers, $"{(int)response.StatusCode}: {text}");
        foreach (var mark in (string[])[LockedServer.Ours, server.Target.Org, server.Target.Session, server.Target.User, server.Target.Key, server.Target.Link, server.Target.Invitation])
        {
            Assert.DoesNotContain(mark, text, StringComparison.OrdinalIgnoreCase);
        }

        await Fingerprint.UnchangedAsync(server, before);
    }

    private async Task LetInAsync(RouteLine line, Visitor visitor)
    {
        Fingerprint.Forget();
        using var response = await SendAsync(line, visitor, line.Reads || visitor == Visitor.ShareLink ? server.Target : await line.Fresh(server, visitor), await LeaverAsync(line));

        Assert.True((int)response.StatusCode == line.Answers, $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
    }

    private async Task<string?> LeaverAsync(RouteLine line) => line.Leaver is { } leaver ? await leaver(server) : null;

    private async Task<HttpResponseMessage> SendAsync(RouteLine line, Visitor visitor, Target target, string? leaver = null)
    {
        using var request = line.Request(target, visitor == Visitor.TokenInUrl ? $"?access_token={server.Admin.Holder.Token}" : "");
        if ((leaver ?? server.TokenOf(visitor, line.Need)) is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return await server.Api.Http.SendAsync(request);
    }
}

/// <summary>All that need this server, one after the other.</summary>
[CollectionDefinition(nameof(LockedServer))]
public sealed class LockedServerCollection : ICollectionFixture<LockedServer>;
