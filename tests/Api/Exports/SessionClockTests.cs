using MeetingIntel.Api.Exports;
using MeetingIntel.Sessions;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Tests.Exports;

/// <summary>The clock of a whole session.</summary>
public sealed class SessionClockTests
{
    [Fact]
    public void SecondsOf_ChannelThatBeganLater_CountsFromThere() => Assert.Equal(12, Clock((2, 0, new SessionStarted()), (3, 10, Opened("mic"))).SecondsOf("mic", 4, 2));

    [Fact]
    public void SecondsOf_LinesOfASessionThatBeganAgain_CountFromItsLastBeginning() =>
        Assert.Equal(103, Clock((2, 0, new SessionStarted()), (4, 100, new SessionStarted())).SecondsOf("external", 5, 3));

    [Fact]
    public void SecondsOf_LinesBeforeItBegan_AreAtZero() => Assert.Equal(0, Clock((5, 10, new SessionStarted())).SecondsOf("external", 3, -7));

    /// <summary>Two seconds were heard before the channel was opened again a minute later.</summary>
    [Fact]
    public void SecondsOf_ChannelThatWentOnLater_CountsFromThere()
    {
        var clock = Clock((2, 0, new SessionStarted()), (3, 10, Opened("mic")), (5, 70, Opened("mic", 64_000)));

        Assert.Equal(11, clock.SecondsOf("mic", 4, 1));
        Assert.Equal(71, clock.SecondsOf("mic", 6, 3));
    }

    /// <summary>A minute of a recording was heard in a second; the next one comes behind it.</summary>
    [Fact]
    public void SecondsOf_RecordingsHeardFast_FollowEachOther() =>
        Assert.Equal(61, Clock((2, 0, new SessionStarted()), (3, 0, Opened("mic")), (5, 1, Opened("mic", 60 * 32_000))).SecondsOf("mic", 6, 61));

    private static ChannelOpened Opened(string channel, long offset = 0) => new(channel, null, 16_000, null, offset);

    private static SessionClock Clock(params (long Seq, int Second, SessionEventData Data)[] events)
    {
        var clock = new SessionClock(Given.Noon.AddHours(-1));
        foreach (var (seq, second, data) in events)
        {
            clock.Add(new SessionEvent(seq, Given.Noon.AddSeconds(second), data));
        }

        return clock;
    }
}
