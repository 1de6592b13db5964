using MeetingIntel.Insights;

namespace MeetingIntel.Providers.Insights.Tests;

/// <summary>What hangs on a condition is not decided, whoever likes it.</summary>
public sealed class DecisionTests
{
    public static TheoryData<string, bool> Open => QuestionTests.Both(
        "Dev: We can offer ten percent if they sign before the end of March. / Ana: I agree, that is a fair offer.",
        "Lena: We could extend the trial by a month if you commit to a year. / Omar: Sounds good.",
        "Lena: We'll go with the bigger package if the price is right. / Omar: Makes sense.",
        "Priya: If the tests pass, let's ship the new parser. / Tom: Agreed.",
        "Priya: Let's postpone the release unless the fix lands today. / Tom: Okay, fine with me.",
        "Jo: We might move the second interview to Friday provided the panel is free. / Max: Good idea.",
        "Jo: We can repeat the vibration test as long as the rig is free. / Max: Absolutely.");

    public static TheoryData<string, bool> Made => QuestionTests.Both(
        "Ana: We agreed to offer a discount of ten percent if they sign in March. / Ben: Right.",
        "Lena: Let's go with the bigger package if everybody agrees. / Omar: Agreed.",
        "Priya: What if we move the standup to ten? / Tom: Good idea, let's do that.",
        "Jo: We could repeat the vibration test tomorrow. / Max: Agreed, let's do that.",
        "Jo: Let's postpone the second interview unless anyone objects. / Max: Fine with me.");

    [Theory]
    [MemberData(nameof(Open))]
    public async Task AnalyseAsync_ConditionalOffer_IsNoDecision(string turns, bool stripped) =>
        Assert.Empty(await Meetings.UnderstandAsync(turns, stripped, InsightKind.Decision));

    [Theory]
    [MemberData(nameof(Made))]
    public async Task AnalyseAsync_DecisionWithACourtesyOrACondition_IsOne(string turns, bool stripped) =>
        Assert.Single(await Meetings.UnderstandAsync(turns, stripped, InsightKind.Decision));

    /// <summary>As the recogniser writes the sample meeting.</summary>
    [Theory]
    [InlineData("Dev: We can offer ten percent if they signed before the end of March / Callum: I think that is a fair offer / Ana: I agree so we decided to offer a discount of ten percent")]
    [InlineData("Dev: We could offer ten percent / Ana: I agree so we decided to offer a discount of ten percent")]
    public async Task AnalyseAsync_OfferAndThenTheDecision_IsTheDecisionOnly(string turns) =>
        Assert.Equal("We decided to offer a discount of ten percent.", Assert.Single(await Meetings.UnderstandAsync(turns, stripped: false, InsightKind.Decision)).Text);
}
