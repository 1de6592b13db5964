using System.Text;
using System.Text.Json;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Identity.Limits;
using MeetingIntel.Api.Json;
using MeetingIntel.Api.Sockets;
using Microsoft.Net.Http.Headers;

namespace MeetingIntel.Api.CloudTarget;

/// <summary>The one socket of CloudTarget's listener: lets capture programs in as everybody else, and begins a call for each.</summary>
internal sealed class CloudTargetSocket(CallerResolver callers, RateLimits limits, LiveConnections connections, SocketConversation conversation, CloudTargetCalls calls)
{
    private const Permissions Needs = Permissions.WriteSessions | Permissions.WriteAudio;
    private const string Basic = "Basic ";

    /// <summary>Handles an upgrade request, whatever its path.</summary>
    /// <param name="context">The request.</param>
    public async Task HandleAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await SocketRequests.RefusePlainHttp(context);
            return;
        }

        var place = limits.Open(context);
        if (!place.Succeeded)
        {
            await ApiProblem.From(place.Error).ExecuteAsync(context);
            return;
        }

        using var opening = place.Value;
        context.Features.Set(new SocketDoor(() => EnterAsync(context, opening)));
        await conversation.RunAsync(context, (caller, _) => Task.FromResult(SocketOpening.Of(calls.Begin(caller))), SocketEnd.From, LastWords, mayWait: true);
    }

    private async Task<GrainResult<LiveConnection>> EnterAsync(HttpContext context, IDisposable opening)
    {
        ReadPassword(context.Request);
        var caller = await callers.ResolveAsync(context);
        var entered = !caller.Succeeded ? caller.Error
            : AccessErrors.Missing(caller.Value, Needs) is { } missing ? missing
            : await connections.EnterAsync(caller.Value, Needs);
        if (entered.Succeeded)
        {
            opening.Dispose();
        }

        return entered;
    }

    /// <summary>Capture programs have an address in their settings and nothing else. <c>wss://any:key@host/</c> makes their libraries send the key as a password, in a header.</summary>
    private static void ReadPassword(HttpRequest request)
    {
        var header = request.Headers[HeaderNames.Authorization].ToString();
        if (!header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var bytes = new byte[header.Length];
        if (Convert.TryFromBase64String(header[Basic.Length..].Trim(), bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [_, var password])
        {
            request.Headers[HeaderNames.Authorization] = $"Bearer {password}";
        }
    }

    private static byte[] LastWords(SocketEnd end) => JsonSerializer.SerializeToUtf8Bytes(new { status = "error", code = end.Code, message = end.Message }, ApiJson.Options);
}
