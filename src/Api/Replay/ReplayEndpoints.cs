using MeetingIntel.Api.Identity;

namespace MeetingIntel.Api.Replay;

/// <summary>Sessions once more.</summary>
internal static class ReplayEndpoints
{
    /// <summary>Maps the socket.</summary>
    /// <param name="app">The application.</param>
    public static void MapReplay(this IEndpointRouteBuilder app) =>
        app.MapGet("/ws/sessions/{sid}/replay", (HttpContext context, ReplaySocket socket) => socket.HandleAsync(context)).SocketRequires(Permissions.ReadSessions).ExcludeFromDescription();

    /// <summary>Adds what it needs.</summary>
    /// <param name="services">The host's services.</param>
    public static void AddReplay(this IServiceCollection services) => services.AddSingleton<ReplaySocket>();
}
