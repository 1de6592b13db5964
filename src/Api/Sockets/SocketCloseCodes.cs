using System.Net.WebSockets;

namespace MeetingIntel.Api.Sockets;

/// <summary>The project's own close codes: 4000 and the HTTP status that says the same.</summary>
internal static class SocketCloseCodes
{
    /// <summary>A parameter or message that makes no sense.</summary>
    public const int BadRequest = 4400;

    /// <summary>Nobody is known to be calling.</summary>
    public const int Unauthorised = 4401;

    /// <summary>The caller, or the page that calls, may not.</summary>
    public const int Forbidden = 4403;

    /// <summary>No such session.</summary>
    public const int NotFound = 4404;

    /// <summary>What ASTRA's server answered for no such session.</summary>
    public const int AstraNotFound = 4004;

    /// <summary>The client reads too slowly.</summary>
    public const int TooSlow = TimedOut;

    /// <summary>The client was silent, or connected, for too long. Like one that is too slow, it comes back.</summary>
    public const int TimedOut = 4408;

    /// <summary>The session is not started, or a newer connection took over.</summary>
    public const int Conflict = 4409;

    /// <summary>The session has ended.</summary>
    public const int Ended = 4410;

    /// <summary>Too many.</summary>
    public const int RateLimited = 4429;

    /// <summary>Connect again and resume.</summary>
    public const int Unavailable = 4503;

    private const string SessionEnded = "session.ended";

#pragma warning disable CS8524 // Exhaustive over the named kinds on purpose: a new kind must not compile until it has its close code.
    /// <summary>The close code of an expected failure.</summary>
    /// <param name="error">The failure.</param>
    public static int Of(GrainError error) => string.Equals(error.Code, SessionEnded, StringComparison.Ordinal) ? Ended : error.Kind switch
    {
        GrainErrorKind.Validation => BadRequest,
        GrainErrorKind.Unauthorised => Unauthorised,
        GrainErrorKind.Forbidden => Forbidden,
        GrainErrorKind.NotFound => NotFound,
        GrainErrorKind.Conflict or GrainErrorKind.Outdated => Conflict,
        GrainErrorKind.TooLarge => (int)WebSocketCloseStatus.MessageTooBig,
        GrainErrorKind.RateLimited => RateLimited,
        GrainErrorKind.Unavailable => Unavailable,
    };
#pragma warning restore CS8524
}
