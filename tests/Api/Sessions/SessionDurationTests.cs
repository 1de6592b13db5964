using MeetingIntel.Api.Sessions;
using MeetingIntel.Sessions;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Tests.Sessions;

public sealed class SessionDurationTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(2, 7.21, 3.0, 7)]
    [InlineData(0, 4.98, 0.0, 5)]
    [InlineData(60, 7.21, 3.0, 60)]
    public void Duration_OfAnEndedSession_IsAtLeastWhatWasHeard(int seconds, double first, double second, long expected)
    {
        var session = Ended(seconds, first, second);

        Assert.Equal(expected, SessionResponse.From(session).Duration);
    }

    [Fact]
    public void Duration_BeforeTheEnd_IsUnknown() =>
        Assert.Null(SessionResponse.From(Ended(60, 60) with { Status = SessionStatus.Active, EndedAt = null }).Duration);

    private static SessionSnapshot Ended(int seconds, params double[] heard) => new(
        "sess_1", "org", "user", new SessionDetails("Call"), SessionStatus.Ended, Noon, Noon, Noon.AddSeconds(seconds), 4, 0, 0, 0,
        [.. heard.Select((time, index) => new AudioChannel($"c{index}", null, 16_000, (long)(time * 16_000) * 2, time, Open: false, Delayed: false))]);
}
