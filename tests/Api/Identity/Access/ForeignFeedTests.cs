using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Access;

/// <summary>Live feeds: who asked for a session that is not theirs hears nothing of it afterwards, also when the organisation's own do.</summary>
[Collection(nameof(LockedServer))]
public sealed class ForeignFeedTests(LockedServer server)
{
    [Theory]
    [InlineData(Visitor.ForeignAdmin)]
    [InlineData(Visitor.ForeignKey)]
    [InlineData(Visitor.LinkToAnotherSession)]
    public async Task Room_OfAnotherSession_StaysSilent(Visitor visitor)
    {
        var target = await Renewal.AllAsync(server);
        Fingerprint.Forget();
        await using var ours = await ConnectAsync(server.Owner.Holder);
        await using var theirs = await ConnectAsync(server.HolderOf(visitor, Need.ReadSession));
        await ours.SendAsync("join_session", target.Session);
        await ours.EventAsync("joined_session");

        await theirs.InvokeAsync("join_session", target.Session);
        var stream = await theirs.StreamEventsAsync(target.Session, after: 0);
        Assert.Equal("session.not-found", await theirs.FirstOfStreamAsync(stream));
        await server.Owner.Holder.PostAsync($"/api/sessions/{target.Session}/transcript", new { text = "Between us", speaker = "Olive" });
        await ours.EventAsync("transcript_update");

        // What was sent to the room has been sent; an answer that comes after it says that nothing of it was sent here.
        await theirs.InvokeAsync("leave_session", target.Session);
        Assert.Equal("session.not-found", Assert.Single(theirs.Take("error")).GetProperty("code").GetString());
        Assert.Empty(theirs.Take("joined_session"));
        Assert.DoesNotContain(theirs.TakeAll(), message => message.ToString().Contains("Between us", StringComparison.Ordinal) || message.ToString().Contains(LockedServer.Ours, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task ShareLink_WithATicket_HearsItsSessionAndCanDoNothingElse()
    {
        var target = await Renewal.AllAsync(server);
        Fingerprint.Forget();
        var link = new Holder(server.Api, (await server.Owner.Holder.MakeLinkAsync(target.Session)).Secret);
        await using var hub = await HubClient.ConnectAsync(server.Api, $"?access_token={await link.TicketAsync()}");

        var stream = await hub.StreamEventsAsync(target.Session, after: 0);
        Assert.Equal("connected", (await hub.ItemAsync(stream)).GetProperty("event").GetString());
        await server.Owner.Holder.PostAsync($"/api/sessions/{target.Session}/transcript", new { text = "For you, too", speaker = "Olive" });
        // Behind what was said there before.
        while (!(await NextAsync(hub, stream, "transcript.segment")).ToString().Contains("For you, too", StringComparison.Ordinal))
        {
        }

        // The last that happens by itself.
        await NextAsync(hub, stream, "insight.updated");

        var before = await server.Owner.Holder.GetAsync($"/api/sessions/{target.Session}/events");
        foreach (var line in HubLines.All.Where(line => !line.Need.Links))
        {
            await hub.InvokeAsync(line.Method, line.Payload(target));
            Assert.Equal("auth.forbidden", Assert.Single(hub.Take(line.Answer ?? "error")).GetProperty("code").GetString());
        }

        Assert.Equal(before.ToString(), (await server.Owner.Holder.GetAsync($"/api/sessions/{target.Session}/events")).ToString());
    }

    private static async Task<JsonElement> NextAsync(HubClient hub, string stream, string name)
    {
        JsonElement item;
        do
        {
            item = await hub.ItemAsync(stream);
        }
        while (item.GetProperty("event").GetString() != name);

        return item;
    }

    private Task<HubClient> ConnectAsync(Holder holder) => HubClient.ConnectAsync(server.Api, configure: options => holder.ShowTo(options));
}
