using MeetingIntel.Insights;

namespace MeetingIntel.Providers.Insights.Tests;

/// <summary>One task is one item, in words that say what to do.</summary>
public sealed class ActionTests
{
    public static TheoryData<string, bool> Met => QuestionTests.Both(
        "Dev: We don't know yet because we have to ask the customer first. / Dev: I will call the customer this afternoon and ask for a date.",
        "Lena: We need to send the references to the board. / Omar: I will email the references to the board tomorrow.",
        "Priya: We have to fix the flaky login test. / Tom: Right. / Tom: I'll repair the login test today.",
        "Priya: We need to book a bigger room. / Tom: I will find a bigger room on Monday.",
        "Jo: We need to order new sensors for the rig. / Max: I will order them tomorrow.");

    public static TheoryData<string, bool> Apart => QuestionTests.Both(
        "Lena: We need to update the contract. / Omar: I will update the price list tomorrow.",
        "Priya: We have to fix the login test. / Tom: I'll write the release notes today.",
        "Jo: We need to order new sensors. / Max: I will call the lab tomorrow.");

    [Theory]
    [MemberData(nameof(Met))]
    public async Task AnalyseAsync_NeedThatSomebodyThenMeets_IsOneItemOfThatPerson(string turns, bool stripped) =>
        Assert.NotNull(Assert.Single(await Meetings.UnderstandAsync(turns, stripped, InsightKind.ActionItem)).Assignee);

    [Theory]
    [MemberData(nameof(Apart))]
    public async Task AnalyseAsync_NeedAndAnotherPromise_AreTwoItems(string turns, bool stripped) =>
        Assert.Equal(2, (await Meetings.UnderstandAsync(turns, stripped, InsightKind.ActionItem)).Count);

    [Fact]
    public async Task AnalyseAsync_NeedThatSomebodyThenMeets_KeepsItsDay()
    {
        var item = Assert.Single(await Meetings.UnderstandAsync("Lena: we need to send the offer to acme by friday / Omar: i will email the offer to acme", stripped: true, InsightKind.ActionItem));

        Assert.Equal(("I will email the offer to acme.", "Omar", "by Friday"), (item.Text, item.Assignee, item.Due));
    }

    [Theory]
    [InlineData("Tom: we can not ship because we have to fix the login test")]
    [InlineData("Tom: we are late because we need to order the parts first")]
    public async Task AnalyseAsync_NeedThatIsAReason_IsNoItem(string turns) =>
        Assert.Empty(await Meetings.UnderstandAsync(turns, stripped: true, InsightKind.ActionItem));

    [Theory]
    [InlineData("Ana: Can you also send us the new price list? / Callum: Yes, I will update the price list tomorrow.", "Send us the new price list.", "Callum")]
    [InlineData("Ana: Can you also send us any price list / Callum: I will update the price list tomorrow", "Send us any price list.", "Callum")]
    [InlineData("Lena: Omar, could you please forward the contract to legal? / Omar: Sure.", "Forward the contract to legal.", "Omar")]
    [InlineData("Lena: Could you forward the contract to legal, please, Omar? / Omar: Sure.", "Forward the contract to legal.", "Omar")]
    [InlineData("Priya: would you mind reviewing the pull request / Tom: not at all", "Review the pull request.", "Tom")]
    [InlineData("Priya: tom will you be able to restart the build server tonight / Tom: yes", "Restart the build server tonight.", "Tom")]
    [InlineData("Jo: Who can prepare the test rig? / Max: I'll do it.", "Prepare the test rig.", "Max")]
    [InlineData("Jo: Should I bring the second sensor? / Max: Yes, please.", "Bring the second sensor.", "Jo")]
    [InlineData("Jo: can you send the results to max / Max: sure", "Send the results to Max.", "Max")]
    [InlineData("Jo: can somebody book the lab for tuesday / Max: i can do that", "Book the lab for Tuesday.", "Max")]
    [InlineData("Jo: Please send the candidate an invitation. / Max: Will do.", "Please send the candidate an invitation.", "Max")]
    public async Task AnalyseAsync_RequestInTheFormOfAQuestion_SaysWhatToDo(string turns, string text, string assignee)
    {
        var item = Assert.Single(await Meetings.UnderstandAsync(turns, stripped: false, InsightKind.ActionItem));

        Assert.Equal((text, assignee), (item.Text, item.Assignee));
    }
}
