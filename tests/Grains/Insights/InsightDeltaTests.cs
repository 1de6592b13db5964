using MeetingIntel.Grains.Insights;
using MeetingIntel.Insights;
using MeetingIntel.Storage.Insights;

namespace MeetingIntel.Grains.Tests.Insights;

public sealed class InsightDeltaTests
{
    private static readonly MeetingSummary Summary = new("All went well.", ["seg_1"], "local");

    [Fact]
    public void Between_Same_IsNothing() =>
        Assert.Null(InsightDelta.Between(Recorded(Item("a", "seg_1")), Set(Item("a", "seg_1")), 5, final: false));

    [Fact]
    public void Between_SameAtTheEnd_IsTheFinalPass()
    {
        var change = InsightDelta.Between(Recorded(Item("a", "seg_1")), Set(Item("a", "seg_1")), 5, final: true);

        Assert.True(change?.Final);
        Assert.Empty(change!.Changed);
        Assert.Equal(1, change.Total);
    }

    [Fact]
    public void Between_AddedChangedRemoved_SaysWhich()
    {
        var change = InsightDelta.Between(Recorded(Item("a", "seg_1"), Item("b", "seg_2")), Set(Item("b", "seg_2", "seg_3"), Item("c", "seg_4")), 9, final: false);

        Assert.Equal(["b", "c"], change!.Changed.Select(item => item.Id));
        Assert.Equal(["a"], change.Removed);
        Assert.Equal((9L, 2), (change.ThroughSeq, change.Total));
        Assert.Null(change.Summary);
    }

    [Fact]
    public void Between_NewSummary_CarriesIt() =>
        Assert.Equal(Summary, InsightDelta.Between(StoredInsights.None, new InsightSet(Summary, []), 1, final: false)!.Summary);

    /// <summary>The answer to the final pass was lost.</summary>
    [Fact]
    public void Between_EndThatIsOnRecord_IsNothing()
    {
        var recorded = Recorded(Item("a", "seg_1")) with { ThroughSeq = 5, Final = true };

        Assert.Null(InsightDelta.Between(recorded, Set(Item("a", "seg_1")), 5, final: true));
        Assert.True(InsightDelta.Between(recorded, Set(Item("a", "seg_1")), 6, final: true)?.Final);
        Assert.True(InsightDelta.Between(recorded, Set(), 5, final: true)?.Final);
    }

    /// <summary>Whoever waits for what was stale has to hear that it is as it was.</summary>
    [Fact]
    public void Between_SameAfterACorrection_IsAChange()
    {
        var recorded = Recorded(Item("a", "seg_1")) with { ThroughSeq = 5 };

        Assert.Equal(6, InsightDelta.Between(recorded, Set(Item("a", "seg_1")), 6, final: false, correctedSeq: 6)?.ThroughSeq);
        Assert.Null(InsightDelta.Between(recorded with { ThroughSeq = 6 }, Set(Item("a", "seg_1")), 7, final: false, correctedSeq: 6));
    }

    /// <summary>Else the summary would go on saying what was corrected.</summary>
    [Fact]
    public void Between_NoSummaryAfterACorrection_IsAnEmptyOne()
    {
        var recorded = new StoredInsights(new(Summary, []), 5, final: false);

        Assert.Equal("", InsightDelta.Between(recorded, Set(), 6, final: false, correctedSeq: 6)!.Summary!.Text);
        Assert.Null(InsightDelta.Between(recorded, Set(), 6, final: false));
    }

    private static InsightSet Set(params Insight[] items) => new(null, items);

    private static StoredInsights Recorded(params Insight[] items) => new(Set(items), 0, final: false);

    private static Insight Item(string id, params string[] segments) =>
        new(id, InsightKind.Decision, "We go.", null, null, null, InsightStatus.Settled, null, segments, "local");
}
