using MeetingIntel.Api.Errors;

namespace MeetingIntel.Api.Sockets;

/// <summary>What every socket checks before it converses.</summary>
internal static class SocketRequests
{
    /// <summary>Answers a request that does not want a socket.</summary>
    /// <param name="context">The request.</param>
    public static Task RefusePlainHttp(HttpContext context)
    {
        context.Response.Headers.Upgrade = "websocket";
        return new ApiProblem(StatusCodes.Status426UpgradeRequired, "request.upgrade-required", "This path speaks WebSocket only.").ExecuteAsync(context);
    }
}
