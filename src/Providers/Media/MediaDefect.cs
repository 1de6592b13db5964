namespace MeetingIntel.Providers.Media;

/// <summary>Why only a part of a file's audio was read.</summary>
/// <param name="Code">Stable code, one of <see cref="MediaErrors"/>.</param>
/// <param name="Message">One clear sentence for the one who sent the file.</param>
public sealed record MediaDefect(string Code, string Message)
{
    /// <summary>The file is shorter than it says.</summary>
    public static MediaDefect Truncated { get; } = new(MediaErrors.Truncated, "The file breaks off before its end; only the audio up to there was read.");

    /// <summary>The decoder complained.</summary>
    public static MediaDefect Damaged { get; } = new(MediaErrors.Damaged, "The file is damaged or breaks off; only the audio that could be decoded was read.");
}
