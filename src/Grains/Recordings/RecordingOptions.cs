using System.ComponentModel.DataAnnotations;

namespace MeetingIntel.Grains.Recordings;

/// <summary>Settings of audio that is kept, section <c>Recording</c>.</summary>
public sealed class RecordingOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Recording";

    /// <summary>So many bytes the files of one session may take; audio beyond is transcribed, but not kept. Raw pieces count until their channel closes.</summary>
    [Range(1, long.MaxValue)]
    public long MaxBytesPerSession { get; set; } = 20L << 30;

    /// <summary>How often somebody looks whether audio of a channel that was lost from sight waits to become a recording.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan LookAfter { get; set; } = TimeSpan.FromMinutes(2);
}
