using MeetingIntel.Bench.Chaos.Checking;
using MeetingIntel.Bench.Chaos.Clients;
using MeetingIntel.Insights;
using MeetingIntel.Sessions;
using MeetingIntel.Transcription;

namespace MeetingIntel.EndToEnd.Tests.Checking;

/// <summary>What <c>bench/Chaos</c> says of audio that came over the hub, and of what a room was shown.</summary>
public sealed class HubCheckTests
{
    /// <summary>Words 1 to 3 on a connection that broke, 4 to 6 on the last one; recorded as "channel:word@start-end" in milliseconds.</summary>
    [Theory]
    [InlineData("", "a:1@0-300 a:2@300-600 a:3@600-900 b:4@0-300 b:5@300-600 b:6@600-900")]
    [InlineData("", "a:1@0-300 a:2@300-500 b:4@0-300 b:5@300-600 b:6@600-900")]
    [InlineData("", "b:4@0-300 b:5@300-600 b:6@600-900")]
    [InlineData("", "a:1@0-100 a:1@100-300 a:4@300-600 a:5@600-900 a:6@900-1200")]
    [InlineData("missing", "a:1@0-300 a:3@300-600 b:4@0-300 b:5@300-600 b:6@600-900")]
    [InlineData("missing", "a:1@0-300 b:4@0-300 b:5@300-600")]
    [InlineData("behind", "a:1@0-300 a:2@300-600 a:1@700-1000 b:4@0-300 b:5@300-600 b:6@600-900")]
    [InlineData("different", "a:1@0-300 b:1@0-300 b:4@300-600 b:5@600-900 b:6@900-1200")]
    [InlineData("longer", "a:1@0-300 a:1@300-600 b:4@0-300 b:5@300-600 b:6@600-900")]
    [InlineData("never said", "b:4@0-300 b:5@300-600 b:6@600-900 b:7@900-1200")]
    public void CheckWords_SaysWhatIsWrong(string wrong, string recorded)
    {
        var said = HubCheck.CheckWords([new HubTurn(1) { Last = 3, IsHeard = true }, new HubTurn(4) { Last = 6 }], Segments(recorded)).ToList();

        if (wrong.Length == 0)
        {
            Assert.Empty(said);
        }
        else
        {
            Assert.Contains(said, line => line.Contains(wrong, StringComparison.Ordinal));
        }
    }

    /// <summary>A piece that was refused is lost, and its client was told so.</summary>
    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void CheckWords_OfAConnectionWithARefusal_MayLackAny(bool isRefused, int violations) =>
        Assert.Equal(violations, HubCheck.CheckWords([new HubTurn(1) { Last = 3, IsRefused = isRefused }], Segments("a:1@0-300 a:3@300-600")).Count());

    /// <summary>Its first pieces may have been refused when nobody was there any more to hear of it.</summary>
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void CheckWords_OfAConnectionThatBroke_MayLackAnyIfNoneWasHeard(bool isHeard, int violations) => Assert.Equal(
        violations,
        HubCheck.CheckWords([new HubTurn(1) { Last = 3, IsHeard = isHeard }, new HubTurn(4) { Last = 4 }], Segments("a:2@300-600 a:3@600-900 b:4@0-300")).Count());

    [Theory]
    [InlineData("2:session_status_update 3:transcript_update:w1 4:insight_update", true)]
    [InlineData("2:session_status_update 3:transcript_update:w1", true)]
    [InlineData("", true)]
    [InlineData("2:session_status_update 4:insight_update", false)]
    [InlineData("2:session_status_update 3:transcript_update:w2", false)]
    [InlineData("2:session_status_update 3:transcript_update:w1 5:insight_update", false)]
    public void CheckRoom_WantsEachEventThatItHasANameFor(string shown, bool isRight)
    {
        var journal = SomeSession.Of(
            SomeSession.Created(), new SessionStarted(), SomeSession.Said("w1", "a", 0, 300), new InsightReceived("deal", "{}"), new ChannelClosed("a", 1)).Events;

        RoomEvent[] events = [.. shown.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split(':')).Select(part =>
            new RoomEvent(int.Parse(part[0], System.Globalization.CultureInfo.InvariantCulture), part[1], part.ElementAtOrDefault(2)))];
        Assert.Equal(isRight, HubCheck.CheckRoom(events, journal) is null);
    }

    private static IEnumerable<TranscriptSegment> Segments(string recorded) => recorded.Split(' ').Select(text => text.Split(':', '@', '-')).Select(part =>
        SomeSession.Said("w" + part[1], part[0], Number(part[2]), Number(part[3])).Segment);

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
