using MeetingIntel.Api.Replay;
using MeetingIntel.Testing.Time;

namespace MeetingIntel.Api.Tests.Replay;

/// <summary>A replay's time goes by as fast as it is told to, and knows how long that takes.</summary>
public sealed class ReplayClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(0.5, 20_000)]
    [InlineData(1, 10_000)]
    [InlineData(16, 625)]
    [InlineData(3, 3_334)]
    public void Until_AtASpeed_IsTheWayThere(double speed, int milliseconds)
    {
        var clock = new ReplayClock(_time, Noon, speed, isPaused: false);

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), clock.Until(Noon.AddSeconds(10)));
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        Assert.Equal(TimeSpan.Zero, clock.Until(Noon.AddSeconds(10)));
        Assert.InRange(clock.At, Noon.AddSeconds(10), Noon.AddSeconds(10.003));
    }

    [Fact]
    public void Pause_StopsIt_UntilItIsResumed()
    {
        var clock = new ReplayClock(_time, Noon, 2, isPaused: false);
        _time.Advance(TimeSpan.FromSeconds(3));
        clock.Pause();
        clock.Pause();
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(Noon.AddSeconds(6), clock.At);
        Assert.Equal(Timeout.InfiniteTimeSpan, clock.Until(Noon.AddSeconds(7)));
        Assert.Equal(TimeSpan.Zero, clock.Until(Noon.AddSeconds(6)));

        clock.Resume();
        clock.Resume();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Noon.AddSeconds(8), clock.At);
    }

    [Fact]
    public void ChangeSpeed_CountsFromNowOn()
    {
        var clock = new ReplayClock(_time, Noon, 1, isPaused: false);
        _time.Advance(TimeSpan.FromSeconds(2));
        clock.ChangeSpeed(8);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Noon.AddSeconds(10), clock.At);
        clock.Set(Noon);
        Assert.Equal(Noon, clock.At);
    }

    /// <summary>However it goes, whoever waits as long as it says has not waited too short.</summary>
    [Fact]
    public void Until_ForAnySpeed_IsNeverTooShort()
    {
        var random = new Random(5);
        for (var run = 0; run < 2000; run++)
        {
            var clock = new ReplayClock(_time, Noon, 0.5 + (random.NextDouble() * 15.5), isPaused: false);
            var due = Noon.AddTicks(random.NextInt64(TimeSpan.TicksPerHour));
            _time.Advance(clock.Until(due));
            Assert.Equal(TimeSpan.Zero, clock.Until(due));
        }
    }
}
