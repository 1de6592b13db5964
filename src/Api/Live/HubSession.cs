using MeetingIntel.Api.Sessions;
using MeetingIntel.Sessions;

namespace MeetingIntel.Api.Live;

/// <summary>A session as Astro's socket has it: one that is over is completed there, and it says which connection created it.</summary>
internal sealed record HubSession : FullSessionResponse
{
    /// <summary>Makes the answer.</summary>
    /// <param name="session">The session.</param>
    /// <param name="clientId">The connection that created it, where that is known.</param>
    public HubSession(SessionSnapshot session, string? clientId)
        : base(session) => ClientId = clientId;

    /// <summary><c>created</c>, <c>active</c> or <c>completed</c>.</summary>
    public new string Status => base.Status switch
    {
        SessionStatus.Created => "created",
        SessionStatus.Active => "active",
        SessionStatus.Ended => "completed",
        _ => throw new NotSupportedException($"Astro's clients know no session that is {base.Status}."),
    };

    /// <summary>The connection that created it; <see langword="null"/>: not the one that is answered, or not lately.</summary>
    public string? ClientId { get; }
}
