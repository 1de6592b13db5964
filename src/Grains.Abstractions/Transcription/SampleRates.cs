namespace MeetingIntel.Transcription;

/// <summary>The sample rates that audio channels take.</summary>
public static class SampleRates
{
    /// <summary>Samples a second, ascending.</summary>
    public static IReadOnlyList<int> All { get; } = [8_000, 16_000, 44_100, 48_000];
}
