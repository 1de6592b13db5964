namespace MeetingIntel;

/// <summary>An expected failure.</summary>
/// <param name="Kind">What class of failure; the front-end turns it into a status code.</param>
/// <param name="Code">Stable, machine-readable, <c>feature.reason</c> in kebab case, for example <c>session.not-found</c>.</param>
/// <param name="Message">One clear sentence for people. Never holds what somebody said in a meeting.</param>
[GenerateSerializer, Immutable, Alias("mi.error")]
public sealed record GrainError([property: Id(0)] GrainErrorKind Kind, [property: Id(1)] string Code, [property: Id(2)] string Message);

/// <summary>Classes of expected failures.</summary>
[GenerateSerializer]
public enum GrainErrorKind
{
    /// <summary>The request makes no sense as it is (400).</summary>
    Validation,

    /// <summary>Nobody is known to be calling (401).</summary>
    Unauthorised,

    /// <summary>The caller may not do this (403).</summary>
    Forbidden,

    /// <summary>The thing does not exist, or belongs to another organisation (404).</summary>
    NotFound,

    /// <summary>The thing is in a state that does not allow this (409).</summary>
    Conflict,

    /// <summary>Larger than what is accepted (413).</summary>
    TooLarge,

    /// <summary>Too many requests (429).</summary>
    RateLimited,

    /// <summary>Something we depend on is away; the same call may work later (503).</summary>
    Unavailable,

    /// <summary>It has changed since the caller looked at it (412).</summary>
    Outdated,
}
