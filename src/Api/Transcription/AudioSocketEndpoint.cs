using MeetingIntel.Api.Identity;

namespace MeetingIntel.Api.Transcription;

/// <summary>The raw audio socket.</summary>
internal static class AudioSocketEndpoint
{
    /// <summary>Maps it.</summary>
    /// <param name="app">The application.</param>
    public static void MapAudioSocket(this IEndpointRouteBuilder app) =>
        app.MapGet($"/ws/sessions/{{{AccessRules.SessionRouteValue}}}/audio", (HttpContext context, AudioSocket socket) => socket.HandleAsync(context)).SocketRequires(Permissions.WriteAudio).ExcludeFromDescription();
}
