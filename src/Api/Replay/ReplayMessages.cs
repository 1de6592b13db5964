using MeetingIntel.Api.Timeline;

namespace MeetingIntel.Api.Replay;

/// <summary>Where a replay is.</summary>
/// <param name="At">The moment of the session that it shows, UTC.</param>
/// <param name="OffsetSeconds">The same in seconds from <paramref name="From"/>.</param>
/// <param name="Speed">So many seconds of the session go by in one.</param>
/// <param name="Paused">Whether time stands still.</param>
/// <param name="Seq">The newest event that the client has.</param>
/// <param name="From">When the session began, UTC.</param>
/// <param name="To">When it ended, UTC, as far as is known.</param>
/// <param name="CaughtUp"><see langword="false"/>: what was before this moment follows at once.</param>
internal sealed record ReplayPosition(DateTimeOffset At, double OffsetSeconds, double Speed, bool Paused, long Seq, DateTimeOffset From, DateTimeOffset To, bool CaughtUp);

/// <summary>What a replay says of itself, in ASTRA's envelope; none of it has a place on the timeline.</summary>
/// <param name="sessionId">The session.</param>
internal sealed class ReplayMessages(string sessionId)
{
    /// <summary>Where it is.</summary>
    /// <param name="position">The place.</param>
    public byte[] Position(ReplayPosition position) => WireEvent.Envelope("replay.position", sessionId, position);

    /// <summary>The client is to forget all events that come after this one: they come again.</summary>
    /// <param name="after">The event.</param>
    public byte[] Reset(long after) => WireEvent.Envelope("replay.reset", sessionId, new { after });

    /// <summary>There is nothing more.</summary>
    /// <param name="seq">The newest event that the client has.</param>
    /// <param name="at">When the session ended, as far as is known.</param>
    public byte[] Ended(long seq, DateTimeOffset at) => WireEvent.Envelope("replay.ended", sessionId, new { seq, at });

    /// <summary>Something is wrong.</summary>
    /// <param name="code">Stable code.</param>
    /// <param name="message">One clear sentence.</param>
    public byte[] Error(string? code, string message) => WireEvent.Envelope("error.occurred", sessionId, new { message, source = "system", code });
}
