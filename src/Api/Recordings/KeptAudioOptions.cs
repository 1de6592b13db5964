namespace MeetingIntel.Api.Recordings;

/// <summary>What holds for sessions that don't say whether their audio is kept, section <c>Recording</c>.</summary>
internal sealed class KeptAudioOptions
{
    /// <summary>The configuration section; the silos have settings in it, too.</summary>
    public const string Section = "Recording";

    /// <summary>Whether their audio is kept.</summary>
    public bool Default { get; set; }
}
