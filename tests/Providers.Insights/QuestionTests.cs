using MeetingIntel.Insights;

namespace MeetingIntel.Providers.Insights.Tests;

/// <summary>A question is settled by an answer, not by somebody who says that there will be one.</summary>
public sealed class QuestionTests
{
    public static TheoryData<string, bool> Deferred => Both(
        "Ana: When is the final presentation? / Dev: I will call the customer this afternoon and ask for a date.",
        "Ana: When is the final presentation? / Dev: We don't know yet. / Dev: I will call the customer this afternoon and ask for a date.",
        "Lena: How much does the premium plan cost for fifty seats? / Omar: I'd have to check with my manager and get back to you tomorrow.",
        "Lena: How many licenses are left? / Omar: Let me check that after the call.",
        "Lena: What is the notice period in the contract? / Omar: I don't know.",
        "Lena: Is the integration included in the price? / Omar: I need to ask our engineers about that.",
        "Priya: Why did the build fail last night? / Tom: I'm going to look into it today.",
        "Priya: When does the new server arrive? / Tom: Marta will find out this week.",
        "Priya: How long will the migration take? / Tom: I'll let you know by Thursday.",
        "Jo: What is the salary range for this position? / Max: I'll confirm that with HR on Monday.",
        "Jo: What was the peak temperature on run twelve? / Max: We can look it up after lunch.",
        "Jo: Who signed off the last calibration? / Max: I will ask the lab.");

    public static TheoryData<string, bool> Answered => Both(
        "Ana: When will you send the contract? / Ben: I will send the contract on Monday.",
        "Ana: When can you call the customer? / Ben: I will call them tomorrow morning.",
        "Ana: What are we going to do about the noise? / Ben: I will call the supplier and ask for a new fan.",
        "Lena: What are the next steps? / Omar: We will check the draft and send it to legal.",
        "Priya: Did you test the new release? / Tom: Yes, and I will check the logs again tonight.",
        "Priya: Who can talk to the vendor? / Tom: I will call them.",
        "Priya: How do we solve the login problem? / Tom: We have to ask the users for a new password.",
        "Jo: When does the test start? / Max: It starts on Friday.");

    [Theory]
    [MemberData(nameof(Deferred))]
    public async Task AnalyseAsync_QuestionThatIsOnlyDeferred_StaysOpen(string turns, bool stripped)
    {
        var question = Assert.Single(await Meetings.UnderstandAsync(turns, stripped, InsightKind.Question));

        Assert.Equal((InsightStatus.Open, null), (question.Status, question.Answer));
        Assert.Contains("seg_1", question.SegmentIds);
    }

    [Theory]
    [MemberData(nameof(Answered))]
    public async Task AnalyseAsync_QuestionThatIsAnsweredByADeed_IsSettled(string turns, bool stripped) =>
        Assert.Contains(await Meetings.UnderstandAsync(turns, stripped, InsightKind.Question), question => question.Status is InsightStatus.Settled);

    [Theory]
    [InlineData("Priya: when does the new server arrive / Tom: i will call the vendor today / Tom: the budget is fine until march")]
    [InlineData("Ana: when is the final presentation / Dev: we do not no yet / Dev: i will call the customer this afternoon and ask for a date / Dev: the training starts in september")]
    public async Task AnalyseAsync_WhoDeferredGoesOnWithSomethingElse_DoesNotAnswer(string turns) =>
        Assert.Equal(InsightStatus.Open, Assert.Single(await Meetings.UnderstandAsync(turns, stripped: true, InsightKind.Question)).Status);

    [Fact]
    public async Task AnalyseAsync_AnswerAfterADeferral_SettlesTheQuestion()
    {
        var question = Assert.Single(await Meetings.UnderstandAsync(
            "Priya: When does the new server arrive? / Tom: Let me check. / Priya: Okay. / Tom: The new server arrives on Tuesday.", stripped: true, InsightKind.Question));

        Assert.Equal((InsightStatus.Settled, "The new server arrives on Tuesday."), (question.Status, question.Answer));
    }

    [Fact]
    public async Task AnalyseAsync_DeferralThatIsATask_LinksTheTwoByTheirSegment()
    {
        var set = await Meetings.AnalyseAsync("Ana: when is the final presentation", "Dev: we do not know yet", "Dev: i will call the customer this afternoon and ask for a date");

        var question = set.Insights.Single(insight => insight.Kind is InsightKind.Question);
        var task = set.Insights.Single(insight => insight.Kind is InsightKind.ActionItem);
        Assert.Equal(["seg_0", "seg_1", "seg_2"], question.SegmentIds);
        Assert.Equal(["seg_2"], task.SegmentIds);
    }

    internal static TheoryData<string, bool> Both(params string[] dialogues)
    {
        var data = new TheoryData<string, bool>();
        foreach (var dialogue in dialogues)
        {
            data.Add(dialogue, false);
            data.Add(dialogue, true);
        }

        return data;
    }
}
