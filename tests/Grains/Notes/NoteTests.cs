using MeetingIntel.Notes;
using MeetingIntel.Sessions;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Grains.Tests.Notes;

public sealed class NoteTests(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly MeetingCluster _cluster = new(postgres);

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task AddNoteAsync_TheSameAgain_StandsOnce()
    {
        var session = await _cluster.StartSessionAsync();

        var first = await session.AddNoteAsync(Seen("note_a"));
        var again = await session.AddNoteAsync(Seen("note_a"));

        Assert.Equivalent(first.Value, again.Value, strict: true);
        Assert.Equal(1, (await session.GetAsync()).Value!.NoteCount);
    }

    [Fact]
    public async Task AddNoteAsync_AgainAfterItWasDeleted_DoesNotBringItBack()
    {
        var session = await _cluster.StartSessionAsync();
        await session.AddNoteAsync(Seen("note_a"));
        Assert.True((await session.DeleteNoteAsync(new DeleteNote("note_a", 1))).Succeeded);

        Assert.Equal("note.deleted", (await session.AddNoteAsync(Seen("note_a"))).Error?.Code);
        Assert.Equal("note.not-found", (await session.EditNoteAsync(Change("note_a", "x"))).Error?.Code);
        Assert.Equal("note.not-found", (await session.DeleteNoteAsync(new DeleteNote("note_a", null))).Error?.Code);
        Assert.Equal(0, (await session.GetAsync()).Value!.NoteCount);
    }

    [Fact]
    public async Task EditNoteAsync_OfAnOutdatedVersion_ChangesNothing()
    {
        var session = await _cluster.StartSessionAsync();
        await session.AddNoteAsync(Seen("note_a"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => session.EditNoteAsync(Change("note_a", $"text {number}", expected: 1))));

        Assert.Equal("text", Assert.Single(answers, answer => answer.Succeeded).Value!.Content[..4]);
        Assert.All(answers.Where(answer => !answer.Succeeded), answer => Assert.Equal("note.outdated", answer.Error!.Code));
        Assert.Equal("note.outdated", (await session.DeleteNoteAsync(new DeleteNote("note_a", 1))).Error?.Code);
    }

    /// <summary>Whoever reviews a session corrects its notes, and takes some.</summary>
    [Fact]
    public async Task Notes_OfASessionThatHasEnded_AreTakenAndChanged()
    {
        var session = await _cluster.StartSessionAsync();
        await session.EndAsync();

        Assert.True((await session.AddNoteAsync(Seen("note_a"))).Succeeded);
        Assert.Equal(2, (await session.EditNoteAsync(Change("note_a", "better"))).Value?.Version);
        Assert.Equal(SessionStatus.Ended, (await session.GetAsync()).Value!.Status);
    }

    [Fact]
    public async Task Notes_AfterARestart_AreWhatTheyWere()
    {
        var session = await _cluster.StartSessionAsync();
        var id = (await session.GetAsync()).Value!.Id;
        await session.AddNoteAsync(Seen("note_a"));
        var before = (await session.EditNoteAsync(Change("note_a", "better"))).Value;
        var count = (await session.GetAsync()).Value!;

        await _cluster.RestartAsync();

        Assert.Equivalent(count, (await _cluster.Session(id).GetAsync()).Value, strict: true);
        Assert.Equivalent(before, (await _cluster.Session(id).AddNoteAsync(Seen("note_a"))).Value, strict: true);
    }

    [Fact]
    public async Task Notes_OfNoSession_AreRefused() =>
        Assert.Equal("session.not-found", (await _cluster.Session("sess_nobodys").AddNoteAsync(Seen("note_a"))).Error?.Code);

    private static AddNote Seen(string id) => new(id, Noon, "Pressure drops", "Ana", NoteType.Observation, ["valve"], """{"p1":2.5}""");

    private static EditNote Change(string id, string content, int? expected = null) => new(id, content, null, null, null, expected);
}
