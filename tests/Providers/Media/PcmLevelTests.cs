using MeetingIntel.Providers.Media;
using MeetingIntel.Providers.Tests.Audio;

namespace MeetingIntel.Providers.Tests.Media;

public sealed class PcmLevelTests
{
    [Fact]
    public void Measure_Silence_IsTheFloor()
    {
        Assert.Equal(PcmLevel.Silence, PcmLevel.Measure(new short[100]));
        Assert.Equal(PcmLevel.Silence, PcmLevel.Measure([]));
    }

    [Fact]
    public void Measure_FullScaleSquare_IsZero() => Assert.Equal(0, PcmLevel.Measure([short.MinValue, short.MinValue, short.MinValue]), 3);

    [Fact]
    public void Measure_HalfScaleSine_Is9Below() => Assert.Equal(-9.03, PcmLevel.Measure(TestTone.Sine(16_000, 1_000, 16_000)), 0.01);

    [Fact]
    public void Split_Stereo_TakesTheSidesApart()
    {
        var left = new short[2];
        var right = new short[2];
        PcmChannels.Split([1, -1, 2, -2], left, right);
        Assert.Equal<short>([1, 2], left);
        Assert.Equal<short>([-1, -2], right);
        Assert.Throws<ArgumentException>(() => PcmChannels.Split([1, 2, 3], left, right));
    }
}
