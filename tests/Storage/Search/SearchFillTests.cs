using MeetingIntel.Insights;
using MeetingIntel.Notes;
using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Migrations;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Postgres;
using Npgsql;

namespace MeetingIntel.Storage.Tests.Search;

public sealed class SearchFillTests(PostgresServer server)
{
    /// <summary>What was there before the migration is found like what came after it: the same rows, made anew from the tables that it fills them from.</summary>
    [Fact]
    public async Task Migration_OfWhatIsThere_MakesTheRowsThatTheJournalMakes()
    {
        await using var storage = await StorageHost.StartAsync(server);
        var note = Some.Note("note_a", 1) with { Content = "Großer Ärger", Speaker = "O'Neil \\ x", Tags = ["it's", "b\\"] };
        await storage.Journal.AppendAsync(Some.Append(
            "sess_1",
            1,
            Some.Created(),
            Some.Said("The meetings are “late”", id: "seg_a"),
            new NoteCreated(note, null),
            new NoteCreated(Some.Note("note_gone", 2), null),
            new NoteDeleted("note_gone", null),
            new InsightsUpdated(2, false, new("A summary", ["seg_a"], "local"), [Some.Insight("ins_a", "Send the budget")], [], 1),
            Some.Said(new string('x', 300) + " and more", id: "seg_b"),
            new NoteCreated(note with { Id = "note_long", Content = "x", Speaker = new string('ö', 501), Tags = [] }, null)));
        await storage.Journal.AppendAsync(Some.Append("sess_2", 1, Some.Created(org: "org_theirs"), Some.Said("x", id: "seg_c")) with { OrgId = "org_theirs" });
        const string Rows = "SELECT concat_ws('|', session_id, id, org_id, kind, at, words) FROM search_entries ORDER BY 1";
        var written = await storage.Database.QueryAsync<string>(Rows);

        await storage.Database.ExecuteAsync("DELETE FROM search_entries; " + Fill());

        Assert.Equal(7, written.Count);
        Assert.Equal(written, await storage.Database.QueryAsync<string>(Rows));
    }

    /// <summary>The statement of the migration that fills the table.</summary>
    private static string Fill()
    {
        var sql = Migration.All.Single(migration => migration.Name.EndsWith("_search.sql", StringComparison.Ordinal)).Sql;
        var from = sql.IndexOf("INSERT INTO search_entries", StringComparison.Ordinal);
        return sql[from..(sql.IndexOf(';', from) + 1)];
    }
}
