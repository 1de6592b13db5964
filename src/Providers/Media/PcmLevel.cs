namespace MeetingIntel.Providers.Media;

/// <summary>Loudness of PCM.</summary>
public static class PcmLevel
{
    /// <summary>What silence counts as, dBFS.</summary>
    public const double Silence = -90;

    /// <summary>The root mean square of 16-bit samples.</summary>
    /// <param name="samples">The samples; none counts as silence.</param>
    /// <returns>dBFS, <see cref="Silence"/> … 0: a square wave at full scale is 0, a sine -3.</returns>
    public static double Measure(ReadOnlySpan<short> samples)
    {
        long energy = 0;
        foreach (var sample in samples)
        {
            energy += sample * sample;
        }

        return energy == 0 ? Silence : Math.Clamp(10 * Math.Log10(energy / (samples.Length * 32768.0 * 32768.0)), Silence, 0);
    }
}
