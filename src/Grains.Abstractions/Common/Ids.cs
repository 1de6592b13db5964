namespace MeetingIntel;

/// <summary>Makes ids: a prefix that says what the thing is, and 128 bits that nobody has used (time-ordered, so that indexes stay compact). Clients treat ids as opaque.</summary>
public static class Ids
{
    /// <summary>A new session id, <c>sess_…</c>.</summary>
    public static string NewSession() => New("sess_");

    /// <summary>A new transcript segment id, <c>seg_…</c>.</summary>
    public static string NewSegment() => New("seg_");

    /// <summary>A new note id, <c>note_…</c>.</summary>
    public static string NewNote() => New("note_");

    /// <summary>A new id of a task, <c>stt_…</c>.</summary>
    public static string NewSttTask() => New("stt_");

    /// <summary>A new id for one connection of an audio client, <c>conn_…</c>.</summary>
    public static string NewConnection() => New("conn_");

    /// <summary>A new id of a person, <c>user_…</c>.</summary>
    public static string NewUser() => New("user_");

    /// <summary>A new id of an organisation, <c>org_…</c>.</summary>
    public static string NewOrg() => New("org_");

    /// <summary>A new id of somebody's being signed in, <c>login_…</c>.</summary>
    public static string NewLogin() => New("login_");

    /// <summary>A new id of an invitation, <c>inv_…</c>.</summary>
    public static string NewInvitation() => New("inv_");

    /// <summary>A new id of an API key, <c>key_…</c>; not the key itself.</summary>
    public static string NewApiKey() => New("key_");

    /// <summary>A new id of a share link, <c>share_…</c>; not what opens it.</summary>
    public static string NewShareLink() => New("share_");

    /// <summary>A new id of a person's preferences, <c>pref_…</c>.</summary>
    public static string NewPreferences() => New("pref_");

    /// <summary>A new id of what remains of a session that was erased, <c>erase_…</c>.</summary>
    public static string NewErasure() => New("erase_");

    private static string New(string prefix) => prefix + Guid.CreateVersion7().ToString("N");
}
