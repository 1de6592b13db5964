using FsCheck;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Postgres;
using Microsoft.FSharp.Core;

namespace MeetingIntel.Storage.Tests.Timeline;

public sealed class ProjectionPropertyTests(PostgresServer server)
{
    /// <summary>However events fall into appends, and appends into transactions: the rows are what the events, one by one, add up to.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Rows_AfterAnyEvents_AreTheirFold(int batchAppends)
    {
        await using var storage = await StorageHost.StartAsync(server, options => options.BatchAppends = batchAppends);
        var run = 0;
        var property = FsCheck.FSharp.Prop.ForAll(
            Scenario.Steps,
            FuncConvert.FromFunc<Step[], Task<bool>>(steps => HoldsAsync(storage, Scenario.From(steps, $"sess_{Interlocked.Increment(ref run)}"))));

        // FsCheck waits for each run on the thread it is called on.
        await Task.Run(() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(60).WithEndSize(60), property));
    }

    /// <summary>Each segment is found by the words and under the name that stand, and each version is kept.</summary>
    private static async Task SearchableAsync(StorageHost storage, string id, Model model)
    {
        var found = await storage.Database.QueryAsync<string>($"SELECT id || ' ' || array_to_string(array(SELECT lexeme FROM unnest(words) WHERE lexeme !~ '^=[om]' ORDER BY lexeme), ' ') FROM search_entries WHERE session_id = '{id}' AND kind = 'transcript' ORDER BY id");
        var expected = await storage.Database.QueryAsync<string>($"SELECT id || ' ' || array_to_string(array(SELECT lexeme FROM unnest(search_words(text) || array_to_tsvector(CASE WHEN speaker IS NULL THEN '{{}}' ELSE ARRAY['=s' || speaker] END)) ORDER BY lexeme), ' ') FROM segments WHERE session_id = '{id}' ORDER BY id");
        Assert.Equal(expected, found);
        Assert.Equal(
            model.Versions.Select(row => $"{row.SegmentId} {row.Seq} {row.Version} {row.Speaker} {row.Text}").Order(StringComparer.Ordinal),
            (await storage.Database.QueryAsync<string>($"SELECT concat(segment_id, ' ', seq, ' ', version, ' ', speaker, ' ', text) FROM segment_versions WHERE session_id = '{id}'")).Order(StringComparer.Ordinal));
    }

    private static async Task<bool> HoldsAsync(StorageHost storage, Scenario scenario)
    {
        var outcomes = await Task.WhenAll(scenario.Appends.Select(append => storage.Journal.AppendAsync(append))).InTimeAsync("the appends of a scenario");
        Assert.All(outcomes, outcome => Assert.Equal(JournalOutcome.Committed, outcome));
        foreach (var (id, model) in scenario.Models)
        {
            Assert.Equivalent(model.Events, await storage.Journal.ReadAsync(Some.Org, id, 0, int.MaxValue, CancellationToken.None), strict: true);
            Assert.Equivalent(model.Session, await storage.Sessions.LoadAsync(id, CancellationToken.None), strict: true);
            Assert.Equivalent(model.Transcript, await storage.Transcripts.ListAsync(Some.Org, id, 0, int.MaxValue, CancellationToken.None), strict: true);
            await SearchableAsync(storage, id, model);
            var insights = await storage.Insights.GetAsync(Some.Org, id, CancellationToken.None);
            Assert.Equivalent(model.Insights, insights, strict: true);
            Assert.Equal(model.Insights.Insights.Insights.Select(insight => insight.Id).ToList(), insights.Insights.Insights.Select(insight => insight.Id).ToList());
        }

        return true;
    }
}
