using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;

namespace MeetingIntel.Api.Sockets;

/// <summary>What every socket checks before it converses.</summary>
internal static class SocketRequests
{
    /// <summary>Checks who calls, from which page, and for which session.</summary>
    /// <param name="context">The upgrade request.</param>
    /// <param name="callers">Who calls.</param>
    /// <param name="access">Who may see the session.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/> when all is well.</returns>
    public static async ValueTask<GrainError?> CheckAsync(
        HttpContext context,
        CallerResolver callers,
        SessionAccess access,
        string? sessionId,
        CancellationToken cancellationToken)
    {
        var caller = callers.Resolve(context);
        return caller.Succeeded ? await access.CheckAsync(caller.Value, sessionId, cancellationToken) : caller.Error;
    }

    /// <summary>Answers a request that does not want a socket.</summary>
    /// <param name="context">The request.</param>
    public static Task RefusePlainHttp(HttpContext context)
    {
        context.Response.Headers.Upgrade = "websocket";
        return new ApiProblem(StatusCodes.Status426UpgradeRequired, "request.upgrade-required", "This path speaks WebSocket only.").ExecuteAsync(context);
    }
}
