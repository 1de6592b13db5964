using System.Net.WebSockets;
using MeetingIntel.Api.Errors;

namespace MeetingIntel.Api.Sockets;

/// <summary>Why and how a connection ends.</summary>
/// <param name="CloseCode">WebSocket close code.</param>
/// <param name="Code">Stable code of the error; <see langword="null"/> when all is well.</param>
/// <param name="Message">One clear sentence; empty when all is well.</param>
internal sealed record SocketEnd(int CloseCode, string? Code = null, string Message = "")
{
    /// <summary>The other side said goodbye, or is gone.</summary>
    public static SocketEnd ByPeer { get; } = new((int)WebSocketCloseStatus.NormalClosure);

    /// <summary>All is done.</summary>
    public static SocketEnd Done { get; } = new((int)WebSocketCloseStatus.NormalClosure);

    /// <summary>The server is stopping; the client comes back.</summary>
    public static SocketEnd Stopping { get; } = new((int)WebSocketCloseStatus.EndpointUnavailable, "server.stopping", "The server is stopping; connect again in a moment.");

    /// <summary>The client does not read fast enough; it comes back and resumes.</summary>
    public static SocketEnd TooSlow { get; } = new(SocketCloseCodes.TooSlow, "feed.too-slow", "The client reads more slowly than the session goes on; connect again with after= to resume.");

    /// <summary>The client has sent nothing for too long; what it comes back with is taken.</summary>
    public static SocketEnd Idle { get; } = new(SocketCloseCodes.TimedOut, "socket.idle", "Nothing came for a long time; connect again when there is something to send.");

    /// <summary>The connection was open for too long; its client comes back, with credentials of today and to whichever front-end has room.</summary>
    public static SocketEnd TooLong { get; } = new(SocketCloseCodes.TimedOut, "socket.too-long", "The connection was open for as long as one may be; connect again and go on.");

    /// <summary>An expected failure.</summary>
    /// <param name="error">What a grain or a check said.</param>
    public static SocketEnd From(GrainError error) => new(SocketCloseCodes.Of(error), error.Code, error.Message);

    /// <summary>Something that was thrown.</summary>
    /// <param name="exception">What.</param>
    public static SocketEnd From(Exception exception)
    {
        var problem = ExceptionProblems.ToProblem(exception);
        var closeCode = problem.Status == StatusCodes.Status500InternalServerError ? (int)WebSocketCloseStatus.InternalServerError : SocketCloseCodes.Unavailable;
        return new(closeCode, problem.Code, problem.Detail);
    }
}
