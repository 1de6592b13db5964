namespace MeetingIntel.Providers.Tests.Audio;

/// <summary>Sine tones, and how well one is kept.</summary>
internal static class TestTone
{
    internal static short[] Sine(int rate, double hertz, int samples, double amplitude = 0.5)
    {
        var tone = new short[samples];
        for (var i = 0; i < samples; i++)
        {
            tone[i] = (short)Math.Round(amplitude * short.MaxValue * Math.Sin(2 * Math.PI * hertz * i / rate));
        }

        return tone;
    }

    /// <summary>Signal to noise: the tone as it must be against all that differs from it, dB.</summary>
    internal static double SignalToNoise(ReadOnlySpan<short> expected, ReadOnlySpan<short> actual)
    {
        double signal = 0, noise = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            double difference = actual[i] - expected[i];
            signal += (double)expected[i] * expected[i];
            noise += difference * difference;
        }

        return 10 * Math.Log10(signal / Math.Max(noise, 1e-9));
    }
}
