using System.ComponentModel.DataAnnotations;

namespace MeetingIntel.Providers.Media;

/// <summary>Settings of media files, section <c>Media</c>.</summary>
public sealed class MediaOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Media";

    /// <summary>The decoder's program.</summary>
    [Required]
    public string Ffmpeg { get; set; } = "ffmpeg";

    /// <summary>The program that says what a file holds.</summary>
    [Required]
    public string Ffprobe { get; set; } = "ffprobe";

    /// <summary>Folder for files while they are decoded; <see langword="null"/>: the system's.</summary>
    public string? TempPath { get; set; }

    /// <summary>Files that may lie there at a time; each for as long as it is being transcribed.</summary>
    [Range(1, 10_000)]
    public int MaxFiles { get; set; } = 16;

    /// <summary>Largest file, bytes.</summary>
    [Range(1, long.MaxValue)]
    public long MaxBytes { get; set; } = 1L << 30;

    /// <summary>Longest audio: a few kilobytes can unpack to days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Processor time that decoding one file may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaxProcessorTime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a child process may say nothing before it counts as hung.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
