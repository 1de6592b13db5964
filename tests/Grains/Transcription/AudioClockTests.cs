using MeetingIntel.Grains.Transcription;

namespace MeetingIntel.Grains.Tests.Transcription;

public sealed class AudioClockTests
{
    [Theory]
    [InlineData(8_000)]
    [InlineData(11_025)]
    [InlineData(16_000)]
    [InlineData(22_050)]
    [InlineData(44_100)]
    [InlineData(48_000)]
    [InlineData(96_000)]
    public void OffsetAt_WholeSecond_IsExact(int rate)
    {
        var clock = new AudioClock(1_000, 3, rate);

        Assert.Equal(1_000 + (7L * rate * 2), clock.OffsetAt(TimeSpan.FromSeconds(7)));
        Assert.Equal(10, clock.TimeAt(1_000 + (7L * rate * 2)), 9);
        Assert.Equal(10, clock.TimeAt(TimeSpan.FromSeconds(7)), 9);
    }

    [Theory]
    [InlineData(8_000)]
    [InlineData(11_025)]
    [InlineData(16_000)]
    [InlineData(22_050)]
    [InlineData(44_100)]
    [InlineData(48_000)]
    [InlineData(96_000)]
    public void OffsetAt_MomentOfASample_IsThatSample(int rate)
    {
        var clock = new AudioClock(0, 0, rate);

        Assert.All(Enumerable.Range(0, 3 * rate), sample => Assert.Equal(2 * sample, clock.OffsetAt(TimeSpan.FromSeconds((double)sample / rate))));
    }

    [Fact]
    public void OffsetAt_InsideASample_RoundsDownToAWholeOne()
    {
        var clock = new AudioClock(0, 0, 16_000);

        Assert.Equal(2, clock.OffsetAt(TimeSpan.FromSeconds(1.9 / 16_000)));
    }

    [Fact]
    public void OffsetAt_EachSampleOfTenHours_ReadsBack()
    {
        var clock = new AudioClock(0, 0, 44_100);
        foreach (var sample in new long[] { 0, 1, 2, 44_099, 44_101, 1_587_599_999 })
        {
            Assert.Equal(sample * 2, clock.OffsetAt(TimeSpan.FromSeconds((double)sample / 44_100)));
        }
    }
}
