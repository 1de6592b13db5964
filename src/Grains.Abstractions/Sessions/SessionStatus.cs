namespace MeetingIntel.Sessions;

/// <summary>Where a session is in its life.</summary>
[GenerateSerializer]
public enum SessionStatus
{
    /// <summary>Known, not yet live (Astro creates sessions this way).</summary>
    Created,

    /// <summary>Live: accepts audio.</summary>
    Active,

    /// <summary>Over: refuses new audio; what was received before is still transcribed.</summary>
    Ended,
}
