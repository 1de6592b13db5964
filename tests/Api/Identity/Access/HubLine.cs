namespace MeetingIntel.Api.Tests.Identity.Access;

/// <summary>A hub method.</summary>
/// <param name="Name">The hub, and the method as clients call it.</param>
/// <param name="Need">What it takes, besides reading, without which nobody gets to the hub.</param>
internal sealed record HubLine(string Name, Need Need) : Line(Name, Need)
{
    /// <summary>The event in which callers hear of success and of refusals; <see langword="null"/>: refusals come as <c>error</c>.</summary>
    public string? Answer { get; init; }

    /// <summary>What is sent.</summary>
    public Func<Target, object> Payload { get; init; } = target => new { session_id = target.Session };

    /// <summary>What clients call.</summary>
    public string Method => Name.Split(' ')[1];
}

/// <summary>The table of all hub methods.</summary>
internal static class HubLines
{
    private const string Session = "session.not-found";

    public static readonly IReadOnlyList<HubLine> All =
    [
        new("SessionHub Events", Need.ReadSession) { NotFound = Session },
        new("SessionHub join_session", Need.ReadSession) { NotFound = Session },
        // Whoever is not in a room may well leave it.
        new("SessionHub leave_session", Need.Known),
        new("SessionHub create_session", Need.WriteSessions) { Answer = "session_created" },
        new("SessionHub start_session", Need.WriteSessions) { NotFound = Session, OwnersOnly = true, Answer = "session_started" },
        new("SessionHub end_session", Need.WriteSessions) { NotFound = Session, OwnersOnly = true, Answer = "session_ended" },
        new("SessionHub session_status", Need.WriteSessions) { NotFound = Session, Payload = target => new { session_id = target.Session, status = "recording" } },
        new("SessionHub transcript_line", Need.WriteNotes) { NotFound = Session, Payload = target => new { session_id = target.Session, transcript = "Nobody said this", is_final = true } },
        new("SessionHub insight_generated", Need.WriteInsights) { NotFound = Session, Payload = target => new { session_id = target.Session, insight = "Nobody saw this" } },
        new("SessionHub session_token", Need.WriteSessions) { NotFound = Session, OwnersOnly = true, Answer = "token_error", Payload = target => new { session_id = target.Session, access_token = "a token of somebody's" } },
        new("SessionHub meeting_summary", Need.WriteInsights) { NotFound = Session, Payload = target => new { session_id = target.Session, summary_data = new { summary = "Nobody wrote this" } } },
        new("SessionHub manual_summary", Need.ReadSession) { NotFound = Session, Answer = "summary_error" },
        new("SessionHub error", Need.WriteSessions) { NotFound = Session, Payload = target => new { session_id = target.Session, message = "Nothing went wrong" } },
        new("SessionHub audio_chunk", Need.WriteAudio) { NotFound = Session, Payload = target => new { session_id = target.Session, audio = "AAAAAAAA" } },
    ];
}
