using MeetingIntel.Insights;

namespace MeetingIntel.Providers.Insights.Tests;

/// <summary>Topics and summary of whole meetings, without punctuation and with the errors of a recogniser.</summary>
public sealed class SummaryTests
{
    /// <summary>What PocketSphinx makes of the sample meeting.</summary>
    private static readonly string[] Review =
    [
        "Ana: Good morning everyone and welcome to the project review",
        "Ana: Today we will talk about the customer portal the budget and the training plan",
        "Ana: Why is the current status of the project",
        "Ben: The portal is ready for testing and the design team is happy with the new layout",
        "Ben: We found three small problems last week but two of them are already fixed",
        "Ana: That is great news",
        "Ana: When can the customer start testing",
        "Ben: The customer can start testing on Monday",
        "Ben: I will send the test plan to the customer by Friday",
        "Ana: Our next topic is the budget",
        "Callum: The customer asked for a lower price",
        "Callum: They would like a fifteen percent discount",
        "Dev: We can offer ten percent if they signed before the end of March",
        "Callum: I think that is a fair offer",
        "Ana: I agree so we decided to offer a discount of ten percent",
        "Callum: I will prepare the new contract by Wednesday",
        "Ana: Can you also send us any price list",
        "Callum: Yes I will update the price list tomorrow",
        "Ana: The last topic today is the training plan",
        "Ana: How many people will join the training",
        "Dev: Forty people will attend the training in September",
        "Dev: We need a bigger room for so many people",
        "Dev: I will find a bigger room before the end of next week",
        "Ana: When is the final presentation",
        "Dev: We do not know yet because we have to ask the customer first",
        "Dev: I will call the customer this afternoon and ask for a date",
        "Ana: Very good let me repeat the next steps",
        "Ana: The customer starts casting on Monday and we send a contract on Thursday",
        "Ana: Our next meeting is on the twentieth of March at nine in the morning",
        "Ana: Thank you all and have a great day",
    ];

    private static readonly string[] SalesCall =
    [
        "Lena: hi omar thanks for taking the time today i would like to talk about the analytics package and the onboarding",
        "Omar: sure we looked at the demo last week and the dashboards look very good",
        "Omar: our main concern is the onboarding because last year a vendor needed four months",
        "Lena: how many users do you have at the moment",
        "Omar: about two hundred users in sales and fifty in support",
        "Lena: okay the analytics package costs twelve thousand a year for that size",
        "Omar: that is more than our budget what discount can you give us",
        "Lena: we could give you a discount of fifteen percent if you sign for two years",
        "Omar: i have to ask our finance team about the budget",
        "Lena: how long does your security review take",
        "Omar: i do not know i will check with our security officer and get back to you on thursday",
        "Lena: for the onboarding we assign a consultant for the first month",
        "Omar: that is good the onboarding is what the team cares about",
        "Lena: we agreed that the onboarding starts with the sales team",
        "Omar: yes sales goes first",
        "Lena: can you also send me the security questionnaire",
        "Omar: yes i will send it tomorrow",
        "Lena: i will write the proposal with the discount by monday",
        "Omar: great and our next call is on the twelfth of june at ten",
        "Lena: thank you omar have a nice day",
    ];

    private static readonly string[] Run =
    [
        "Jo: Welcome to run twelve. Today we test the cooling pump at full load.",
        "Max: The cooling pump runs at three thousand revolutions. The inlet temperature is forty degrees.",
        "Jo: What is the outlet temperature?",
        "Max: It is sixty two degrees and rising slowly.",
        "Jo: The vibration on the second bearing looks high. Do we know why?",
        "Max: I don't know. I'll look into the bearing after the run.",
        "Jo: We decided to stop above ninety degrees.",
        "Jo: Could you also export the vibration data for the report?",
        "Max: Will do, by tomorrow.",
        "Jo: Good. The next run is on Friday at eight.",
    ];

    private static readonly string[] Passing = ["printer", "garden", "coffee", "window", "ladder", "carpet", "kitchen"];

    [Fact]
    public async Task AnalyseAsync_ProjectReview_CoversItsThemesItsDecisionAndWhatComesNext()
    {
        var set = await Meetings.AnalyseAsync(Review);

        AssertSays(set, "portal", "We decided to offer a discount of ten percent.", "Ben will send the test plan to the customer by Friday.", "training", "Our next meeting is on the twentieth of March");
        AssertTopics(set, "Customer", "Budget", "Discount", "Training plan");
        Assert.InRange(set.Summary!.SegmentIds.Count, 4, 8);
    }

    [Fact]
    public async Task AnalyseAsync_SalesCall_CoversItsThemesItsDecisionAndWhatComesNext()
    {
        var set = await Meetings.AnalyseAsync(SalesCall);

        AssertSays(set, "analytics package", "We agreed that the onboarding starts with the sales team.", "Lena will write the proposal with the discount by Monday.", "Our next call is on the twelfth of June at ten.");
        AssertTopics(set, "Analytics package", "Onboarding", "Discount");
    }

    [Fact]
    public async Task AnalyseAsync_TestbedRun_CoversItsThemeItsDecisionAndWhoDoesWhat()
    {
        var set = await Meetings.AnalyseAsync(Run);

        AssertSays(set, "Today we test the cooling pump at full load.", "We decided to stop above ninety degrees.", "Max will export the vibration data for the report.");
        AssertTopics(set, "Cooling pump", "Vibration");
    }

    [Fact]
    public async Task AnalyseAsync_RecurringNounThatWasAnnounced_IsATopicBeforeOneSaidInPassing()
    {
        string[] passing = [.. Enumerable.Range(0, 7).SelectMany(i => Enumerable.Repeat($"Ana: the {Passing[i]} came up", 2))];

        AssertTopics(await Meetings.AnalyseAsync([.. passing, "Ana: our next topic is the budget", "Ben: the budget holds"]), "Budget");
    }

    [Fact]
    public async Task AnalyseAsync_TaskThatSpeaksOfMe_IsNotToldOfAnother()
    {
        var set = await Meetings.AnalyseAsync([.. SalesCall.Where(line => !line.Contains("proposal", StringComparison.Ordinal))]);

        Assert.DoesNotContain("will send me", set.Summary!.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Send me", set.Summary.Text, StringComparison.Ordinal);
    }

    /// <summary>Prose: sentences, each of the meeting, without a label of who speaks.</summary>
    private static void AssertSays(InsightSet set, params string[] parts)
    {
        Assert.All(parts, part => Assert.Contains(part, set.Summary!.Text, StringComparison.Ordinal));
        Assert.DoesNotContain(':', set.Summary!.Text);
        Assert.Equal(set.Summary.SegmentIds.OrderBy(id => int.Parse(id.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture)), set.Summary.SegmentIds);
    }

    private static void AssertTopics(InsightSet set, params string[] topics)
    {
        var found = set.Insights.Where(insight => insight.Kind is InsightKind.Topic).Select(insight => insight.Text).ToList();
        Assert.All(topics, topic => Assert.Contains(topic, found));
    }
}
