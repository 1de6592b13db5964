using System.Net;

namespace MeetingIntel.Bench.Chaos.Clients;

/// <summary>Errors that a client has to live with: something is away, has moved, or is full, and a later try may have success.</summary>
internal static class PassingErrors
{
    private static readonly string[] Codes =
    [
        "audio.draining",
        "audio.outdated-connection",
        "audio.resend",
        "cluster.full",
        "feed.too-slow",
        "server.overloaded",
        "server.stopping",
        "server.timeout",
        "server.unavailable",
        "session.moved",
        "storage.unavailable",
        "upload.busy",
    ];

    /// <summary>Whether an error is one of them.</summary>
    /// <param name="error">A code, or what begins with one and a colon.</param>
    public static bool Contains(string error) => Codes.Contains(error.Split(':')[0]);

    /// <summary>Whether an answer is one of them.</summary>
    public static bool Contains(HttpStatusCode status) => status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout or HttpStatusCode.TooManyRequests;
}
