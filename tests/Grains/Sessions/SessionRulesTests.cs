using MeetingIntel.Grains.Sessions;
using MeetingIntel.Insights;
using MeetingIntel.Recordings;
using MeetingIntel.Sessions;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Tests.Sessions;

public sealed class SessionRulesTests
{
    [Fact]
    public void Create_Started_IsActiveAtOnce()
    {
        var session = Given.Session();

        Assert.Equal(SessionStatus.Active, session.Status);
        Assert.Equal(2, session.LastSeq);
        Assert.Equal("org_a", session.OrgId);
    }

    [Fact]
    public void Create_NotStarted_Waits() =>
        Assert.Equal(SessionStatus.Created, Given.Fold(null, SessionRules.Create(Given.Create with { Start = false })).Status);

    [Fact]
    public void Start_WhenActive_ChangesNothing() => Assert.Empty(SessionRules.Start(Given.Session()));

    [Fact]
    public void End_WhenEnded_KeepsTheFirstEnd() => Assert.Empty(SessionRules.End(Given.Session(new SessionEnded())));

    [Fact]
    public void Start_WhenEnded_ReopensAndForgetsTheEnd()
    {
        var reopened = Given.Fold(Given.Session(new SessionEnded()), SessionRules.Start(Given.Session(new SessionEnded())));

        Assert.Equal(SessionStatus.Active, reopened.Status);
        Assert.Null(reopened.EndedAt);
    }

    /// <summary>4 is on record; a change says what it is one of, or, from an older build, nothing.</summary>
    [Theory]
    [InlineData(4, false, 6, true)]
    [InlineData(4, false, 4, true)]
    [InlineData(4, false, 3, false)]
    [InlineData(3, false, 6, false)]
    [InlineData(0, false, 6, false)]
    [InlineData(4, true, 6, false)]
    [InlineData(null, false, 6, true)]
    [InlineData(null, false, 3, false)]
    public void UpdateInsights_FollowsOnlyWhatIsOnRecord(int? baseThrough, bool baseFinal, int through, bool isTaken)
    {
        var session = Given.Session(new InsightsUpdated(4, Final: false, null, [], [], 0));
        var change = new InsightsUpdated(through, Final: false, null, [], [], 0);

        var decision = SessionRules.Update(session, new UpdateInsights(change, baseThrough is { } known ? new InsightMark(known, baseFinal) : null));

        Assert.Equal(isTaken ? null : "insights.outdated", decision.Error?.Code);
    }

    [Fact]
    public void UpdateInsights_FirstOne_FollowsNothing() => Assert.Null(
        SessionRules.Update(Given.Session(), new UpdateInsights(new InsightsUpdated(3, Final: false, null, [], [], 0), InsightMark.None)).Error);

    [Fact]
    public void Update_Nothing_AppendsNothing() =>
        Assert.Empty(SessionRules.Update(Given.Session(), new UpdateSession(null, null, null)).Events);

    [Fact]
    public void Update_SameName_AppendsNothing() =>
        Assert.Empty(SessionRules.Update(Given.Session(), new UpdateSession("Weekly", null, SessionStatus.Active)).Events);

    [Fact]
    public void Update_NameAndEnd_DoesBoth()
    {
        var session = Given.Session();

        var after = Given.After(session, SessionRules.Update(session, new UpdateSession("Monthly", "All hands", SessionStatus.Ended)));

        Assert.Equal("Monthly", after.Details.Name);
        Assert.Equal("All hands", after.Details.Description);
        Assert.Equal(SessionStatus.Ended, after.Status);
    }

