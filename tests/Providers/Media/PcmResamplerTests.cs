using FsCheck;
using FsCheck.Fluent;
using MeetingIntel.Providers.Media;
using MeetingIntel.Providers.Tests.Audio;

namespace MeetingIntel.Providers.Tests.Media;

public sealed class PcmResamplerTests
{
    /// <summary>At the ends the tone begins and stops abruptly, which no filter keeps.</summary>
    private const int Edge = 400;

    [Theory]
    [InlineData(8_000, 300)]
    [InlineData(8_000, 1_000)]
    [InlineData(8_000, 3_500)]
    [InlineData(44_100, 300)]
    [InlineData(44_100, 1_000)]
    [InlineData(44_100, 7_000)]
    [InlineData(48_000, 300)]
    [InlineData(48_000, 1_000)]
    [InlineData(48_000, 7_000)]
    public void Resample_ToneInBand_KeepsItInPlaceAbove60Decibels(int rate, double hertz)
    {
        var actual = Resample(TestTone.Sine(rate, hertz, rate), rate, [rate]);
        var expected = TestTone.Sine(16_000, hertz, 16_000);
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(TestTone.SignalToNoise(expected.AsSpan(Edge..^Edge), actual.AsSpan(Edge..^Edge)), 60, double.PositiveInfinity);
    }

    [Theory]
    [InlineData(44_100, 8_200)]
    [InlineData(44_100, 15_000)]
    [InlineData(48_000, 8_200)]
    [InlineData(48_000, 20_000)]
    public void Resample_ToneThatWouldAlias_IsRejected(int rate, double hertz)
    {
        var actual = Resample(TestTone.Sine(rate, hertz, rate), rate, [rate]);
        Assert.InRange(PcmLevel.Measure(actual.AsSpan(Edge..^Edge)), PcmLevel.Silence, -70);
    }

    [Fact]
    public void Resample_8KilohertzTone_LeavesNoImage()
    {
        var actual = Resample(TestTone.Sine(8_000, 1_000, 8_000), 8_000, [8_000]);
        var expected = TestTone.Sine(16_000, 1_000, 16_000);
        var image = actual.Zip(expected, (a, e) => (short)(a - e)).ToArray();
        Assert.InRange(PcmLevel.Measure(image.AsSpan(Edge..^Edge)), PcmLevel.Silence, -70);
    }

    [Fact]
    public void Resample_SameRate_ChangesNothing()
    {
        var input = TestSpeech.Noise(TimeSpan.FromSeconds(0.1), 0.5);
        Assert.True(Resample(input, 16_000, [7]).AsSpan().SequenceEqual(input));
    }

    [Fact]
    public void Resample_FullScaleSquare_ClipsInsteadOfWrapping()
    {
        var square = Enumerable.Range(0, 48_000).Select(i => i / 240 % 2 == 0 ? short.MaxValue : short.MinValue).ToArray();
        var actual = Resample(square, 48_000, [960]);

        // Half a period is 80 samples here; its middle must have the sign of the input.
        for (var middle = 40; middle < actual.Length; middle += 80)
        {
            Assert.Equal(middle / 80 % 2 == 0, actual[middle] > 0);
        }
    }

    [Fact]
    public void Resample_AnyFrameSizes_GiveTheSameSamplesAndTheExactCount() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<NonEmptyArray<PositiveInt>>(),
            Gen.Elements(8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 88_200, 96_000).ToArbitrary(),
            (frames, rate) =>
            {
                var input = TestSpeech.Noise(TimeSpan.FromSeconds(0.25), 0.5, seed: rate);
                var whole = Resample(input, rate, [input.Length]);
                var pieces = Resample(input, rate, [.. frames.Get.Select(frame => frame.Get)]);
                return whole.AsSpan().SequenceEqual(pieces) && whole.Length == ((input.Length * 16_000L) + rate - 1) / rate;
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Resample_TooLittleRoom_Throws()
    {
        var resampler = new PcmResampler(8_000, 16_000);
        Assert.Throws<ArgumentException>(() => resampler.Resample(new short[100], new short[100]));
    }

    [Fact]
    public void Resample_AfterFlush_Throws()
    {
        var resampler = new PcmResampler(8_000, 16_000);
        _ = resampler.Flush(new short[resampler.MaxOutput(0)]);
        Assert.Throws<InvalidOperationException>(() => resampler.Resample(new short[1], new short[resampler.MaxOutput(1)]));
    }

    [Fact]
    public void Resample_Steadily_AllocatesNothing()
    {
        var resampler = new PcmResampler(48_000, 16_000);
        var input = new short[960];
        var output = new short[resampler.MaxOutput(input.Length)];
        _ = resampler.Resample(input, output);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            _ = resampler.Resample(input, output);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static short[] Resample(short[] input, int rate, int[] frames)
    {
        var resampler = new PcmResampler(rate, 16_000);
        var output = new List<short>();
        for (int at = 0, i = 0; at < input.Length; i++)
        {
            var count = Math.Min(frames[i % frames.Length], input.Length - at);
            var room = new short[resampler.MaxOutput(count)];
            output.AddRange(room.AsSpan(0, resampler.Resample(input.AsSpan(at, count), room)));
            at += count;
        }

        var rest = new short[resampler.MaxOutput(0)];
        output.AddRange(rest.AsSpan(0, resampler.Flush(rest)));
        Assert.Equal(output.Count, resampler.OutputSamples);
        Assert.Equal(input.Length, resampler.InputSamples);
        return [.. output];
    }
}
