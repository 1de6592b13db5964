namespace MeetingIntel.Storage.Sessions;

/// <summary>Where what is in a session stands, so that whoever takes one away leaves nothing.</summary>
internal static class SessionTables
{
    /// <summary>The tables of what is in a session, by its <c>session_id</c>.</summary>
    public static readonly string[] OfSessions =
    [
        "segments", "segment_versions", "transcript_changes", "audio_channels", "insights", "notes", "note_versions", "stt_tasks", "search_entries", "telemetry_told", "telemetry_crossings", "telemetry_channels",
        "recordings", "transcript_versions", "transcript_version_progress", "transcript_version_segments", "session_events",
    ];

    /// <summary>The tables of what was measured, by <c>channel_id</c>: of the session's telemetry channels.</summary>
    public static readonly string[] OfChannels = ["telemetry_points", "telemetry_buckets"];

    /// <summary>The tables of what was done about a session, by its <c>session_id</c>: who may see it, and who did what to it.</summary>
    public static readonly string[] AboutSessions = ["share_links", "oauth_tokens", "audit_entries"];
}
