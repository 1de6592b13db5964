using System.ComponentModel.DataAnnotations;

namespace MeetingIntel.Api.Transcription;

/// <summary>How audio is taken in. Configuration section <c>Audio</c>.</summary>
public sealed class AudioOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Audio";

    /// <summary>
    /// For so long frames of a socket are gathered before they are handed on together; 0: not at all. It delays every word, and saves where each hand-over
    /// is a call between processes.
    /// </summary>
    [Range(0, 1000)]
    public int HandOverMilliseconds { get; set; }
}
