namespace MeetingIntel;

/// <summary>Makes ids: a prefix that says what the thing is, and 128 bits that nobody has used (time-ordered, so that indexes stay compact). Clients treat ids as opaque.</summary>
public static class Ids
{
    /// <summary>A new session id, <c>sess_…</c>.</summary>
    public static string NewSession() => New("sess_");

    /// <summary>A new transcript segment id, <c>seg_…</c>.</summary>
    public static string NewSegment() => New("seg_");

    /// <summary>A new id for one connection of an audio client, <c>conn_…</c>.</summary>
    public static string NewConnection() => New("conn_");

    private static string New(string prefix) => prefix + Guid.CreateVersion7().ToString("N");
}
