using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Live;
using MeetingIntel.Api.Sockets;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Telemetry;
using MeetingIntel.Storage.Timeline;

namespace MeetingIntel.Api.Replay;

/// <summary><c>GET /ws/sessions/{sid}/replay</c>: what watchers of a session saw, once more, in ASTRA's envelope.</summary>
internal sealed class ReplaySocket(IGrainFactory grains, IJournalReads journal, ITelemetryHistory history, TimeProvider time, SocketConversation conversation)
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
        return conversation.RunAsync(
            context, (_, stop) => OpenAsync(context, sessionId, stop), AstraSocket.Refusal, end => new ReplayMessages(sessionId).Error(end.Code, end.Message));
    }

    private async Task<SocketOpening> OpenAsync(HttpContext context, string sessionId, CancellationToken stop)
    {
        var request = ReplayRequest.Read(context.Request.Query);
        if (!request.Succeeded)
        {
            return Refused(request.Error);
        }

        var session = await grains.GetGrain<ISessionGrain>(sessionId).GetAsync();
        if (!session.Succeeded)
        {
            return Refused(session.Error);
        }

        var timeline = await ReplayTimeline.OpenAsync(session.Value, request.Value, journal, history, time, stop);
        return timeline.Succeeded ? SocketOpening.Of(new ReplayLoops(session.Value, timeline.Value, request.Value, time)) : Refused(timeline.Error);
    }

    private static SocketOpening Refused(GrainError error) => SocketOpening.Refused(AstraSocket.Refusal(error));
}
