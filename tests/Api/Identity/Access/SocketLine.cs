namespace MeetingIntel.Api.Tests.Identity.Access;

/// <summary>A socket.</summary>
/// <param name="Name">Its path, as the host has it.</param>
/// <param name="Need">What it takes.</param>
internal sealed record SocketLine(string Name, Need Need) : Line(Name, Need)
{
    /// <summary>What is said first to who is let in.</summary>
    public required string Greets { get; init; }

    /// <summary>The close code for a session that does not exist; ASTRA's clients know one of their own.</summary>
    public int ClosesNotFoundWith { get; init; } = 4404;

    /// <summary>The close code of a refusal.</summary>
    public int Closes(Refusal refusal) => refusal.Status == 404 ? ClosesNotFoundWith : 4000 + refusal.Status;
}

/// <summary>The table of all sockets.</summary>
internal static class SocketLines
{
    public static readonly IReadOnlyList<SocketLine> All =
    [
        new("/ws/sessions/{sid}", Need.ReadSession) { NotFound = "session.not-found", ClosesNotFoundWith = 4004, Greets = "connected" },
        new("/ws/sessions/{sid}/replay", Need.ReadSession) { NotFound = "session.not-found", ClosesNotFoundWith = 4004, Greets = "connected" },
        new("/ws/sessions/{sid}/audio", Need.WriteAudio) { NotFound = "session.not-found", Greets = "ready" },
    ];
}
