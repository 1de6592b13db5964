using MeetingIntel.Api.Sessions;
using MeetingIntel.Api.Timeline;
using MeetingIntel.Sessions;

namespace MeetingIntel.Api.Live;

/// <summary>What a watcher hears first.</summary>
internal static class FeedGreeting
{
    /// <summary>The greeting in ASTRA's envelope.</summary>
    /// <param name="session">The session as it stands.</param>
    public static byte[] Envelope(SessionSnapshot session) => WireEvent.Envelope(
        "connected",
        session.Id,
        new { message = $"Connected to session {session.Id}", last_seq = session.LastSeq, session = FullSessionResponse.FromSnapshot(session) });
}
