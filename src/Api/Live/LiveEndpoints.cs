using MeetingIntel.Api.EngineIo;
using MeetingIntel.Api.Identity;
using Microsoft.AspNetCore.Http.Connections;

namespace MeetingIntel.Api.Live;

/// <summary>Live feeds.</summary>
internal static class LiveEndpoints
{
    /// <summary>SignalR's: under which id a negotiation is known.</summary>
    private const string NegotiatedId = "id";

    /// <summary>
    /// Bytes of a connection that wait while a hub method is under way. A client whose bytes no longer fit is not seen leaving, so it is what a live one says while a
    /// method waits for a lost server: half a minute at 48 kHz, in base64.
    /// </summary>
    private const int WaitingBytes = 4 * 1024 * 1024;

    /// <summary>Maps ASTRA's socket, Socket.IO and the SignalR hub.</summary>
    /// <param name="app">The application.</param>
    public static void MapLive(this IEndpointRouteBuilder app)
    {
        app.MapGet("/ws/sessions/{sid}", (HttpContext context, AstraSocket socket) => socket.HandleAsync(context)).SocketRequires(Permissions.ReadSessions).ExcludeFromDescription();
        app.Map("/socket.io/", (HttpContext context, EngineEndpoint engine) => engine.HandleAsync(context))
            .OpenToEverybody("a client says who it is in the first packet, and nothing is heard of it before that").WithMetadata(new TakesTickets()).ExcludeFromDescription();
        app.MapHub<SessionHub>("/hubs/sessions", Transport).NegotiatedAnywhere().Requires(Permissions.ReadSessions);
    }

    /// <summary>How a hub's bytes come and go.</summary>
    /// <param name="hub">The hub's.</param>
    internal static void Transport(HttpConnectionDispatcherOptions hub)
    {
        // The other transports are many requests for one connection, and all of them would have to reach the same front-end.
        hub.Transports = HttpTransportType.WebSockets;
        hub.ApplicationMaxBufferSize = WaitingBytes;
    }

    /// <summary>
    /// Lets a client connect that has negotiated with another front-end, as half of all do where there are two. SignalR would look for the id that it was given,
    /// and answer 404; without an id it begins a new connection. What a negotiation has promised holds for all front-ends, and what it left behind is
    /// empty and forgotten after some seconds.
    /// </summary>
    private static HubEndpointConventionBuilder NegotiatedAnywhere(this HubEndpointConventionBuilder hub)
    {
        hub.Finally(endpoint =>
        {
            if (endpoint.RequestDelegate is { } inner)
            {
                endpoint.RequestDelegate = context =>
                {
                    if (context.WebSockets.IsWebSocketRequest && context.Request.Query.ContainsKey(NegotiatedId))
                    {
                        var rest = context.Request.Query.Where(pair => !string.Equals(pair.Key, NegotiatedId, StringComparison.OrdinalIgnoreCase));
                        context.Request.Query = new QueryCollection(rest.ToDictionary(StringComparer.OrdinalIgnoreCase));
                    }

                    return inner(context);
                };
            }
        });
        return hub;
    }
}
