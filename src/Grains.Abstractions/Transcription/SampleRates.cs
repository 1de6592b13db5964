namespace MeetingIntel.Transcription;

/// <summary>The sample rates that audio channels take: those that telephones, sound cards and browsers capture at.</summary>
public static class SampleRates
{
    /// <summary>Samples a second, ascending.</summary>
    public static IReadOnlyList<int> All { get; } = [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 88_200, 96_000];
}
