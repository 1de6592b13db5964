using MeetingIntel.Bench.Chaos.Checking;
using MeetingIntel.Bench.Chaos.Report;
using MeetingIntel.Sessions;
using MeetingIntel.Transcription;
using Session = MeetingIntel.Bench.Chaos.Checking.Timeline;

namespace MeetingIntel.EndToEnd.Tests.Checking;

/// <summary>What <c>bench/Chaos</c> says of a journal and tables that don't fit, each wrong in one place only.</summary>
public sealed class TimelineCheckTests
{
    private static readonly Dictionary<string, Func<Session, Session>> Damages = new(StringComparer.Ordinal)
    {
        ["no session"] = session => session with { Row = null },
        ["another name"] = session => session with { Row = session.Row! with { Name = "v2" } },
        ["not ended"] = session => session with { Row = session.Row! with { Status = "active", EndedAt = null } },
        ["words counted twice"] = session => session with { Row = session.Row! with { WordCount = 4 } },
        ["an older summary"] = session => session with { Row = session.Row! with { Summary = "Nothing was said." } },
        ["a summary that rests on something else"] = session => session with { Row = session.Row! with { SummarySegmentIds = "seg_w2" } },
        ["insights counted wrong"] = session => session with { Row = session.Row! with { InsightCount = 2 } },
        ["insights that are not final"] = session => session with { Row = session.Row! with { InsightFinal = false } },
        ["an insight is missing"] = session => session with { Insights = [] },
        ["an insight is old"] = session => session with { Insights = [session.Insights[0] with { Text = "Buy." }] },
        ["an insight stands elsewhere"] = session => session with { Insights = [session.Insights[0] with { Seq = 8 }] },
        ["an insight that was removed"] = session => session with { Insights = [session.Insights[0], session.Insights[0] with { Id = "ins_2", Position = 1 }] },
        ["a segment is missing"] = session => session with { Segments = [session.Segments[0]] },
        ["a segment is there twice"] = session => session with { Segments = [.. session.Segments, session.Segments[1]] },
        ["a segment without its words"] = session => session with { Segments = [session.Segments[0] with { Words = "[]" }, session.Segments[1]] },
        ["a channel is open"] = session => session with { Channels = session.Channels.ToDictionary(pair => pair.Key, pair => pair.Value with { Open = true }) },
        ["a channel is missing"] = session => session with { Channels = new Dictionary<string, ChannelRow>() },
    };

    public static TheoryData<string> Kinds => [.. Damages.Keys];

    [Fact]
    public void Check_TablesThatFollow_SaysNothing() => Assert.Empty(Check(SomeSession.Meeting()));

    /// <summary>How far a channel is on record is no event; whoever spoke knows.</summary>
    [Fact]
    public void Check_AChannelsProgress_IsNotForTheJournalToSay()
    {
        var session = SomeSession.Meeting();

        Assert.Empty(Check(session with { Channels = session.Channels.ToDictionary(pair => pair.Key, pair => pair.Value with { AckedOffset = 640 }) }));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Check_TablesThatDont_IsAViolation(string damage) =>
        Assert.Contains("tables follow the journal", Assert.Single(Check(Damages[damage](SomeSession.Meeting()))), StringComparison.Ordinal);

    [Fact]
    public void Check_TwoLastWordsOnInsights_IsAViolation() => Assert.Contains("last words", Assert.Single(Check(SomeSession.Of(
        SomeSession.Created(),
        new SessionEnded(),
        SomeSession.Understood(1, final: true, null, [], [], 0),
        SomeSession.Understood(1, final: true, null, [], [], 0)))), StringComparison.Ordinal);

    /// <summary>Two that write insights of one session at the same time don't know of each other's.</summary>
    [Theory]
    [InlineData(1, 2, "")]
    [InlineData(1, 1, "ins_7")]
    [InlineData(5, 1, "")]
    public void Check_InsightsThatDontAddUp_IsAViolation(long through, int total, string removed) => Assert.Contains("insights add up", Assert.Single(Check(SomeSession.Of(
        SomeSession.Created(),
        SomeSession.Understood(through, final: false, null, [SomeSession.Action("ins_1")], removed.Length == 0 ? [] : [removed], total)))), StringComparison.Ordinal);

    [Fact]
    public void Check_InsightsThatReadLessThanBefore_IsAViolation() => Assert.Contains("insights add up", Assert.Single(Check(SomeSession.Of(
        SomeSession.Created(),
        SomeSession.Said("w1", "mic", 0, 300),
        SomeSession.Understood(2, final: false, null, [], [], 0),
        SomeSession.Understood(1, final: false, null, [], [], 0)))), StringComparison.Ordinal);

    [Fact]
    public void Check_AHole_IsAViolation()
    {
        var session = SomeSession.Of(SomeSession.Created(), new SessionStarted());

        Assert.Contains("no holes", Assert.Single(Check(session with { Events = [session.Events[0], session.Events[1] with { Seq = 3 }] })), StringComparison.Ordinal);
    }

    /// <summary>A journal that lost its middle must be told of, not thrown at.</summary>
    [Fact]
    public void Check_AChannelThatWasNeverOpened_IsAViolation()
    {
        var session = SomeSession.Of(SomeSession.Created(), new ChannelClosed("mic", 1));

        Assert.Contains(
            "tables follow the journal",
            Assert.Single(Check(session with { Channels = new Dictionary<string, ChannelRow> { ["mic"] = new("mic", "Ana", 16_000, 0, Open: false, Delayed: false) } })),
            StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Check(Session session)
    {
        using var evidence = new Evidence(path: null);
        new TimelineCheck(evidence).Check(session);
        return evidence.Violations;
    }
}
