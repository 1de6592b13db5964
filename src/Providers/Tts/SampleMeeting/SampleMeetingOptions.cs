using System.ComponentModel.DataAnnotations;

namespace MeetingIntel.Providers.Tts.SampleMeeting;

/// <summary>Settings of the sample meeting, section <c>SampleMeeting</c>.</summary>
public sealed class SampleMeetingOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "SampleMeeting";

    /// <summary>Folder that keeps the audio; made when missing.</summary>
    [Required]
    public string CachePath { get; set; } = Path.Combine(".data", "sample-meeting");
}
