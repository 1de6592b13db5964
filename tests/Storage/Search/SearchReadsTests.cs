using MeetingIntel.Insights;
using MeetingIntel.Notes;
using MeetingIntel.Storage.Search;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Storage.Tests.Search;

public sealed class SearchReadsTests(PostgresServer server)
{
    private const string Session = "sess_1";

    [Fact]
    public async Task FindAsync_FindsWhatWasSaidNotedAndUnderstood_NewestFirst()
    {
        await using var storage = await StorageHost.StartAsync(server);
        var insight = Some.Insight("ins_a", "Send the budget") with { SegmentIds = ["seg_1"] };
        await storage.Journal.AppendAsync(Some.Append(
            Session,
            1,
            Some.Created("Planning"),
            Some.Said("The budgets are <b>late</b>", id: "seg_1"),
            new NoteCreated(Some.Note("note_a", minute: 9) with { Content = "Budget?", Tags = ["money"] }, null),
            new InsightsUpdated(3, false, new MeetingSummary("They spoke of a budget.", ["seg_1"], "local"), [insight], [], 1)));

        var hits = await FindAsync(storage, new SearchQuestion("budget", []));

        var moment = new SearchMoment("seg_1", 2, "mic", 0.5, 1.25);
        Assert.Equal(["[Budget]?", "They spoke of a [budget].", "Send the [budget]\nBen\nFriday", "The [budgets] are <b>late</b>"], hits.Select(Marked));
        Assert.Equivalent(
            new[]
            {
                new SearchHit(SearchKind.Note, Session, "Planning", "note_a", 3, Some.Noon.AddMinutes(9), "Ana", null, NoteType.Observation, ["money"], null, [new("Budget", true), new("?", false)]),
                new SearchHit(SearchKind.Insight, Session, "Planning", "summary", 3, Some.Noon.AddSeconds(4), null, moment, null, null, null, [new("They spoke of a ", false), new("budget", true), new(".", false)]),
                new SearchHit(SearchKind.Insight, Session, "Planning", "ins_a", 4, Some.Noon.AddSeconds(4), null, moment, null, null, InsightKind.ActionItem, [new("Send the ", false), new("budget", true), new("\nBen\nFriday", false)]),
                new SearchHit(SearchKind.Transcript, Session, "Planning", "seg_1", 2, Some.Noon.AddSeconds(2), "Ana", moment, null, null, null, [new("The ", false), new("budgets", true), new(" are <b>late</b>", false)]),
            },
            hits,
            strict: true);
    }

