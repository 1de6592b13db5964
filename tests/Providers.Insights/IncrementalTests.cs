using FsCheck;
using FsCheck.Fluent;
using MeetingIntel.Insights;

namespace MeetingIntel.Providers.Insights.Tests;

/// <summary>What is understood depends on the segments alone, and stands while more is said.</summary>
public sealed class IncrementalTests
{
    private static readonly Gen<string[]> Meeting = Gen.Elements(Meetings.Lines.ToArray()).ArrayOf();

    [Fact]
    public void AnalyseAsync_CalledAtAnyTimesInBetween_GivesTheSame() =>
        Prop.ForAll(Arb.From(Meeting), ArbMap.Default.ArbFor<bool[]>(), (lines, passes) => Understand(lines, passes) == Understand(lines, [])).QuickCheckThrowOnFailure();

    [Fact]
    public void AnalyseAsync_AfterMoreWasSaid_KeepsTheIdOfWhatStillStands() =>
        Prop.ForAll(Arb.From(Meeting), lines =>
        {
            var analysis = Meetings.Begin();
            var known = new Dictionary<(InsightKind, string, string), string>();
            for (var i = 0; i < lines.Length; i++)
            {
                analysis.Add(Meetings.Segment(i, lines[i]));
                foreach (var insight in Read(analysis).Insights)
                {
                    var place = (insight.Kind, insight.SegmentIds[0], insight.Text);
                    if (insight.Id != (known[place] = known.GetValueOrDefault(place, insight.Id)))
                        return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void AnalyseAsync_AnyMeeting_GivesUniqueIdsInOrderOfTimeThatRestOnItsSegments() =>
        Prop.ForAll(Arb.From(Meeting), lines =>
        {
            var analysis = Meetings.Begin();
            for (var i = 0; i < lines.Length; i++)
                analysis.Add(Meetings.Segment(i, lines[i]));

            var insights = Read(analysis).Insights;
            var places = insights.Select(insight => insight.SegmentIds.Select(id => int.Parse(id.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture)).ToList()).ToList();
            return insights.Select(insight => insight.Id).Distinct(StringComparer.Ordinal).Count() == insights.Count
                && places.TrueForAll(segments => segments.Count > 0 && segments.SequenceEqual(segments.Distinct().Order()) && segments[^1] < lines.Length)
                && places.Select(segments => segments[0]).SequenceEqual(places.Select(segments => segments[0]).Order());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task AnalyseAsync_WhenNothingWasSaidSince_GivesTheSameInstance()
    {
        var analysis = Meetings.Begin();
        analysis.Add(Meetings.Segment(0, "Ana: I will send the proposal by Friday."));

        var first = await analysis.AnalyseAsync(TestContext.Current.CancellationToken);

        Assert.Same(first, await analysis.AnalyseAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task AnalyseAsync_WhenAnInsightDidNotChange_GivesTheSameInstance()
    {
        var analysis = Meetings.Begin();
        analysis.Add(Meetings.Segment(0, "Ana: I will send the proposal by Friday."));
        var first = (await analysis.AnalyseAsync(TestContext.Current.CancellationToken)).Insights.Single(insight => insight.Kind is InsightKind.ActionItem);
        analysis.Add(Meetings.Segment(1, "Ana: The weather is nice."));

        var second = (await analysis.AnalyseAsync(TestContext.Current.CancellationToken)).Insights.Single(insight => insight.Kind is InsightKind.ActionItem);

        Assert.Same(first, second);
    }

    [Fact]
    public async Task AnalyseAsync_WhenANameBecomesKnown_WritesItAndAssignsToIt()
    {
        var analysis = Meetings.Begin();
        analysis.Add(Meetings.Segment(0, "Ana: ben can you book the room for ben's team"));
        var before = Assert.Single((await analysis.AnalyseAsync(TestContext.Current.CancellationToken)).Insights);
        analysis.Add(Meetings.Segment(1, "Ben: hello"));

        var after = Assert.Single((await analysis.AnalyseAsync(TestContext.Current.CancellationToken)).Insights);

        Assert.Equal((before.Id, null, "Ben", "Book the room for Ben's team."), (after.Id, before.Assignee, after.Assignee, after.Text));
    }

    [Fact]
    public async Task AnalyseAsync_WhenCancelled_Throws() =>
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await Meetings.Begin().AnalyseAsync(new CancellationToken(canceled: true)));

    private static string Understand(string[] lines, bool[] passes)
    {
        var analysis = Meetings.Begin();
        for (var i = 0; i < lines.Length; i++)
        {
            analysis.Add(Meetings.Segment(i, lines[i]));
            if (i < passes.Length && passes[i])
                Read(analysis);
        }

        return Meetings.Text(Read(analysis));
    }

    /// <summary>The local analyser never waits.</summary>
    private static InsightSet Read(IInsightAnalysis analysis)
    {
        var pass = analysis.AnalyseAsync(CancellationToken.None);
        Assert.True(pass.IsCompletedSuccessfully);
#pragma warning disable xUnit1031 // It is complete: nothing blocks.
        return pass.GetAwaiter().GetResult();
#pragma warning restore xUnit1031
    }
}
