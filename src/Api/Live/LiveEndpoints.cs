using MeetingIntel.Api.Identity;

namespace MeetingIntel.Api.Live;

/// <summary>Live feeds.</summary>
internal static class LiveEndpoints
{
    /// <summary>Maps ASTRA's socket and the SignalR hub.</summary>
    /// <param name="app">The application.</param>
    public static void MapLive(this IEndpointRouteBuilder app)
    {
        app.MapGet("/ws/sessions/{sid}", (HttpContext context, AstraSocket socket) => socket.HandleAsync(context)).ExcludeFromDescription();
        app.MapHub<SessionHub>("/hubs/sessions").RequireCaller();
    }
}
