using MeetingIntel.Storage.Search;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Storage.Tests.Search;

/// <summary>More rows than are looked through one by one.</summary>
public sealed class SearchPlanTests(PostgresServer server)
{
    private const int Said = 30_000;

    private static readonly string Fill =
        $"""
        INSERT INTO sessions (id, org_id, owner_id, name, type, meeting_info, meeting_brief, competitive_intelligence, agent_capabilities, status, created_at)
        SELECT 'sess_' || i, CASE i WHEN 0 THEN 'org_theirs' ELSE '{Some.Org}' END, 'x', 'x', 'x', '[]', '', '', '', 'active', now() FROM generate_series(0, 2) i;
        INSERT INTO segments (session_id, seq, id, org_id, channel, speaker, start_s, end_s, text, words, provider, at)
        SELECT 'sess_' || i % 3, i, 'seg_' || i, CASE i % 3 WHEN 0 THEN 'org_theirs' ELSE '{Some.Org}' END, 'mic', 'Speaker ' || i % 50, 0, 1,
          'everybody says this' || CASE WHEN i % 1000 = 1 THEN ' rarely' ELSE '' END || CASE WHEN i % 7000 < 300 THEN ' at times' ELSE '' END || CASE WHEN i = 4 THEN ' unique' ELSE '' END,
          '[]', 'x', timestamptz '2020-01-01' + i / 2 * interval '3 hours'
        FROM generate_series(1, {Said}) i;
        INSERT INTO search_entries (session_id, id, org_id, kind, at, words)
        SELECT session_id, id, org_id, 'transcript', at,
          search_words(text) || array_to_tsvector(ARRAY['=o' || org_id, '=m' || search_months(at), '=s' || speaker])
        FROM segments;
        ANALYZE search_entries; ANALYZE segments;
        """;

    [Fact]
    public async Task FindAsync_AmongManyRows_ReadsNoWholeTableAndAsksTheIndexOfWords()
    {
        await using var storage = await FilledAsync();

        Assert.Equal(["seg_4"], await AllAsync(storage, new SearchQuestion("unique", []), limit: 10));

        await storage.Database.UntilAsync("SELECT idx_scan > 0 FROM pg_stat_user_indexes WHERE indexrelname = 'search_entries_by_words'", "the use of the index to be counted");
        Assert.Equal([0L], await storage.Database.QueryAsync<long>("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'search_entries'"));
    }

    /// <summary>Whichever way an entry is found, and wherever pages end: the same list, without a hole and without a repeat.</summary>
    [Theory]
    [InlineData("rarely", null, 7)]
    [InlineData("rarely", null, 100)]
    [InlineData("\"at times\"", null, 33)]
    [InlineData("times -rarely", "Speaker 8", 3)]
    [InlineData("everybody rarely or unique", null, 1)]
    [InlineData("tim*", "Speaker 1", 2)]
    public async Task FindAsync_PageByPage_IsTheListThatAScanOfTheTableGives(string words, string? speaker, int limit)
    {
        await using var storage = await FilledAsync();

        var expected = await storage.Database.QueryAsync<string>(
            $"""
            SELECT id FROM search_entries
            WHERE org_id = '{Some.Org}' AND words @@ search_query('{words}') {(speaker is null ? "" : $"AND words @@ search_label('=s{speaker}')")}
            ORDER BY at DESC, n DESC
            """);

        Assert.NotEmpty(expected);
        Assert.Equal(expected, await AllAsync(storage, new SearchQuestion(words, [], Speaker: speaker), limit));
    }

    private static async Task<List<string>> AllAsync(StorageHost storage, SearchQuestion question, int limit)
    {
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await storage.Get<ISearchReads>().FindAsync(Some.Org, question, cursor, limit, CancellationToken.None)).Value!;
            Assert.True(page.Hits.Count == limit || page.Next is null);
            ids.AddRange(page.Hits.Select(hit => hit.Id));
            cursor = page.Next;
        }
        while (cursor is not null);
        return ids;
    }

    private async Task<StorageHost> FilledAsync()
    {
        var storage = await StorageHost.StartAsync(server);
        await storage.Database.ExecuteAsync(Fill);
        return storage;
    }
}
