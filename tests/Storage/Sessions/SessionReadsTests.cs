using System.Buffers.Text;
using System.Text;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Sessions;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Storage.Tests.Sessions;

public sealed class SessionReadsTests(PostgresServer server)
{
    [Fact]
    public async Task LoadAsync_Unknown_IsNull()
    {
        await using var storage = await StorageHost.StartAsync(server);

        Assert.Null(await storage.Sessions.LoadAsync("sess_1", CancellationToken.None));
        Assert.Null(await storage.Sessions.FindOwnerAsync("sess_1", CancellationToken.None));
    }

    [Fact]
    public async Task LoadAsync_Created_GivesBackWhatTheClientSentLetterForLetter()
    {
        await using var storage = await StorageHost.StartAsync(server);
        var details = new SessionDetails("Größe 100 %", "…", "calendar", """{ "b": 1.50, "a": [ ] }""", "brief", "rivals", "all");
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, new SessionCreated(Some.Org, "user_ana", details)));

        var session = await storage.Sessions.LoadAsync("sess_1", CancellationToken.None);

        Assert.Equal(details, session!.Details);
        Assert.Equal((SessionStatus.Created, Some.Org, "user_ana"), (session.Status, session.OrgId, session.OwnerId));
        Assert.Equal(Some.Org, (await storage.Sessions.FindOwnerAsync("sess_1", CancellationToken.None))?.OrgId);
    }

    [Theory]
    [InlineData(SessionOrder.NewestFirst)]
    [InlineData(SessionOrder.OldestFirst)]
    public async Task ListAsync_PageByPage_GivesEachSessionOfTheOrganisationOnce(SessionOrder order)
    {
        await using var storage = await StorageHost.StartAsync(server);
        // Several share a moment, so that the id has to decide.
        var expected = await CreateAsync(storage, 23, i => (Some.Org, $"Weekly {i}", Some.Noon.AddSeconds(i / 4)));
        await CreateAsync(storage, 5, i => ("org_ben", $"Foreign {i}", Some.Noon), "sess_foreign_");
        if (order is SessionOrder.NewestFirst)
            expected.Reverse();

        var listed = new List<string>();
        string? cursor = null;
        var pages = 0;
        do
        {
            var page = await storage.Sessions.ListAsync(Some.Org, new SessionFilter(), order, cursor, 5, CancellationToken.None);
            listed.AddRange(page.Value!.Sessions.Select(session => session.Id));
            cursor = page.Value.Next;
            pages++;
        }
        while (cursor is not null);

        Assert.Equal(expected, listed);
        Assert.Equal(5, pages);
    }

    [Fact]
    public async Task ListAsync_WithChannels_CarriesEachSessionsOwn()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await CreateAsync(storage, 3, i => (Some.Org, $"Weekly {i}", Some.Noon.AddSeconds(i)));
        await storage.Journal.AppendAsync(
            Some.Append("sess_0", 2, new ChannelOpened("mic", "Ana", 16_000), new ChannelOpened("call", null, 8_000)).Advancing("mic", 0, 32_000));
        await storage.Journal.AppendAsync(Some.Append("sess_2", 2, new ChannelOpened("mic", "Ben", 16_000)));

        // One more session than the page holds was read, and must not matter.
        var page = await storage.Sessions.ListAsync(Some.Org, new SessionFilter(), SessionOrder.OldestFirst, null, 2, CancellationToken.None);
        var rest = await storage.Sessions.ListAsync(Some.Org, new SessionFilter(), SessionOrder.OldestFirst, page.Value!.Next, 2, CancellationToken.None);

        Assert.Equal(["call", "mic"], page.Value.Sessions[0].Channels.Select(channel => channel.Name));
        Assert.Equal(1.0, page.Value.Sessions[0].Channels[1].AckedTime);
        Assert.Empty(page.Value.Sessions[1].Channels);
        Assert.Equal("Ben", Assert.Single(Assert.Single(rest.Value!.Sessions).Channels).Speaker);
    }

    [Fact]
    public async Task ListAsync_PageExactlyFull_HasNoNext()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await CreateAsync(storage, 5, i => (Some.Org, $"Weekly {i}", Some.Noon.AddSeconds(i)));

        var page = await storage.Sessions.ListAsync(Some.Org, new SessionFilter(), SessionOrder.NewestFirst, null, 5, CancellationToken.None);

        Assert.Equal(5, page.Value!.Sessions.Count);
        Assert.Null(page.Value.Next);
    }

    [Theory]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("not a cursor")]
    [InlineData("AAAA")]
    [InlineData("plain:-5:x")]
    [InlineData("plain:99999999999999999999:x")]
    [InlineData("plain:9223372036854775807:x")]
    [InlineData("plain:5:")]
    [InlineData("plain:5:\0")]
    [InlineData("plain::x")]
    public async Task ListAsync_BadCursor_IsAnExpectedFailure(string cursor)
    {
        await using var storage = await StorageHost.StartAsync(server);
        if (cursor.StartsWith("plain:", StringComparison.Ordinal))
            cursor = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(cursor["plain:".Length..]));

        var page = await storage.Sessions.ListAsync(Some.Org, new SessionFilter(), SessionOrder.NewestFirst, cursor, 5, CancellationToken.None);

        Assert.Equal((GrainErrorKind.Validation, "session.bad-cursor"), (page.Error!.Kind, page.Error.Code));
    }

    [Fact]
    public async Task ListAsync_Filters_AllHold()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await CreateAsync(storage, 1, _ => (Some.Org, "Überblick 100%_sicher", Some.Noon), "sess_a");
        await CreateAsync(storage, 1, _ => (Some.Org, "Sales", Some.Noon.AddHours(1)), "sess_b");
        await CreateAsync(storage, 1, _ => (Some.Org, "After sales", Some.Noon.AddHours(2)), "sess_c", type: "calendar");
        await storage.Journal.AppendAsync(Some.Append("sess_b0", 2, new SessionStarted()));
        await storage.Journal.AppendAsync(Some.Append("sess_c0", 2, new SessionStarted(), new SessionEnded()));

        async Task<string> ListAsync(SessionFilter filter)
        {
            var page = await storage.Sessions.ListAsync(Some.Org, filter, SessionOrder.OldestFirst, null, 10, CancellationToken.None);
            return string.Concat(page.Value!.Sessions.Select(session => session.Id["sess_".Length]));
        }

        Assert.Equal("abc", await ListAsync(new()));
        Assert.Equal("b", await ListAsync(new(Status: SessionStatus.Active)));
        Assert.Equal("c", await ListAsync(new(Status: SessionStatus.Ended)));
        Assert.Equal("c", await ListAsync(new(Type: "calendar")));
        Assert.Equal("bc", await ListAsync(new(Name: "SALES")));
        Assert.Equal("a", await ListAsync(new(Name: "überBLICK")));
        Assert.Equal("a", await ListAsync(new(Name: "%_")));
        Assert.Equal("", await ListAsync(new(Name: "a_t")));
        Assert.Equal("bc", await ListAsync(new(From: Some.Noon.AddHours(1))));
        Assert.Equal("ab", await ListAsync(new(To: Some.Noon.AddHours(1))));
        Assert.Equal("b", await ListAsync(new(Status: SessionStatus.Active, Type: "manual", Name: "s", From: Some.Noon, To: Some.Noon.AddHours(3))));
        Assert.Equal("", await ListAsync(new(Status: SessionStatus.Active, Type: "calendar")));
    }

    /// <returns>The ids, by moment and id.</returns>
    private static async Task<List<string>> CreateAsync(
        StorageHost storage, int count, Func<int, (string Org, string Name, DateTimeOffset At)> session, string prefix = "sess_", string type = "manual")
    {
        var created = new List<(DateTimeOffset At, string Id)>();
        for (var i = 0; i < count; i++)
        {
            var (org, name, at) = session(i);
            var id = $"{prefix}{i}";
            created.Add((at, id));
            var entry = new SessionEvent(1, at, new SessionCreated(org, "user", new SessionDetails(name, Type: type)));
            Assert.Equal(JournalOutcome.Committed, await storage.Journal.AppendAsync(new JournalAppend(id, org, [entry], [])));
        }

        return [.. created.OrderBy(row => row.At).ThenBy(row => row.Id, StringComparer.Ordinal).Select(row => row.Id)];
    }
}
