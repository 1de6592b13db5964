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

    private static InsightSet Set(params Insight[] items) => new(null, items);

    private static StoredInsights Recorded(params Insight[] items) => new(Set(items), 0, Final: false);

    private static Insight Item(string id, params string[] segments) =>
        new(id, InsightKind.Decision, "We go.", null, null, null, InsightStatus.Settled, null, segments, "local");
}
