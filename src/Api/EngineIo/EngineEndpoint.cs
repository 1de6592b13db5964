using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;

namespace MeetingIntel.Api.EngineIo;

/// <summary>The one path of Engine.IO: opens connections, and passes requests on to those that there are.</summary>
internal sealed class EngineEndpoint(EngineConnections connections, OriginPolicy origins)
{
    private const string Protocol = "4";
    private const string Polling = "polling";
    private const string Socket = "websocket";

    private static readonly ApiProblem BadProtocol = new(StatusCodes.Status400BadRequest, "socketio.unsupported-protocol", "This server speaks Engine.IO 4 (EIO=4): Socket.IO clients from version 3 on.");
    private static readonly ApiProblem BadTransport = new(StatusCodes.Status400BadRequest, "socketio.unknown-transport", "The transport must be 'polling', or 'websocket' with an upgrade.");
    private static readonly ApiProblem BadMethod = new(StatusCodes.Status400BadRequest, "socketio.bad-method", "A connection begins with GET; then GET receives and POST sends.");
    private static readonly ApiProblem Unknown = new(StatusCodes.Status400BadRequest, "socketio.unknown-connection", "There is no such connection, here or any more; connect again.");

    /// <summary>Handles a request.</summary>
    /// <param name="context">The request.</param>
    public Task HandleAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var isSocket = context.WebSockets.IsWebSocketRequest;
        if (!origins.Allows(context.Request))
        {
            return ApiProblem.From(AccessErrors.OriginNotAllowed).ExecuteAsync(context);
        }

        if (!string.Equals(query["EIO"], Protocol, StringComparison.Ordinal))
        {
            return BadProtocol.ExecuteAsync(context);
        }

        if (!string.Equals(query["transport"], isSocket ? Socket : Polling, StringComparison.Ordinal))
        {
            return BadTransport.ExecuteAsync(context);
        }

        return query.TryGetValue("sid", out var id) ? GoOnAsync(context, isSocket, id.ToString()) : BeginAsync(context, isSocket);
    }

    /// <summary>Without the WebSocket's own heartbeat: Engine.IO has one.</summary>
    private static async Task<System.Net.WebSockets.WebSocket> AcceptAsync(HttpContext context) =>
        await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = TimeSpan.Zero });

    private async Task BeginAsync(HttpContext context, bool isSocket)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsConnect(context.Request.Method))
        {
            await BadMethod.ExecuteAsync(context);
            return;
        }

        var opened = connections.Open(context, isSocket);
        if (!opened.Succeeded)
        {
            await ApiProblem.From(opened.Error).ExecuteAsync(context);
        }
        else if (isSocket)
        {
            using var socket = await AcceptAsync(context);
            await opened.Value.ConverseAsync(socket);
        }
        else
        {
            await opened.Value.PollAsync(context);
        }
    }

    private async Task GoOnAsync(HttpContext context, bool isSocket, string id)
    {
        var connection = connections.Find(id);
        if (isSocket && connection is not null)
        {
            using var socket = await AcceptAsync(context);
            await connection.UpgradeAsync(socket);
        }
        else if (connection is not { IsPolling: true })
        {
            await Unknown.ExecuteAsync(context);
        }
        else if (HttpMethods.IsGet(context.Request.Method))
        {
            await connection.PollAsync(context);
        }
        else if (HttpMethods.IsPost(context.Request.Method))
        {
            await connection.PostAsync(context);
        }
        else
        {
            await BadMethod.ExecuteAsync(context);
        }
    }
}
