namespace MeetingIntel.Api.Identity;

/// <summary>What a caller may do in its organisation. Routes, hub methods and sockets ask for one of these; roles and scopes are sets of them.</summary>
[Flags]
internal enum Permissions
{
    /// <summary>Nothing but say who it is.</summary>
    None = 0,

    /// <summary>Read sessions and all that is in them, also live.</summary>
    ReadSessions = 1,

    /// <summary>Create sessions, and change, start and end one's own.</summary>
    WriteSessions = 1 << 1,

    /// <summary>Send audio.</summary>
    WriteAudio = 1 << 2,

    /// <summary>Add what was said, and notes.</summary>
    WriteNotes = 1 << 3,

    /// <summary>Send telemetry.</summary>
    WriteTelemetry = 1 << 4,

    /// <summary>Add insights.</summary>
    WriteInsights = 1 << 5,

    /// <summary>Change, start and end others' sessions as well.</summary>
    ManageAllSessions = 1 << 6,

    /// <summary>Open sessions to people outside, keep tokens for them.</summary>
    ShareSessions = 1 << 7,

    /// <summary>Be a person: have a profile, preferences and memberships.</summary>
    Account = 1 << 8,

    /// <summary>Members, keys, credentials, audit.</summary>
    ManageOrganisation = 1 << 9,

    /// <summary>See which sessions there are. Whoever has a link to one can read that, and does not see the others.</summary>
    ListSessions = 1 << 10,

    /// <summary>Erase one's own sessions for good.</summary>
    EraseSessions = 1 << 11,

    /// <summary>What an API key can be good for.</summary>
    OfAnyKey = ReadSessions | ListSessions | WriteSessions | WriteAudio | WriteNotes | WriteTelemetry | WriteInsights | EraseSessions,

    /// <summary>A member.</summary>
    OfMember = OfAnyKey | ShareSessions | Account,

    /// <summary>An administrator.</summary>
    OfAdmin = OfMember | ManageAllSessions | ManageOrganisation,
}

/// <summary>The names of permissions: scopes of API keys, and what refusals say is missing.</summary>
internal static class Scopes
{
    private static readonly (string Name, Permissions Permission)[] All =
    [
        ("sessions:read", Permissions.ReadSessions),
        ("sessions:read", Permissions.ListSessions),
        ("sessions:write", Permissions.WriteSessions),
        ("audio:write", Permissions.WriteAudio),
        ("notes:write", Permissions.WriteNotes),
        ("telemetry:write", Permissions.WriteTelemetry),
        ("insights:write", Permissions.WriteInsights),
        ("sessions:erase", Permissions.EraseSessions),
        ("sessions:manage", Permissions.ManageAllSessions),
        ("sessions:share", Permissions.ShareSessions),
        ("account", Permissions.Account),
        ("organisation:manage", Permissions.ManageOrganisation),
    ];

    /// <summary>The scopes that an API key may have.</summary>
    public static IReadOnlyList<string> OfKeys { get; } = Names(Permissions.OfAnyKey);

    /// <summary>The names of what is in a set.</summary>
    /// <param name="permissions">The set.</param>
    public static IReadOnlyList<string> Names(Permissions permissions) => [.. All.Where(scope => permissions.HasFlag(scope.Permission)).Select(scope => scope.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>What an API key with these scopes may do. One that may write or erase sessions is nobody's in particular, so it may do that to all of them.</summary>
    /// <param name="scopes">The scopes; names that this build does not know give nothing.</param>
    public static Permissions OfKey(IEnumerable<string> scopes)
    {
        var granted = All.Where(scope => scopes.Contains(scope.Name, StringComparer.Ordinal)).Aggregate(Permissions.None, (all, scope) => all | scope.Permission) & Permissions.OfAnyKey;
        return (granted & (Permissions.WriteSessions | Permissions.EraseSessions)) != Permissions.None ? granted | Permissions.ManageAllSessions : granted;
    }
}
