using System.Runtime.InteropServices;

namespace MeetingIntel.Providers.Media;

/// <summary>How loud audio is.</summary>
public static class PcmLevel
{
    /// <summary>What stands for silence.</summary>
    public const double SilenceDbfs = -90;

    /// <summary>Root mean square level of a piece of audio.</summary>
    /// <param name="pcm">16-bit little-endian samples.</param>
    /// <returns>dBFS, from <see cref="SilenceDbfs"/> to 0.</returns>
    public static double Dbfs(ReadOnlySpan<byte> pcm)
    {
        var samples = MemoryMarshal.Cast<byte, short>(pcm);
        if (samples.IsEmpty)
        {
            return SilenceDbfs;
        }

        double sum = 0;
        foreach (var sample in samples)
        {
            sum += (double)sample * sample;
        }

        var rms = Math.Sqrt(sum / samples.Length) / short.MaxValue;
        return rms <= 0 ? SilenceDbfs : Math.Clamp(20 * Math.Log10(rms), SilenceDbfs, 0);
    }
}
