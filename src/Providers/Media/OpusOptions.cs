using System.ComponentModel.DataAnnotations;

namespace MeetingIntel.Providers.Media;

/// <summary>Settings of the audio that is kept, section <c>Opus</c>.</summary>
public sealed class OpusOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Opus";

    /// <summary>Bits a second of speech, on the average; silence takes less.</summary>
    [Range(6_000, 128_000)]
    public int BitRate { get; set; } = 24_000;
}
