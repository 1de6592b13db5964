using System.Text.Json;
using MeetingIntel.Api.Json;
using MeetingIntel.Api.Live;
using MeetingIntel.Insights;

namespace MeetingIntel.Api.Tests.Live;

/// <summary>The running summary in Astro's words.</summary>
public sealed class AstroSummaryTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void From_WhatStands_HasAstrosFields()
    {
        var set = new InsightSet(new MeetingSummary("They met.", ["seg_1"], "local"),
        [
            Of(InsightKind.ActionItem, "send the offer", InsightStatus.Open, "Ana", "by Friday"),
            Of(InsightKind.ActionItem, "call back", InsightStatus.Settled, null, null),
            Of(InsightKind.Question, "Who pays?", InsightStatus.Open, null, null),
            Of(InsightKind.Question, "When?", InsightStatus.Settled, null, null),
            Of(InsightKind.Topic, "money", InsightStatus.Settled, null, null),
        ]);

        var json = JsonSerializer.SerializeToElement(AstroSummary.From(set, Now) with { FinalTranscriptCount = 3 }, ApiJson.Options);

        Assert.Equal(
            """{"summary":"They met.","actionItems":[{"task":"send the offer","assignee":"Ana","deadline":"by Friday"},{"task":"call back","assignee":"Unassigned","deadline":"Not specified"}],"questions":["Who pays?"],"nextSteps":["send the offer"],"lastUpdated":"2026-05-04T12:00:00.000000Z","finalTranscriptCount":3}""",
            json.ToString());
    }

    [Fact]
    public void From_Nothing_HasNoTime() => Assert.Null(AstroSummary.From(new InsightSet(null, []), Now).LastUpdated);

    private static Insight Of(InsightKind kind, string text, InsightStatus status, string? assignee, string? due) =>
        new($"ins_{text}", kind, text, assignee, due, null, status, null, ["seg_1"], "local");
}