    [Fact]
    public void Update_BackToCreated_IsRefused() =>
        Assert.Equal("session.bad-status", SessionRules.Update(Given.Session(), new UpdateSession(null, null, SessionStatus.Created)).Error?.Code);

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("müll")]
    [InlineData("external")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    public void OpenChannel_BadName_IsRefused(string name) =>
        Assert.Equal("audio.bad-channel-name", SessionRules.OpenChannel(Given.Session(), new OpenChannel(name, null, 16_000)).Error?.Code);

    [Theory]
    [InlineData(0)]
    [InlineData(11_000)]
    [InlineData(192_000)]
    public void OpenChannel_BadRate_IsRefused(int rate) =>
        Assert.Equal("audio.unsupported-rate", SessionRules.OpenChannel(Given.Session(), new OpenChannel(Given.Mic, null, rate)).Error?.Code);

    [Fact]
    public void OpenChannel_Ended_IsRefused() =>
        Assert.Equal("session.ended", SessionRules.OpenChannel(Given.Session(new SessionEnded()), new OpenChannel(Given.Mic, null, 16_000)).Error?.Code);

    [Fact]
    public void OpenChannel_NotStarted_IsRefused()
    {
        var waiting = Given.Fold(null, SessionRules.Create(Given.Create with { Start = false }));

        Assert.Equal("session.not-started", SessionRules.OpenChannel(waiting, new OpenChannel(Given.Mic, null, 16_000)).Error?.Code);
    }

    [Fact]
    public void OpenChannel_Again_AppendsNothing() =>
        Assert.Empty(SessionRules.OpenChannel(Given.WithMic(), new OpenChannel(Given.Mic, "Ana", 16_000)).Events);

    [Fact]
    public void OpenChannel_AgainWithoutSpeaker_KeepsTheSpeaker() =>
        Assert.Empty(SessionRules.OpenChannel(Given.WithMic(), new OpenChannel(Given.Mic, null, 16_000)).Events);

    [Fact]
    public void OpenChannel_OtherRate_KeepsWhatIsCommitted()
    {
        var session = Given.WithMic(acked: 6_400);

        var after = Given.After(session, SessionRules.OpenChannel(session, new OpenChannel(Given.Mic, null, 48_000)));

        var channel = Assert.Single(after.Channels);
        Assert.Equal((48_000, 6_400L), (channel.SampleRate, channel.AckedOffset));
    }

    /// <summary>Each sender goes by its own bytes: where another one's are on record, its numbers mean others.</summary>
    [Theory]
    [InlineData("conn_a", 3_200L, null)]
    [InlineData("conn_b", null, null)]
    [InlineData("conn_b", 6_400L, null)]
    [InlineData("conn_b", 6_398L, "audio.superseded")]
    [InlineData(null, 0L, "audio.superseded")]
    [InlineData(null, null, null)]
    public void OpenChannel_ByAnotherSender_OnlyBehindWhatIsOnRecord(string? sender, long? offset, string? code)
    {
        var session = SessionFold.Advance(Given.Session(new ChannelOpened(Given.Mic, "Ana", 16_000, "conn_a")), Given.Mic, 6_400, 0.2);

        var decision = SessionRules.OpenChannel(session, new OpenChannel(Given.Mic, "Ana", 16_000, sender, offset));

        Assert.Equal(code, decision.Error?.Code);
        Assert.Equal(
            code is null && sender != "conn_a" ? [new ChannelOpened(Given.Mic, "Ana", 16_000, sender, 6_400)] : [],
            decision.Events);
    }

    [Theory]
    [InlineData("conn_a", false, true, "audio.outdated-connection")]
    [InlineData("conn_a", true, true, null)]
    [InlineData("conn_a", false, false, null)]
    [InlineData("conn_c", false, true, null)]
    [InlineData(null, false, true, null)]
    public void OpenChannel_BySomebodyWhoBeganEarlier_OnlyWhereNobodySends(string? sender, bool isQuiet, bool isOpen, string? code)
    {
        var session = Given.Session(new ChannelOpened(Given.Mic, "Ana", 16_000, "conn_b"));
        session = isOpen ? session : Given.Fold(session, [new ChannelClosed(Given.Mic, 0)]);

        Assert.Equal(code, SessionRules.OpenChannel(session, new OpenChannel(Given.Mic, "Ana", 16_000, sender, Offset: null, isQuiet)).Error?.Code);
    }

    [Fact]
    public void OpenChannel_OneTooMany_IsRefused()
    {
        var full = Given.Session([.. Enumerable.Range(0, SessionRules.MaxChannels).Select(n => new ChannelOpened($"c{n}", null, 16_000))]);

        Assert.Equal("session.too-many-channels", SessionRules.OpenChannel(full, new OpenChannel("one-more", null, 16_000)).Error?.Code);
    }

    /// <summary>Each channel may say so, and each of them again after a crash.</summary>
    [Fact]
    public void StopKeepingAudio_IsOnRecordOnceUntilItIsKeptAgain()
    {
        var full = new RecordingFull(Given.Mic, 1.5, 100);
        var kept = Given.Fold(Given.WithMic(), [new SessionUpdated(new SessionDetails("Weekly", Record: true))]);

        var stopped = Given.After(kept, SessionRules.StopKeepingAudio(kept, full));

        Assert.Equal(new SessionDetails("Weekly"), stopped.Details);
        Assert.Empty(SessionRules.StopKeepingAudio(stopped, full with { Channel = "room" }).Events);
        var again = Given.After(stopped, SessionRules.Update(stopped, new UpdateSession(null, null, null, Record: true)));
        Assert.Equal([full], SessionRules.StopKeepingAudio(again, full).Events);
    }

    /// <summary>A lost answer makes the last word of a channel be said again.</summary>
    [Fact]
    public void CommitOutcome_OfTheEndOfABrokenRecording_IsOnRecordOnce()
    {
        var session = Given.WithMic(acked: 6_400);
        var last = Given.Outcome(6_400, 6_400, close: true) with { Gaps = [TranscriptGap.BreaksOff(Given.Mic, 0.2)] };

        var after = Given.After(session, SessionRules.CommitOutcome(session, last));

        Assert.Equal([new TranscriptGap(Given.Mic, 0.2, 0.2, "recording-broken-off"), new ChannelClosed(Given.Mic, 0.2)], SessionRules.CommitOutcome(session, last).Events);
        Assert.Empty(SessionRules.CommitOutcome(after, last).Events);
    }

    [Fact]
    public void CommitOutcome_Text_AddsASegmentAndMovesTheOffset()
    {
        var session = Given.WithMic();

        var after = Given.After(session, SessionRules.CommitOutcome(session, Given.Outcome(0, 32_000, close: false, Given.Segment())));

        Assert.Equal(32_000, after.Channels[0].AckedOffset);
        Assert.Equal((1, 2), (after.SegmentCount, after.WordCount));
    }

    [Fact]
    public void CommitOutcome_Silence_MovesTheOffsetWithoutAnEvent()
    {
        var decision = SessionRules.CommitOutcome(Given.WithMic(), Given.Outcome(0, 32_000));

        Assert.Empty(decision.Events);
        Assert.Equal(32_000, Assert.Single(decision.Advances).ToOffset);
    }

    [Fact]
    public void CommitOutcome_SameStretchAgain_AppendsNothing()
    {
        var decision = SessionRules.CommitOutcome(Given.WithMic(acked: 32_000), Given.Outcome(0, 32_000, close: false, Given.Segment()));

        Assert.Null(decision.Error);
        Assert.Empty(decision.Events);
        Assert.Empty(decision.Advances);
    }

    [Theory]
    [InlineData(16_000, 48_000)]
    [InlineData(40_000, 48_000)]
    public void CommitOutcome_NotWhereTheChannelStands_IsRefused(long from, long to) =>
        Assert.Equal(
            "channel.offset-conflict",
            SessionRules.CommitOutcome(Given.WithMic(acked: 32_000), Given.Outcome(from, to, close: false, Given.Segment())).Error?.Code);

    [Fact]
    public void CommitOutcome_Close_ClosesOnce()
    {
        var session = Given.WithMic(acked: 32_000);

        var closed = Given.After(session, SessionRules.CommitOutcome(session, Given.Outcome(32_000, 32_000, close: true)));

        Assert.False(closed.Channels[0].Open);
        Assert.Empty(SessionRules.CommitOutcome(closed, Given.Outcome(32_000, 32_000, close: true)).Events);
    }

    [Fact]
    public void CommitOutcome_AfterTheEnd_IsStillTaken()
    {
        var ended = Given.Fold(Given.WithMic(), [new SessionEnded()]);

        Assert.Single(SessionRules.CommitOutcome(ended, Given.Outcome(0, 32_000, close: false, Given.Segment())).Events);
    }

    [Fact]
    public void CommitOutcome_UnknownChannel_IsRefused() =>
        Assert.Equal("channel.not-found", SessionRules.CommitOutcome(Given.Session(), Given.Outcome(0, 32_000)).Error?.Code);

    [Fact]
    public void ReportDelay_Known_AppendsNothing()
    {
        var session = Given.WithMic();
        var delayed = Given.After(session, SessionRules.ReportDelay(session, new ReportDelay(Given.Mic, 5, Delayed: true)));

        Assert.True(delayed.Channels[0].Delayed);
        Assert.Empty(SessionRules.ReportDelay(delayed, new ReportDelay(Given.Mic, 9, Delayed: true)).Events);
        Assert.IsType<TranscriptionRecovered>(Assert.Single(SessionRules.ReportDelay(delayed, new ReportDelay(Given.Mic, 0, Delayed: false)).Events));
    }
}
