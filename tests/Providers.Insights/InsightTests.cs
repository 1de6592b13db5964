using MeetingIntel.Insights;

namespace MeetingIntel.Providers.Insights.Tests;

/// <summary>What the insights of a meeting say.</summary>
public sealed class InsightTests
{
    private static readonly string[] Project =
    [
        "Ana: welcome everybody today we talk about the mobile app and the launch plan",
        "Ben: the mobile app is almost finished but the payment screen still crashes on older phones",
        "Ana: okay what is the status of the launch plan",
        "Carla: the launch plan needs a new budget because the agency raised its prices",
        "Ben: i will fix the payment screen by friday",
        "Ana: great let's go with the smaller agency for the launch plan",
        "Carla: yes that works for me i will call the smaller agency tomorrow",
        "Ana: we agreed that the mobile app goes live in two weeks",
    ];

    [Fact]
    public async Task AnalyseAsync_ActionItem_SaysWhoWhatAndWhen()
    {
        var set = await Meetings.AnalyseAsync("Ana: Hello.", "Ben: Okay, so, um, I'll send the proposal by Friday.");

        var item = set.Insights.Single(insight => insight.Kind is InsightKind.ActionItem);
        Assert.Equal(("I'll send the proposal by Friday.", "Ben", "by Friday", new DateOnly(2025, 6, 6)), (item.Text, item.Assignee, item.Due, item.DueOn));
        Assert.Equal((InsightStatus.Open, "local"), (item.Status, item.Source));
        Assert.Equal(["seg_1"], item.SegmentIds);
    }

    [Fact]
    public async Task AnalyseAsync_RequestAndAnswer_RestsOnBoth()
    {
        var set = await Meetings.AnalyseAsync("Ana: Ben, can you send the contract to Acme?", "Ben: Sure, by Monday.");

        var item = set.Insights.Single(insight => insight.Kind is InsightKind.ActionItem);
        Assert.Equal(("Send the contract to Acme.", "Ben", "by Monday", new DateOnly(2025, 6, 9)), (item.Text, item.Assignee, item.Due, item.DueOn));
        Assert.Equal(["seg_0", "seg_1"], item.SegmentIds);
    }

    [Fact]
    public async Task AnalyseAsync_Restatement_IsOneItemWithTheLaterDay()
    {
        var set = await Meetings.AnalyseAsync("Ana: I'll send the offer on Friday.", "Ben: Is Thursday possible?", "Ana: Yes, I'll send the offer on Thursday.");

        var item = set.Insights.Single(insight => insight.Kind is InsightKind.ActionItem);
        Assert.Equal(("I'll send the offer on Friday.", "on Thursday", new DateOnly(2025, 6, 5)), (item.Text, item.Due, item.DueOn));
        Assert.Equal(["seg_0", "seg_2"], item.SegmentIds);
    }

    [Fact]
    public async Task AnalyseAsync_Question_IsSettledByItsAnswer()
    {
        var set = await Meetings.AnalyseAsync("Ana: what is the budget", "Ben: hmm", "Ben: forty thousand dollars");

        var question = set.Insights.Single(insight => insight.Kind is InsightKind.Question);
        Assert.Equal(("What is the budget?", InsightStatus.Settled, "Forty thousand dollars."), (question.Text, question.Status, question.Answer));
        Assert.Equal(["seg_0", "seg_2"], question.SegmentIds);
    }

    [Fact]
    public async Task AnalyseAsync_AgreedProposal_QuotesTheAgreement()
    {
        var set = await Meetings.AnalyseAsync("Ana: Should we hire an agency?", "Ben: Yes, let's do that.");

        Assert.Equal("Should we hire an agency? Yes, let's do that.", set.Insights.Single(insight => insight.Kind is InsightKind.Decision).Text);
    }

