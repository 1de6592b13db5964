namespace MeetingIntel.Api.Identity.Limits;

/// <summary>A credential that connections live by: however many they are, it is read once for all of them.</summary>
/// <param name="caller">Whose, as it was last read.</param>
/// <param name="now">The timestamp of that.</param>
internal sealed class LiveCredential(Caller caller, long now)
{
    /// <summary>Whose, as it was last read.</summary>
    public Caller Caller { get; set; } = caller;

    /// <summary>When it was last read, or tried to, as a timestamp.</summary>
    public long ReadAt { get; set; } = now;

    /// <summary>Whether it is read again with the next tick: it was revoked or changed here, or what let the newest connection in may be some seconds old.</summary>
    public bool IsDue { get; set; } = true;

    /// <summary>The connections; guarded by whoever keeps the credential.</summary>
    public HashSet<LiveConnection> Connections { get; } = [];

    /// <summary>What is the same for all connections of one credential, whatever its bearer may do.</summary>
    /// <param name="caller">Whose connection.</param>
    public static Caller KeyOf(Caller caller) => caller with { Name = "", Permissions = Permissions.None };
}
