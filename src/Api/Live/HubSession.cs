using System.Text.Json;
using MeetingIntel.Api.Sessions;
using MeetingIntel.Sessions;

namespace MeetingIntel.Api.Live;

/// <summary>A session as Astro's socket has it: one that is over is completed there, and it says whose it is.</summary>
internal sealed record HubSession : FullSessionResponse
{
    /// <summary>Makes the answer.</summary>
    /// <param name="session">The session.</param>
    /// <param name="clientId">The connection that created it, if that is the one that is answered.</param>
    public HubSession(SessionSnapshot session, string? clientId)
        : base(session)
    {
        Status = session.Status == SessionStatus.Ended ? "completed" : JsonNamingPolicy.SnakeCaseLower.ConvertName(session.Status.ToString());
        ClientId = clientId;
    }

    /// <summary><c>created</c>, <c>active</c> or <c>completed</c>.</summary>
    public new string Status { get; }

    /// <summary>The connection that created it; <see langword="null"/>: another one.</summary>
    public string? ClientId { get; }
}
