using System.Net;
using System.Net.Http.Headers;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Recordings;

/// <summary>Tickets that let a browser's player hear one recording, and nothing else.</summary>
[Collection(StrictTests.Name)]
public sealed class ListeningTicketTests(StrictServer strict)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Ticket_OpensItsRecordingAsOftenAsAPlayerAsks()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var (_, id, url) = await strict.Server.RecordAsync(ana.Token);
        var answer = await ana.DoAsync(HttpMethod.Post, $"{url}/tickets");
        var ticket = answer.Text("ticket");

        using var head = await ListenAsync(url, ticket, HttpMethod.Head);
        using var first = await ListenAsync(url, ticket, range: "bytes=0-");
        using var far = await ListenAsync(url, ticket, range: "bytes=100-199");

        Assert.Equal(600, answer.GetProperty("expires_in").GetInt32());
        Assert.Equal((HttpStatusCode.OK, "bytes"), (head.StatusCode, head.Headers.AcceptRanges.Single()));
        Assert.Equal(HttpStatusCode.PartialContent, first.StatusCode);
        Assert.Equal(HttpStatusCode.PartialContent, far.StatusCode);
        Assert.Equal(new ContentRangeHeaderValue(100, 199, head.Content.Headers.ContentLength!.Value), far.Content.Headers.ContentRange);
        Assert.Contains(id, far.Content.Headers.GetValues("Content-Disposition").Single(), StringComparison.Ordinal);
        // The address is nobody's but the player's.
        Assert.Equal("no-referrer", far.Headers.GetValues("Referrer-Policy").Single());
        await strict.Server.Database.HoldsNothingOfAsync(ticket);
    }

    [Fact]
    public async Task Ticket_OpensNothingElse()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var (session, id, url) = await strict.Server.RecordAsync(ana.Token);
        var beside = await strict.Server.RecordAsync(ana.Token, session, "phone");
        var elsewhere = await strict.Server.RecordAsync(ana.Token);
        var ticket = await TicketAsync(ana, url);

        foreach (var other in (string[])[beside.Url, elsewhere.Url, $"/api/sessions/{elsewhere.Session}/recordings/{id}", $"/api/sessions/{session}/recordings/rec_none"])
        {
            using var answer = await ListenAsync(other, ticket);
            Assert.Equal("auth.invalid-token", await answer.ProblemAsync(HttpStatusCode.Unauthorized));
        }

        foreach (var (method, path) in ((HttpMethod, string)[])[(HttpMethod.Get, $"/api/sessions/{session}/recordings"), (HttpMethod.Get, $"/api/sessions/{session}"), (HttpMethod.Post, $"{url}/tickets")])
        {
            using var answer = await ListenAsync(path, ticket, method);
            Assert.Equal("auth.token-in-url", await answer.ProblemAsync(HttpStatusCode.Unauthorized));
        }

        // The last of these is what is kept of it, before it is hashed.
        foreach (var text in (string[])[ticket, $"{session}/{id} {ticket}", $"listen {session}/{id} {ticket}"])
        {
            await using var socket = await SocketClient.ConnectAsync(strict.Server, $"/ws/sessions/{session}?ticket={Uri.EscapeDataString(text)}");
            await socket.ReceiveRestAsync("waiting to be refused");
            Assert.Equal(4401, (int?)socket.CloseCode);
        }
    }

    [Fact]
    public async Task SocketTicket_OpensNoRecordingAndIsNotUsedUp()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var (session, _, url) = await strict.Server.RecordAsync(ana.Token);
        var ticket = (await ana.DoAsync(HttpMethod.Post, "/api/v1/auth/tickets")).Text("ticket");

        using var answer = await ListenAsync(url, ticket);
        await using var socket = await SocketClient.ConnectAsync(strict.Server, $"/ws/sessions/{session}?ticket={ticket}");

        Assert.Equal("auth.invalid-token", await answer.ProblemAsync(HttpStatusCode.Unauthorized));
        await socket.ReceiveAsync("waiting for the greeting", message => message.Text("event") == "connected");
    }

    [Fact]
    public async Task Ticket_ComingLate_IsRefused()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var (_, _, url) = await strict.Server.RecordAsync(ana.Token);
        var ticket = await TicketAsync(ana, url);

        await strict.Time.PushAsync(Lifetime / 2);
        using var intime = await ListenAsync(url, ticket);
        await strict.Time.PushAsync(Lifetime / 2);
        using var late = await ListenAsync(url, ticket);

        Assert.Equal(HttpStatusCode.OK, intime.StatusCode);
        Assert.Equal("auth.invalid-token", await late.ProblemAsync(HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task Ticket_OfATokenThatExpiresSooner_SaysSoAndExpiresWithIt()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var (_, _, url) = await strict.Server.RecordAsync(ana.Token);
        await strict.Time.PushAsync(TimeSpan.FromMinutes(10));

        var answer = await ana.DoAsync(HttpMethod.Post, $"{url}/tickets");
        await strict.Time.PushAsync(TimeSpan.FromMinutes(5));
        using var late = await ListenAsync(url, answer.Text("ticket"));

        Assert.InRange(answer.GetProperty("expires_in").GetInt32(), 1, 300);
        Assert.Equal("auth.invalid-token", await late.ProblemAsync(HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task Ticket_OfWhoSignedOutOrWasRemoved_IsRefusedAtOnce()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();
        var (program, key) = await ana.GiveKeyAsync("sessions:read");
        using var cleanup = program;
        var (_, _, url) = await strict.Server.RecordAsync(ana.Token);
        var (ofAna, ofBen, ofKey) = (await TicketAsync(ana, url), await TicketAsync(ben, url), await TicketAsync(program, url));

        await ana.DoAsync(HttpMethod.Delete, $"/api/v1/api-keys/{key}");
        await ana.DoAsync(HttpMethod.Delete, $"{ana.Org}/members/{ben.Id}");
        await ana.DoAsync(HttpMethod.Post, "/auth/logout");

        foreach (var ticket in (string[])[ofAna, ofBen, ofKey])
        {
            using var answer = await ListenAsync(url, ticket);
            Assert.Equal("auth.revoked", await answer.ProblemAsync(HttpStatusCode.Unauthorized));
        }
    }

    [Fact]
    public async Task Ticket_IsForNobodyWhoMayNotListen()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var eve = await Person.JoinAsync(strict.Server, "Eve");
        var (session, id, url) = await strict.Server.RecordAsync(ana.Token);
        var (visitor, _) = await ana.ShareAsync(session);
        using var cleanup = visitor;
        var hers = await eve.StartSessionAsync();

        using var byStranger = await eve.PostAsync($"{url}/tickets");
        using var throughOwnSession = await eve.PostAsync($"/api/sessions/{hers}/recordings/{id}/tickets");
        using var byGuest = await visitor.PostAsync($"{url}/tickets");

        Assert.Equal("session.not-found", await byStranger.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("recording.not-found", await throughOwnSession.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("auth.forbidden", await byGuest.ProblemAsync(HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task Ticket_ForWhatCantBeHeard_SaysWhy()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var (session, id, url) = await strict.Server.RecordAsync(ana.Token);
        var ticket = await TicketAsync(ana, url);
        File.Delete(Directory.EnumerateFiles(strict.Server.Files, $"{id}.ogg", SearchOption.AllDirectories).Single());

        using var none = await ana.PostAsync($"/api/sessions/{session}/recordings/rec_none/tickets");
        using var gone = await ana.PostAsync($"{url}/tickets");
        using var listened = await ListenAsync(url, ticket);

        Assert.Equal("recording.not-found", await none.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("recording.gone", await gone.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("recording.gone", await listened.ProblemAsync(HttpStatusCode.NotFound));
    }

    private static async Task<string> TicketAsync(Client client, string url) => (await client.DoAsync(HttpMethod.Post, $"{url}/tickets")).Text("ticket");

    /// <summary>As a browser's player asks: with nothing but the address.</summary>
    private async Task<HttpResponseMessage> ListenAsync(string url, string ticket, HttpMethod? method = null, string? range = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, $"{url}?ticket={ticket}");
        if (range is not null)
        {
            request.Headers.TryAddWithoutValidation("Range", range);
        }

        return await strict.Server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