    [Fact]
    public async Task AnalyseAsync_WholeMeeting_HasTopicsAndASummaryInOrderOfTime()
    {
        var set = await Meetings.AnalyseAsync(Project);

        Assert.Contains(set.Insights, insight => insight is { Kind: InsightKind.Topic, Text: "Mobile app" });
        Assert.Contains(set.Insights, insight => insight is { Kind: InsightKind.Topic, Text: "Launch plan" });
        Assert.NotNull(set.Summary);
        Assert.Equal(set.Summary.SegmentIds.Order(StringComparer.Ordinal), set.Summary.SegmentIds);
        Assert.InRange(set.Summary.SegmentIds.Count, 2, 3);
        Assert.All(set.Summary.Text.Split(' '), word => Assert.True(Project.Any(line => line.Contains(word.TrimEnd('.', '?'), StringComparison.OrdinalIgnoreCase)), word));
    }

    [Fact]
    public async Task AnalyseAsync_SameMeetingWithoutSpeakers_IsStillUnderstood()
    {
        var set = await Meetings.AnalyseAsync(Project.Select(line => line[line.IndexOf(':', StringComparison.Ordinal)..]));

        Assert.Equal(2, set.Insights.Count(insight => insight is { Kind: InsightKind.ActionItem, Assignee: null }));
        Assert.Contains(set.Insights, insight => insight is { Kind: InsightKind.Question, Status: InsightStatus.Settled });
        Assert.DoesNotContain(':', set.Summary!.Text);
    }

    [Fact]
    public async Task AnalyseAsync_NothingSaid_IsEmpty()
    {
        var set = await Meetings.AnalyseAsync("Ana: ", "Ben: ... ?! — 42 \ud83d\ude00");

        Assert.Null(set.Summary);
        Assert.Empty(set.Insights);
    }

    [Theory]
    [InlineData("Wir schicken das Angebot bis Freitag. Können Sie das prüfen? Größe übergroß.")]
    [InlineData("我们明天开会讨论预算。你能发送报告吗？好的！")]
    [InlineData("हम कल बजट पर बात करेंगे। क्या आप रिपोर्ट भेज सकते हैं?")]
    [InlineData("سنرسل العرض يوم الجمعة. هل يمكنك المراجعة؟")]
    [InlineData("\ud83d\ude00 \ud83d broken surrogate i'll i'll 'll n't 's '' -- 1.2.3 31/31 2025-99-99 february 30th can you")]
    public async Task AnalyseAsync_OtherLanguagesAndOddText_DoNotFail(string text)
    {
        var set = await Meetings.AnalyseAsync([.. Enumerable.Repeat($"Ana: {text}", 5), $"Ben: {text.ToUpperInvariant()}"]);

        Assert.All(set.Insights, insight => Assert.NotEmpty(insight.Text));
    }

    /// <summary>The work is counted in bytes allocated, which no other test and no busy machine changes; how long it takes is for bench/Insights.</summary>
    [Fact]
    public async Task AnalyseAsync_TenHoursOfMeeting_CostNoMoreThanInProportion()
    {
        const int Segments = 6000;
        const int Stretch = Segments / 10;
        var analysis = Meetings.Begin();
        var adding = new long[Segments / Stretch];
        var passes = new long[Segments / Stretch];
        for (var i = 0; i < Segments; i++)
        {
            // Numbers make the lines differ, so that nothing merges and everything grows.
            var segment = Meetings.Segment(i, $"{Meetings.Lines[i % Meetings.Lines.Count]} about item{i} and part{i % 97}");
            var before = GC.GetAllocatedBytesForCurrentThread();
            analysis.Add(segment);
            adding[i / Stretch] += GC.GetAllocatedBytesForCurrentThread() - before;
            if ((i + 1) % Stretch != 0)
                continue;

            before = GC.GetAllocatedBytesForCurrentThread();
            var pass = analysis.AnalyseAsync(TestContext.Current.CancellationToken);
            passes[i / Stretch] = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(pass.IsCompletedSuccessfully, "All of a pass is on this thread.");
            await pass;
        }

        Assert.True(adding[^1] < 2 * adding[1], $"a segment costs more the longer the meeting is: {string.Join(' ', adding)}");
        Assert.True(passes[^1] < 2 * 5 * passes[1], $"a pass costs more than in proportion: {string.Join(' ', passes)}");
    }
}
