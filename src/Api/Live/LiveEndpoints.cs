using MeetingIntel.Api.Identity;
using Microsoft.AspNetCore.Http.Connections;

namespace MeetingIntel.Api.Live;

/// <summary>Live feeds.</summary>
internal static class LiveEndpoints
{
    /// <summary>SignalR's: under which id a negotiation is known.</summary>
    private const string NegotiatedId = "id";

    /// <summary>Maps ASTRA's socket and the SignalR hub.</summary>
    /// <param name="app">The application.</param>
    public static void MapLive(this IEndpointRouteBuilder app)
    {
        app.MapGet("/ws/sessions/{sid}", (HttpContext context, AstraSocket socket) => socket.HandleAsync(context)).ExcludeFromDescription();
        // The other transports are many requests for one connection, and all of them would have to reach the same front-end.
        app.MapHub<SessionHub>("/hubs/sessions", hub => hub.Transports = HttpTransportType.WebSockets).NegotiatedAnywhere().RequireCaller();
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
