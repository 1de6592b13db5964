using MeetingIntel.Insights;
using MeetingIntel.Storage.Insights;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Storage.Tests.Insights;

public sealed class InsightReadsTests(PostgresServer server)
{
    private static readonly MeetingSummary Summary = new("They agreed.", ["seg_1"], "local");

    [Fact]
    public async Task GetAsync_UnknownOrNew_IsNothing()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created()));

        Assert.Equivalent(StoredInsights.None, await storage.Insights.GetAsync(Some.Org, "sess_1", CancellationToken.None), strict: true);
        Assert.Equivalent(StoredInsights.None, await storage.Insights.GetAsync(Some.Org, "sess_unknown", CancellationToken.None), strict: true);
    }

    [Fact]
    public async Task GetAsync_AfterSeveralPasses_GivesWhatStandsInTheOrderOfFirstMention()
    {
        await using var storage = await StorageHost.StartAsync(server);
        var (a, b, c) = (Some.Insight("ins_a", "a"), Some.Insight("ins_b", "b"), Some.Insight("ins_c", "c"));
        var settled = b with { Status = InsightStatus.Settled, Answer = "yes", Assignee = null, Due = null, DueOn = null, SegmentIds = ["seg_9"] };
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created()));
        await storage.Journal.AppendAsync(Some.Append("sess_1", 2, new InsightsUpdated(1, false, Summary, [b, a], [], 2)));
        await storage.Journal.AppendAsync(Some.Append("sess_1", 3, new InsightsUpdated(2, false, null, [c, settled], ["ins_a"], 2)));
        await storage.Journal.AppendAsync(Some.Append("sess_1", 4, new InsightsUpdated(3, true, null, [a], [], 3)));

        var stored = await storage.Insights.GetAsync(Some.Org, "sess_1", CancellationToken.None);

        Assert.Equivalent(new StoredInsights(new(Summary, [settled, c, a]), 3, true), stored, strict: true);
        Assert.Equal(3, (await storage.Sessions.LoadAsync("sess_1", CancellationToken.None))!.InsightCount);
    }
}
