using MeetingIntel.Corrections;
using MeetingIntel.Grains.Corrections;
using MeetingIntel.Grains.Sessions;
using MeetingIntel.Grains.Tests.Sessions;
using MeetingIntel.Insights;
using MeetingIntel.Notes;
using MeetingIntel.Storage.Insights;
using MeetingIntel.Storage.Transcription;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Tests.Corrections;

public sealed class CorrectionRulesTests
{
    private static readonly TranscriptRow Row = new(3, DateTimeOffset.UnixEpoch, Given.Segment("hello there"), 2);

    private static readonly StoredInsights Insights = new(
        new(new MeetingSummary("Ana sends it.", ["seg_hello_there"], "local"), [Item("ins_1", "Send it", "Ana", "seg_hello_there"), Item("ins_2", "Ask Ana", null, "seg_2"), Item("ins_3", "Bananas", null, "seg_2")]), 3, final: false);

    [Fact]
    public void Correct_Text_SaysWhatChangesAndWhatRestsOnIt()
    {
        var corrected = Correct(new("", "hello you there", null, 2));

        Assert.Equal(("hello you there", "Ana", 3L, 3, 1, "user:u"), (corrected!.Segment.Text, corrected.Segment.Speaker, corrected.Seq, corrected.Version, corrected.WordsAdded, corrected.By));
        Assert.Null(corrected.Segment.Confidence);
        Assert.Equal(["ins_1"], corrected.Stale.Ids);
        Assert.True(corrected.Stale.Summary);
        Assert.Equal((Row.Segment.Start, Row.Segment.End, Row.Segment.Channel), (corrected.Segment.Start, corrected.Segment.End, corrected.Segment.Channel));
    }

    [Fact]
    public void Correct_SpeakerAlone_KeepsWhatWasHeard()
    {
        var corrected = Correct(new("", null, " Ben ", null))!;

        Assert.Equal(Row.Segment with { Speaker = "Ben" }, corrected.Segment);
        Assert.Equal(0, corrected.WordsAdded);
    }

    [Theory]
    [InlineData("x", null, 1, "segment.outdated")]
    [InlineData("hello there", null, 3, "segment.outdated")]
    [InlineData(" ", null, 2, "segment.empty")]
    [InlineData(null, "", 2, "speaker.bad-name")]
    [InlineData(null, "a\nb", 2, "speaker.bad-name")]
    [InlineData("hello there ", " Ana", 2, null)]
    [InlineData(null, null, null, null)]
    public void Correct_WhatMayNotBeOrIsSoAlready_IsNoEvent(string? text, string? speaker, int? expected, string? code)
    {
        Assert.Null(CorrectionRules.Correct(Row, new CorrectSegment("", text, speaker, expected), Insights, null, out var error));
        Assert.Equal(code, error?.Code);
    }

    [Fact]
    public void Rename_Speaker_SaysWhatNamesThem()
    {
        var note = new Note("note_1", DateTimeOffset.UnixEpoch, "Ana", "x", NoteType.Observation, [], null, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, 4);

        var decision = CorrectionRules.Rename(Given.WithMic(), new("Ana", " Anna"), new(5, IsTaken: false), [note], Insights, "user:u", DateTimeOffset.UnixEpoch.AddDays(1));

        Assert.Equal(new RenamedSpeaker("Ana", "Anna", 5, 1, Merged: false), decision.Renamed);
        var renamed = Assert.IsType<SpeakerRenamed>(decision.Events[0]);
        Assert.Equal(["ins_1", "ins_2"], renamed.Stale.Ids);
        Assert.True(renamed.Stale.Summary);
        Assert.Equal(note with { Speaker = "Anna", Version = 5, UpdatedAt = DateTimeOffset.UnixEpoch.AddDays(1) }, Assert.IsType<NoteUpdated>(decision.Events[1]).Note);
    }

    [Theory]
    [InlineData("Ben", "Ana", 1, false, true)]
    [InlineData("Ana", "Ben", 0, true, true)]
    [InlineData("Ana", "Cem", 0, false, false)]
    public void Rename_ToWhoIsThere_MakesOneOfBoth(string from, string to, int segments, bool isTaken, bool merged) =>
        Assert.Equal(merged, CorrectionRules.Rename(Given.WithMic(), new(from, to), new(segments, isTaken), [], StoredInsights.None, null, default).Renamed?.Merged);

