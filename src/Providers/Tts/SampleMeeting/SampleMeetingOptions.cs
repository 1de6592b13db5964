using System.ComponentModel.DataAnnotations;

namespace MeetingIntel.Providers.Tts.SampleMeeting;

/// <summary>Settings of the sample meeting, section <c>SampleMeeting</c>.</summary>
public sealed class SampleMeetingOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "SampleMeeting";

    /// <summary>Name of its folder in the data directory.</summary>
    public const string Folder = "sample-meeting";

    /// <summary>Folder that keeps the audio, made when missing; <see cref="Folder"/> of <c>DATA_DIRECTORY</c> unless set.</summary>
    [Required]
    public string CachePath { get; set; } = "";
}
