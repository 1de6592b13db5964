using MeetingIntel.Notes;
using MeetingIntel.Storage.Notes;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Storage.Tests.Notes;

public sealed class NoteReadsTests(PostgresServer server)
{
    private const string Session = "sess_1";

    [Fact]
    public async Task ListAsync_AfterChangesAndDeletions_GivesWhatStandsByTimeOfObservation()
    {
        await using var storage = await StorageHost.StartAsync(server);
        var (late, early, gone) = (Some.Note("note_late", minute: 9), Some.Note("note_early", minute: 1), Some.Note("note_gone", minute: 5));
        var changed = late with { Content = "changed", Tags = [], Speaker = "Ben", Type = NoteType.System, UpdatedAt = Some.Noon.AddHours(1), Version = 2 };
        await storage.Journal.AppendAsync(Some.Append(Session, 1, Some.Created(), new NoteCreated(late, null), new NoteCreated(early, "user:user_ana"), new NoteCreated(gone, null)));
        await storage.Journal.AppendAsync(Some.Append(Session, 5, new NoteUpdated(changed, "user:user_ben"), new NoteDeleted("note_gone", "user:user_ben")));

        var page = (await ListAsync(storage, new NoteFilter())).Value!;

        Assert.Equivalent(new[] { early, changed }, page.Notes, strict: true);
        Assert.Null(page.Next);
        Assert.Equal(2, (await storage.Sessions.LoadAsync(Session, CancellationToken.None))!.NoteCount);
        Assert.Equivalent(new StoredNote(gone, Deleted: true), await storage.Get<INoteReads>().FindAsync(Some.Org, Session, "note_gone", CancellationToken.None), strict: true);
    }

    /// <summary>All of it travels in one batch: what is made, changed and taken back in one transaction.</summary>
    [Fact]
    public async Task Notes_MadeAndChangedInOneAppend_StandAsTheyLastWere()
    {
        await using var storage = await StorageHost.StartAsync(server);
        var note = Some.Note("note_a", minute: 1);
        await storage.Journal.AppendAsync(Some.Append(
            Session, 1, Some.Created(), new NoteCreated(note, null), new NoteUpdated(note with { Content = "second", Version = 2 }, null), new NoteCreated(Some.Note("note_b", 2), null), new NoteDeleted("note_b", null)));

        Assert.Equal(["second"], (await ListAsync(storage, new NoteFilter())).Value!.Notes.Select(found => found.Content));
        Assert.Equal(1, (await storage.Sessions.LoadAsync(Session, CancellationToken.None))!.NoteCount);
    }

    [Fact]
    public async Task ListAsync_WithFilters_CombinesThem()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await storage.Journal.AppendAsync(Some.Append(
            Session,
            1,
            Some.Created(),
            new NoteCreated(Some.Note("note_a", 1) with { Speaker = "Ana", Tags = ["x", "y"] }, null),
            new NoteCreated(Some.Note("note_b", 2) with { Speaker = "Ben", Type = NoteType.Command }, null),
            new NoteCreated(Some.Note("note_c", 3) with { Speaker = null, Tags = ["y"] }, null)));

        Assert.Equal(["note_a"], await IdsAsync(storage, new NoteFilter(Speaker: "Ana")));
        Assert.Equal(["note_b"], await IdsAsync(storage, new NoteFilter(Type: NoteType.Command)));
        Assert.Equal(["note_a", "note_c"], await IdsAsync(storage, new NoteFilter(Tag: "y")));
        Assert.Equal(["note_b", "note_c"], await IdsAsync(storage, new NoteFilter(From: Some.Noon.AddMinutes(2), To: Some.Noon.AddMinutes(3))));
        Assert.Equal(["note_c"], await IdsAsync(storage, new NoteFilter(Tag: "y", From: Some.Noon.AddMinutes(2))));
        Assert.Empty(await IdsAsync(storage, new NoteFilter(Speaker: "ana")));
    }

    [Fact]
    public async Task ListAsync_PageByPage_GivesEachOnceAlsoOfOneMoment()
    {
        await using var storage = await StorageHost.StartAsync(server);
        var notes = Enumerable.Range(0, 7).Select(number => Some.Note($"note_{number}", minute: number / 3)).ToArray();
        await storage.Journal.AppendAsync(Some.Append(Session, 1, [Some.Created(), .. notes.Select(note => new NoteCreated(note, null))]));

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await storage.Get<INoteReads>().ListAsync(Some.Org, Session, new NoteFilter(), cursor, 2, CancellationToken.None)).Value!;
            seen.AddRange(page.Notes.Select(note => note.Id));
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(notes.Select(note => note.Id), seen);
        Assert.Equal("note.bad-cursor", (await storage.Get<INoteReads>().ListAsync(Some.Org, Session, new NoteFilter(), "nonsense", 2, CancellationToken.None)).Error?.Code);
    }

    [Fact]
    public async Task HistoryAsync_SaysWhoChangedWhat()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await storage.Database.ExecuteAsync("INSERT INTO users (id, name, created_at) VALUES ('user_ben', 'Ben', now())");
        var note = Some.Note("note_a", 1);
        var changed = note with { Content = "second", Version = 2 };
        await storage.Journal.AppendAsync(Some.Append(Session, 1, Some.Created(), new NoteCreated(note, null), new NoteUpdated(changed, "user:user_ben"), new NoteDeleted("note_a", "user:user_ben")));

        var history = await storage.Get<INoteReads>().HistoryAsync(Some.Org, Session, "note_a", afterSeq: 0, limit: 10, CancellationToken.None);

        Assert.Equivalent(
            new[]
            {
                new NoteVersion(2, Some.Noon.AddSeconds(2), null, null, note),
                new NoteVersion(3, Some.Noon.AddSeconds(3), "user:user_ben", "Ben", changed),
                new NoteVersion(4, Some.Noon.AddSeconds(4), "user:user_ben", "Ben", null),
            },
            history,
            strict: true);
        Assert.Empty(await storage.Get<INoteReads>().HistoryAsync("org_theirs", Session, "note_a", 0, 10, CancellationToken.None));
    }

    private static Task<GrainResult<NotePage>> ListAsync(StorageHost storage, NoteFilter filter) =>
        storage.Get<INoteReads>().ListAsync(Some.Org, Session, filter, cursor: null, limit: 100, CancellationToken.None);

    private static async Task<IEnumerable<string>> IdsAsync(StorageHost storage, NoteFilter filter) => (await ListAsync(storage, filter)).Value!.Notes.Select(note => note.Id);
}
