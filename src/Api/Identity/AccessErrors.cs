namespace MeetingIntel.Api.Identity;

/// <summary>Why somebody is not let in.</summary>
internal static class AccessErrors
{
    /// <summary>Without credentials.</summary>
    public static GrainError Required { get; } = new(GrainErrorKind.Unauthorised, "auth.required", "This server needs to know who is calling: send a bearer token.");

    /// <summary>With credentials that are none.</summary>
    public static GrainError InvalidToken { get; } = new(GrainErrorKind.Unauthorised, "auth.invalid-token", "The token is not one that this server accepts.");

    /// <summary>With credentials that were good.</summary>
    public static GrainError Expired { get; } = new(GrainErrorKind.Unauthorised, "auth.expired", "The token has expired; get a new one.");

    /// <summary>With credentials that were taken back.</summary>
    public static GrainError Revoked { get; } = new(GrainErrorKind.Unauthorised, "auth.revoked", "The token was revoked; sign in again, or ask for a new one.");

    /// <summary>With a token where it would be written down.</summary>
    public static GrainError TokenInUrl { get; } = new(
        GrainErrorKind.Unauthorised,
        "auth.token-in-url",
        "A token must not stand in an address: send it as Authorization header, or get a ticket: for one socket with POST /api/v1/auth/tickets, for a recording with POST to its tickets.");

    /// <summary>Under a name that is not this machine's.</summary>
    public static GrainError UnknownHost { get; } = new(
        GrainErrorKind.Unauthorised,
        "auth.unknown-host",
        "Without credentials this server answers only to the names localhost, 127.0.0.1 and [::1].");

    /// <summary>From a web page that is not ours.</summary>
    public static GrainError OriginNotAllowed { get; } = new(
        GrainErrorKind.Forbidden,
        "auth.origin-not-allowed",
        "This web page may not call the server; its origin must be in the setting Cors:Origins.");

    /// <summary>For a session that is the organisation's, but not one's own.</summary>
    public static GrainError NotOwner { get; } = new(GrainErrorKind.Forbidden, "session.not-owner", "Only whoever created the session, or an administrator, may do this.");

    /// <summary>For people that somebody else vouches for, who could enter nowhere but where that somebody says.</summary>
    public static GrainError ExternalOnly { get; } = new(
        GrainErrorKind.Forbidden, "auth.external-only", "Somebody else vouches for you, and says where you belong: you can't join or found an organisation here.");

    /// <summary>What a caller lacks.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="needs">What it takes.</param>
    /// <returns><see langword="null"/>: nothing.</returns>
    public static GrainError? Missing(Caller caller, Permissions needs) => (needs & ~caller.Permissions) is var missing && missing == Permissions.None
        ? null
        : new GrainError(GrainErrorKind.Forbidden, "auth.forbidden", $"This needs the permission {string.Join(", ", Scopes.Names(missing))}.");
}
