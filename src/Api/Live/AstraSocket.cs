using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Sockets;
using MeetingIntel.Api.Timeline;

namespace MeetingIntel.Api.Live;

/// <summary><c>GET /ws/sessions/{sid}?after=</c>: a session's live feed in ASTRA's envelope.</summary>
internal sealed class AstraSocket(SessionFeedHub feeds, SocketConversation conversation)
{
    /// <summary>Handles an upgrade request.</summary>
    /// <param name="context">The request.</param>
    public Task HandleAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            return SocketRequests.RefusePlainHttp(context);
        }

        var sessionId = context.Request.RouteValues[AccessRules.SessionRouteValue] as string ?? "";
        return conversation.RunAsync(context, (caller, _) => OpenAsync(context, caller, sessionId), Refusal, end => LastWords(sessionId, end));
    }

    private async Task<SocketOpening> OpenAsync(HttpContext context, Caller caller, string sessionId)
    {
        var feed = QueryNumber.TryRead(context.Request.Query["after"], 0, long.MaxValue, out var after)
            ? await feeds.SubscribeAsync(caller.OrgId, sessionId, after)
            : SessionFeedHub.BadAfter;
        return feed.Succeeded ? SocketOpening.Of(new AstraSocketLoops(feed.Value)) : SocketOpening.Refused(Refusal(feed.Error));
    }

    /// <summary>ASTRA's clients know a code of their own for a session that does not exist.</summary>
    internal static SocketEnd Refusal(GrainError error)
    {
        var end = SocketEnd.From(error);
        return error.Kind == GrainErrorKind.NotFound ? end with { CloseCode = SocketCloseCodes.AstraNotFound } : end;
    }

    private static byte[] LastWords(string sessionId, SocketEnd end) =>
        WireEvent.Envelope("error.occurred", sessionId, new { message = end.Message, source = "system", code = end.Code });
}