    [Theory]
    [InlineData("meeting", "a")]
    [InlineData("MEETINGS", "a")]
    [InlineData("meeting budget", "")]
    [InlineData("meeting or budget", "a b")]
    [InlineData("budget -late", "")]
    [InlineData("late -meeting", "b")]
    [InlineData("\"budget is late\"", "b")]
    [InlineData("“budget is late”", "b")]
    [InlineData("\"late budget\"", "")]
    [InlineData("budg*", "b")]
    [InlineData("late budg*", "b")]
    [InlineData("meeting or budg*", "a b")]
    [InlineData("late -budg*", "")]
    [InlineData("ärger", "c")]
    [InlineData("ÄRGER", "c")]
    [InlineData("straße", "c")]
    [InlineData("wort", "c")]
    [InlineData("output", "d")]
    [InlineData("input", "d")]
    [InlineData("doesn't matter", "d")]
    [InlineData("'); DROP TABLE segments; --", "")]
    [InlineData("!!! & | ( budget", "b")]
    [InlineData("\\ budget", "b")]
    [InlineData("=oorg_ana", "")]
    [InlineData("mee\\*ting*", "")]
    public async Task FindAsync_TakesWordsAsPeopleMeanThem(string words, string expected)
    {
        await using var storage = await StorageHost.StartAsync(server);
        await storage.Journal.AppendAsync(Some.Append(
            Session,
            1,
            Some.Created(),
            Some.Said("We had a meeting.", id: "a"),
            Some.Said("The budget is late", id: "b"),
            Some.Said("Großer Ärger: “das”—Wort… in der Straße", id: "c"),
            Some.Said("input/output doesn’t matter, don’t panic", id: "d")));

        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), (await FindAsync(storage, new SearchQuestion(words, []))).Select(hit => hit.Id).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("?!… —")]
    [InlineData("the")]
    [InlineData("to be or not to be")]
    [InlineData("-budget")]
    [InlineData("\"\"")]
    [InlineData("*")]
    [InlineData("😀")]
    public async Task FindAsync_WithNothingToFind_SaysSo(string words)
    {
        await using var storage = await StorageHost.StartAsync(server);

        var found = await storage.Get<ISearchReads>().FindAsync(Some.Org, new SearchQuestion(words, []), cursor: null, limit: 10, CancellationToken.None);

        Assert.Equal("search.nothing-to-find", found.Error?.Code);
    }

    [Fact]
    public async Task FindAsync_AfterChanges_KnowsWhatStandsOnly()
    {
        await using var storage = await StorageHost.StartAsync(server);
        var note = Some.Note("note_a", 1) with { Content = "alpha" };
        await storage.Journal.AppendAsync(Some.Append(
            Session, 1, Some.Created(), new NoteCreated(note, null), new NoteCreated(Some.Note("note_b", 2) with { Content = "alpha" }, null),
            new InsightsUpdated(1, false, new("alpha", [], "local"), [Some.Insight("ins_a", "alpha"), Some.Insight("ins_b", "alpha")], [], 2)));
        await storage.Journal.AppendAsync(Some.Append(
            Session, 5, new NoteUpdated(note with { Content = "beta", Tags = ["new"], Speaker = "Ben", Version = 2 }, null), new NoteDeleted("note_b", null),
            new InsightsUpdated(1, false, new("beta", [], "local"), [Some.Insight("ins_a", "beta")], ["ins_b"], 1)));

        Assert.Empty(await FindAsync(storage, new SearchQuestion("alpha", [])));
        Assert.Equal(["ins_a", "note_a", "summary"], (await FindAsync(storage, new SearchQuestion("beta", []))).Select(hit => hit.Id).Order(StringComparer.Ordinal));
        Assert.Equal(["note_a"], (await FindAsync(storage, new SearchQuestion("beta", [], Tag: "new", Speaker: "Ben"))).Select(hit => hit.Id));
        Assert.Empty(await FindAsync(storage, new SearchQuestion("beta", [], Tag: "valve")));
    }

    [Fact]
    public async Task FindAsync_WithFilters_CombinesThem()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await storage.Journal.AppendAsync(Some.Append(
            Session, 1, Some.Created(), Some.Said("valve", id: "seg_a"), new NoteCreated(Some.Note("note_a", 10) with { Content = "valve", Speaker = "O'Neil \\ 'x", Tags = ["it's", "b\\"] }, null),
            new InsightsUpdated(1, false, null, [Some.Insight("ins_a", "valve")], [], 1)));
        await storage.Journal.AppendAsync(Some.Append("sess_2", 1, Some.Created(), Some.Said("valve", id: "seg_b")));
        await storage.Journal.AppendAsync(Some.Append("sess_3", 1, Some.Created(org: "org_theirs"), Some.Said("valve", id: "seg_c")) with { OrgId = "org_theirs" });
        var all = new SearchQuestion("valve", []);

        Assert.Equal("ins_a note_a seg_a seg_b", await IdsAsync(all));
        Assert.Equal("ins_a note_a seg_a", await IdsAsync(all with { SessionId = Session }));
        Assert.Equal("seg_a seg_b", await IdsAsync(all with { Kinds = [SearchKind.Transcript] }));
        Assert.Equal("ins_a note_a", await IdsAsync(all with { Kinds = [SearchKind.Note, SearchKind.Insight] }));
        Assert.Equal("ins_a seg_a seg_b", await IdsAsync(all with { Kinds = [SearchKind.Transcript, SearchKind.Insight, SearchKind.Insight] }));
        Assert.Equal("note_a", await IdsAsync(all with { Speaker = "O'Neil \\ 'x" }));
        Assert.Equal("note_a", await IdsAsync(all with { Tag = "it's" }));
        Assert.Equal("note_a", await IdsAsync(all with { Tag = "b\\", SessionId = Session }));
        Assert.Equal("seg_a seg_b", await IdsAsync(all with { Speaker = "Ana" }));
        Assert.Equal("", await IdsAsync(all with { Speaker = "ana" }));
        Assert.Equal("note_a", await IdsAsync(all with { From = Some.Noon.AddMinutes(10) }));
        Assert.Equal("ins_a seg_a seg_b", await IdsAsync(all with { To = Some.Noon.AddMinutes(9) }));
        Assert.Equal("ins_a", await IdsAsync(all with { From = Some.Noon.AddSeconds(4), To = Some.Noon.AddSeconds(4), SessionId = Session }));
        Assert.Equal("", await IdsAsync(all with { SessionId = "sess_3" }));
        Assert.Equal(["seg_c"], (await storage.Get<ISearchReads>().FindAsync("org_theirs", all, null, 10, CancellationToken.None)).Value!.Hits.Select(hit => hit.Id));

        async Task<string> IdsAsync(SearchQuestion question) => string.Join(' ', (await FindAsync(storage, question)).Select(hit => hit.Id).Order(StringComparer.Ordinal));
    }

    private static string Marked(SearchHit hit) => string.Concat(hit.Snippet.Select(part => part.Hit ? $"[{part.Text}]" : part.Text));

    private static async Task<IReadOnlyList<SearchHit>> FindAsync(StorageHost storage, SearchQuestion question)
    {
        var found = await storage.Get<ISearchReads>().FindAsync(Some.Org, question, cursor: null, limit: 100, CancellationToken.None);
        return found.Succeeded ? found.Value.Hits : found.Error.Code == "search.nothing-to-find" ? [] : throw new InvalidOperationException(found.Error.Code);
    }
}