    [Theory]
    [InlineData("Cem", "Dan", "speaker.not-found")]
    [InlineData("", "Dan", "speaker.not-found")]
    [InlineData("Ana", "", "speaker.bad-name")]
    public void Rename_ThatMayNotBe_IsRefused(string from, string to, string code) =>
        Assert.Equal(code, CorrectionRules.Rename(Given.WithMic(), new(from, to), new(0, IsTaken: false), [], StoredInsights.None, null, default).Error?.Code);

    [Fact]
    public void Rename_ToTheSame_IsNoEvent() =>
        Assert.Empty(CorrectionRules.Rename(Given.WithMic(), new("Ana", "Ana"), new(0, IsTaken: true), [], StoredInsights.None, null, default).Events);

    /// <summary>A client that comes back gives the name that it knows; what it sends is said under the one that people gave.</summary>
    [Fact]
    public void Channel_AfterARename_KeepsTheNewNameForTheOldOne()
    {
        var session = Given.Fold(Given.WithMic(), [new SpeakerRenamed("Ana", "Anna", 0, null, StaleInsights.None), new SpeakerRenamed("Anna", "Hanna", 0, null, StaleInsights.None)]);

        Assert.Equal("Hanna", Said(session));
        var again = Given.After(session, SessionRules.OpenChannel(session, new OpenChannel(Given.Mic, "Ana", 48_000)));
        Assert.Equal(("Hanna", "Ana"), (again.Channels[0].Speaker, again.Channels[0].OpenedFor));
        Assert.Empty(SessionRules.OpenChannel(session, new OpenChannel(Given.Mic, "Ana", 16_000)).Events);
        Assert.Equal("Hanna", Said(again));

        var other = Given.After(again, SessionRules.OpenChannel(again, new OpenChannel(Given.Mic, "Ben", 16_000)));
        Assert.Equal(("Ben", null), (other.Channels[0].Speaker, other.Channels[0].OpenedFor));
        Assert.Equal("Ana", Said(other));

        var back = Given.Fold(session, [new SpeakerRenamed("Hanna", "Ana", 0, null, StaleInsights.None)]);
        Assert.Equal(("Ana", null), (back.Channels[0].Speaker, back.Channels[0].OpenedFor));
    }

    /// <summary>A pass that was under way when somebody corrected what it had read.</summary>
    [Fact]
    public void UpdateInsights_OfWhatWasCorrectedSince_IsRefused()
    {
        var session = Given.Fold(Given.WithMic(), [new TranscriptSegmentAdded(Given.Segment()), new TranscriptCorrected(Given.Segment("other"), 4, 2, -1, null, StaleInsights.None), new TranscriptSegmentAdded(Given.Segment("more"))]);
        var update = new InsightsUpdated(session.LastSeq, Final: false, null, [], [], 0);

        Assert.Equal(5, session.CorrectedSeq);
        Assert.Equal("insights.outdated", SessionRules.Update(session, new UpdateInsights(update)).Error?.Code);
        Assert.Equal("insights.outdated", SessionRules.Update(session, new UpdateInsights(update with { ThroughSeq = 4 }, CorrectedSeq: 5)).Error?.Code);
        Assert.Single(SessionRules.Update(session, new UpdateInsights(update with { ThroughSeq = 5 }, CorrectedSeq: 5)).Events);
    }

    [Fact]
    public void Fold_OfACorrection_CountsItsWords()
    {
        var said = Given.Fold(Given.WithMic(), [new TranscriptSegmentAdded(Given.Segment("a b c"))]);

        var corrected = Given.Fold(said, [new TranscriptCorrected(Given.Segment("a"), 4, 2, -2, null, StaleInsights.None)]);

        Assert.Equal((1, 1, 3), (corrected.SegmentCount, corrected.WordCount, said.WordCount));
    }

    private static string? Said(MeetingIntel.Sessions.SessionSnapshot session) =>
        Assert.IsType<TranscriptSegmentAdded>(SessionRules.CommitOutcome(session, Given.Outcome(session.Channels[0].AckedOffset, session.Channels[0].AckedOffset + 2, segments: Given.Segment())).Events.Single()).Segment.Speaker;

    private static TranscriptCorrected? Correct(CorrectSegment command)
    {
        var corrected = CorrectionRules.Correct(Row, command, Insights, "user:u", out var error);
        Assert.Null(error);
        return corrected;
    }

    private static Insight Item(string id, string text, string? assignee, string segment) => new(id, InsightKind.ActionItem, text, assignee, null, null, InsightStatus.Open, null, [segment], "local");
}
