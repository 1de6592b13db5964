using System.ComponentModel.DataAnnotations;

namespace MeetingIntel.Grains.Placement;

/// <summary>What a silo takes on at most. Configuration section <c>Limits</c>.</summary>
public sealed class LimitsOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Limits";

    /// <summary>Live audio channels, uploads included.</summary>
    [Range(1, 100_000)]
    public int LiveChannels { get; set; } = 400;

    /// <summary>
    /// Live audio channels where speech is recognised on this machine; <see langword="null"/>: as many as the recogniser says that this machine carries in
    /// real time. Does not count where somebody else recognises it.
    /// </summary>
    [Range(1, 100_000)]
    public int? LocalSttChannels { get; set; }
}
