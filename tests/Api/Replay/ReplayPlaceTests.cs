using System.Text;
using MeetingIntel.Api.Replay;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace MeetingIntel.Api.Tests.Replay;

/// <summary>What clients ask for, read.</summary>
public sealed class ReplayPlaceTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Before the start is the start, after the end the end.</summary>
    [Theory]
    [InlineData("0", 0)]
    [InlineData("12.5", 12.5)]
    [InlineData("-3", 0)]
    [InlineData("1e300", 60)]
    [InlineData("-1e300", 0)]
    [InlineData("60", 60)]
    [InlineData("2026-05-04T12:00:20Z", 20)]
    [InlineData("2026-05-04T14:00:20.5+02:00", 20.5)]
    [InlineData("2026-05-04T14:00:20.5 02:00", 20.5)]
    [InlineData("2026-05-04T07:00:20-05:00", 20)]
    [InlineData("1999-01-01T00:00:00Z", 0)]
    [InlineData("2999-01-01T00:00:00Z", 60)]
    public void Within_OfAPlace_IsAMomentOfTheSession(string text, double seconds) =>
        Assert.Equal(Noon.AddSeconds(seconds), ReplayPlace.TryParse(text)!.Value.Within(Noon, Noon.AddMinutes(1)));

    [Theory]
    [InlineData("")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("later")]
    [InlineData("2026-05-04")]
    [InlineData("2026-05-04T12:00:20")]
    [InlineData("2026-05-04 12:00:20")]
    [InlineData("2026-02-30T12:00:20Z")]
    public void TryParse_OfNoPlace_SaysSo(string text) => Assert.Null(ReplayPlace.TryParse(text));

    [Theory]
    [InlineData("speed=0", "replay.bad-speed")]
    [InlineData("speed=0.49", "replay.bad-speed")]
    [InlineData("speed=32", "replay.bad-speed")]
    [InlineData("speed=-1", "replay.bad-speed")]
    [InlineData("speed=NaN", "replay.bad-speed")]
    [InlineData("speed=Infinity", "replay.bad-speed")]
    [InlineData("speed=fast", "replay.bad-speed")]
    [InlineData("from=2026-05-04T12:00:00", "replay.bad-from")]
    [InlineData("from=NaN", "replay.bad-from")]
    [InlineData("after=-1", "feed.bad-after")]
    [InlineData("after=x", "feed.bad-after")]
    [InlineData("types=note.created,nothing", "feed.unknown-type")]
    [InlineData("skip_silence=maybe", "replay.bad-switch")]
    [InlineData("paused=1", "replay.bad-switch")]
    public void Read_OfABadQuery_SaysWhatIsWrong(string query, string code) => Assert.Equal(code, Read(query).Error!.Code);

    [Fact]
    public void Read_OfAQuery_TakesAllOfIt()
    {
        var request = Read("speed=16&from=2.5&after=7&types=note.created, telemetry.latest&skip_silence=true&paused=true").Value!;

        Assert.Equal((16.0, 7L, 2.5, true, true, true), (request.Speed, request.After, request.From!.Value.Seconds, request.WithTelemetry, request.SkipSilence, request.Paused));
        Assert.Equal(["note.created"], request.Types!);
        Assert.False(Read("types=note.created").Value!.WithTelemetry);
        Assert.Null(Read("").Value!.Types);
        Assert.Equal((1.0, null, true), (Read("").Value!.Speed, Read("").Value!.From, Read("").Value!.WithTelemetry));
    }

    [Theory]
    [InlineData("", "replay.bad-message")]
    [InlineData("hello", "replay.bad-message")]
    [InlineData("[]", "replay.bad-message")]
    [InlineData("7", "replay.bad-message")]
    [InlineData("""{"type":7}""", "replay.bad-message")]
    [InlineData("""{"type":"rewind"}""", "replay.bad-message")]
    [InlineData("""{"type":"\ud800"}""", "replay.bad-message")]
    [InlineData("""{"\ud8000":"pause"}""", "replay.bad-message")]
    [InlineData("""{"type":"seek","at":"\ud800"}""", "replay.bad-place")]
    [InlineData("""{"type":"speed","\ud800":1}""", "replay.bad-message")]
    [InlineData("""{"type":"speed"}""", "replay.bad-speed")]
    [InlineData("""{"type":"speed","speed":"4"}""", "replay.bad-speed")]
    [InlineData("""{"type":"speed","speed":17}""", "replay.bad-speed")]
    [InlineData("""{"type":"speed","speed":1e999}""", "replay.bad-speed")]
    [InlineData("""{"type":"seek"}""", "replay.bad-place")]
    [InlineData("""{"type":"seek","at":null}""", "replay.bad-place")]
    [InlineData("""{"type":"seek","at":1e999}""", "replay.bad-place")]
    [InlineData("""{"type":"seek","at":"noon"}""", "replay.bad-place")]
    [InlineData("""{"type":"seek","at":"2026-05-04T12:00:00"}""", "replay.bad-place")]
    public void Read_OfABadMessage_SaysWhatIsWrong(string message, string code) => Assert.Equal(code, ReplayCommand.Read(Encoding.UTF8.GetBytes(message)).Error!.Code);

    private static GrainResult<ReplayRequest> Read(string query) => ReplayRequest.Read(new QueryCollection(QueryHelpers.ParseQuery(query)));
}
