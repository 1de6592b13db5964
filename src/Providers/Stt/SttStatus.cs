namespace MeetingIntel.Providers.Stt;

/// <summary>What speech recognition runs on, for the host to say at its start.</summary>
/// <param name="Provider">The provider's name; <c>none</c> when there is none.</param>
/// <param name="Available">Whether audio can be transcribed.</param>
/// <param name="Message">One line.</param>
public sealed record SttStatus(string Provider, bool Available, string Message)
{
    /// <summary>That of a process which passes audio on to others.</summary>
    public static SttStatus Elsewhere { get; } = new("elsewhere", Available: true, "in the processes that transcribe; their own health pages say whether they can");
}
