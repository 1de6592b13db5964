namespace MeetingIntel.Api.Tests.Identity.Access;

/// <summary>Who comes to the door. The organisation whose things they ask for is always the same.</summary>
public enum Visitor
{
    /// <summary>Without credentials.</summary>
    Nobody,

    /// <summary>With a token that is none.</summary>
    WrongToken,

    /// <summary>An administrator, but with the token in the address.</summary>
    TokenInUrl,

    /// <summary>The organisation's administrator.</summary>
    Admin,

    /// <summary>A member, who created the session.</summary>
    Owner,

    /// <summary>Another member.</summary>
    Colleague,

    /// <summary>An API key with the scope that it takes, and no other.</summary>
    KeyForThis,

    /// <summary>An API key with every scope but the one that it takes.</summary>
    KeyForAllElse,

    /// <summary>Whoever has a share link to the session.</summary>
    ShareLink,

    /// <summary>Whoever has a share link to another session of the organisation.</summary>
    LinkToAnotherSession,

    /// <summary>The administrator of another organisation.</summary>
    ForeignAdmin,

    /// <summary>The same, who names something of the organisation's as if it were in their own: their session's share link, their organisation's member.</summary>
    ForeignAdminByOwnPath,

    /// <summary>An API key of another organisation, with every scope.</summary>
    ForeignKey,

    /// <summary>With the token of a login that was ended.</summary>
    SignedOut,

    /// <summary>Who was a member.</summary>
    RemovedMember,

    /// <summary>With an API key that was revoked.</summary>
    RevokedKey,

    /// <summary>With a share link that was revoked.</summary>
    RevokedLink,

    /// <summary>With an old token.</summary>
    ExpiredToken,

    /// <summary>With an API key that has expired.</summary>
    ExpiredKey,

    /// <summary>With a share link that has expired.</summary>
    ExpiredLink,
}
