namespace MeetingIntel.Providers.Stt;

/// <summary>The audio clock of local recognition: times are counts of samples.</summary>
internal static class SampleClock
{
    /// <summary>Samples a second.</summary>
    internal const int SampleRate = 16_000;

    private const long TicksPerSample = TimeSpan.TicksPerSecond / SampleRate;

    /// <summary>The exact time of a sample.</summary>
    /// <param name="sample">Samples before it.</param>
    internal static TimeSpan Time(long sample) => new(sample * TicksPerSample);

    /// <summary>How many samples last so long.</summary>
    /// <param name="milliseconds">The duration.</param>
    internal static int Samples(int milliseconds) => milliseconds * (SampleRate / 1000);
}
