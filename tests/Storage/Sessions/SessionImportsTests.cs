using MeetingIntel.Notes;
using MeetingIntel.Storage.Identity;
using MeetingIntel.Storage.Notes;
using MeetingIntel.Storage.Sessions;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Transcription;

namespace MeetingIntel.Storage.Tests.Sessions;

/// <summary>Sessions that are being read in.</summary>
public sealed class SessionImportsTests(PostgresServer server)
{
    private const string Session = "sess_1";

    /// <summary>What is about a session, and written by others than the journal: none of it is there before the session is.</summary>
    private static readonly string[] Others = [.. SessionTables.AboutSessions, "erasures"];

    [Fact]
    public async Task Session_BeforeItIsWhole_IsSeenByNobody()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await AppendAsync(storage);

        Assert.Null(await storage.Sessions.LoadAsync(Session, CancellationToken.None));
        Assert.Null(await storage.Sessions.FindOwnerAsync(Session, CancellationToken.None));
        Assert.Empty((await ListAsync(storage)).Sessions);
        Assert.True(await storage.Get<ISessionImports>().IsUnderWayAsync(Session, CancellationToken.None));

        await storage.Get<ISessionImports>().CompleteAsync(Session, new AuditNote(Some.Org, "user:user_ana", "session.import", Session, Session), CancellationToken.None);

        Assert.Equal(Session, (await storage.Sessions.LoadAsync(Session, CancellationToken.None))?.Id);
        Assert.Equal(Some.Org, (await storage.Sessions.FindOwnerAsync(Session, CancellationToken.None))?.OrgId);
        Assert.Single((await ListAsync(storage)).Sessions);
        Assert.False(await storage.Get<ISessionImports>().IsUnderWayAsync(Session, CancellationToken.None));
        Assert.Equal(["session.import"], await storage.Database.QueryAsync<string>("SELECT action FROM audit_entries"));
    }

    [Fact]
    public async Task EraseAsync_BeforeItIsWhole_LeavesNothing()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await AppendAsync(storage);

        await storage.Get<ISessionImports>().EraseAsync(Session, CancellationToken.None);

        foreach (var table in SessionTables.OfSessions.Append("sessions"))
        {
            Assert.Equal([0L], await storage.Database.QueryAsync<long>($"SELECT count(*) FROM {table}"));
        }
    }

    [Fact]
    public async Task EraseAsync_OfAWholeSession_DoesNothing()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await storage.Journal.AppendAsync(Some.Append(Session, 1, Some.Created(), Some.Said("Hello")));

        await storage.Get<ISessionImports>().EraseAsync(Session, CancellationToken.None);

        Assert.Equal([2L], await storage.Database.QueryAsync<long>("SELECT count(*) FROM session_events"));
    }

    /// <summary>A table that is added must be erased, too.</summary>
    [Fact]
    public async Task Tables_WithSomethingOfASession_AreAllErased()
    {
        await using var storage = await StorageHost.StartAsync(server);

        var tables = await storage.Database.QueryAsync<string>("SELECT table_name::text FROM information_schema.columns WHERE column_name = 'session_id' AND table_schema = current_schema()");

        Assert.Equal(SessionTables.OfSessions.Concat(Others).Order(StringComparer.Ordinal), tables.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ListAsOfAsync_AfterChanges_GivesWhatStoodThen()
    {
        await using var storage = await StorageHost.StartAsync(server);
        var (kept, changed, gone, late) = (Some.Note("note_kept", 3), Some.Note("note_changed", 2), Some.Note("note_gone", 1), Some.Note("note_late", 0));
        await storage.Journal.AppendAsync(Some.Append(Session, 1, Some.Created(), new NoteCreated(kept, null), new NoteCreated(changed, null), new NoteCreated(gone, null)));
        await storage.Journal.AppendAsync(Some.Append(Session, 5, new NoteUpdated(changed with { Content = "else", Version = 2 }, null), new NoteDeleted(gone.Id, null), new NoteCreated(late, null)));

        Assert.Equivalent(new[] { gone, changed, kept }, await AsOfAsync(storage, 4), strict: true);
        Assert.Equal(["else", "Pressure drops"], (await AsOfAsync(storage, 6)).Select(note => note.Content));
        Assert.Equal(["note_late", "note_changed", "note_kept"], (await AsOfAsync(storage, 7)).Select(note => note.Id));
    }

    /// <summary>Two at a time: the order goes on over pages.</summary>
    private static async Task<IReadOnlyList<Note>> AsOfAsync(StorageHost storage, long seq)
    {
        var notes = new List<Note>();
        string? cursor = null;
        do
        {
            var page = (await storage.Get<INoteReads>().ListAsOfAsync(Some.Org, Session, seq, cursor, limit: 2, CancellationToken.None)).Value!;
            notes.AddRange(page.Notes);
            cursor = page.Next;
        }
        while (cursor is not null);

        return notes;
    }

    private static async Task<SessionPage> ListAsync(StorageHost storage) =>
        (await storage.Sessions.ListAsync(Some.Org, new SessionFilter(), SessionOrder.NewestFirst, null, 10, CancellationToken.None)).Value!;

    private static Task<JournalOutcome> AppendAsync(StorageHost storage) => storage.Journal.AppendAsync(
        Some.Append(Session, 1, Some.Created(), new ChannelOpened("mic", null, 16_000), Some.Said("Hello"), new NoteCreated(Some.Note("note_1", 1), "imported:Ana")) with { Importing = true });
}
