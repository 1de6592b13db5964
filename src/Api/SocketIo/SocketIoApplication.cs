using MeetingIntel.Api.EngineIo;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Identity.Limits;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.SocketIo;

/// <summary>Astro's events over Socket.IO 5.</summary>
internal sealed class SocketIoApplication(
    SocketIoCallers callers, LiveConnections connections, HubCalls calls, IOptions<EngineOptions> options, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<SocketIoApplication> logger)
    : IEngineApplication
{
    /// <inheritdoc/>
    public async Task RunAsync(EngineConnection connection)
    {
        await using var timer = time.CreateTimer(static state => ((EngineConnection)state!).End(SocketIoEnds.NeverConnected), connection, options.Value.ConnectTimeout, Timeout.InfiniteTimeSpan);
        await using var conversation = new SocketIoConversation(connection, calls, EnterAsync, timer, options.Value.ConnectTimeout, time, logger, lifetime.ApplicationStopping);
        while (await connection.ReceiveAsync() is { } packet)
        {
            if (await conversation.HearAsync(packet) is { } end)
            {
                connection.End(end);
                return;
            }
        }
    }

    private async Task<GrainResult<LiveConnection>> EnterAsync(HttpContext opening, System.Text.Json.JsonElement? credentials)
    {
        var caller = await callers.ResolveAsync(opening, credentials);
        return !caller.Succeeded ? caller.Error
            : AccessErrors.Missing(caller.Value, Permissions.ReadSessions) is { } missing ? missing
            : await connections.EnterAsync(caller.Value, Permissions.ReadSessions);
    }
}
