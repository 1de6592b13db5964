using System.ComponentModel.DataAnnotations;

namespace MeetingIntel.Providers.Tts;

/// <summary>Settings of the local synthesiser, section <c>Tts:Flite</c>.</summary>
public sealed class FliteOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Tts:Flite";

    /// <summary>The program.</summary>
    [Required]
    public string Program { get; set; } = "flite";

    /// <summary>How long one text may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
