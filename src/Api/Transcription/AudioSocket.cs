using System.Globalization;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Live;
using MeetingIntel.Api.Sockets;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.Transcription;

/// <summary><c>GET /ws/sessions/{sid}/audio</c>: raw PCM in, acknowledged by outcome.</summary>
internal sealed class AudioSocket(
    SessionFeedHub feeds, AudioIngest ingest, SocketConversation conversation, IOptions<AudioOptions> options, TimeProvider time)
{
    private readonly TimeSpan _gatherFor = TimeSpan.FromMilliseconds(options.Value.HandOverMilliseconds);

    /// <summary>Handles an upgrade request.</summary>
    /// <param name="context">The request.</param>
    public Task HandleAsync(HttpContext context)
    {
        // First of all: its client may be back on another connection before this one is open, and the channel is that one's then.
        var connection = Ids.NewConnection();
        return context.WebSockets.IsWebSocketRequest
            ? conversation.RunAsync(context, (caller, stop) => OpenAsync(context, caller, connection, stop), SocketEnd.From, AudioSocketMessages.Error, mayWait: true)
            : SocketRequests.RefusePlainHttp(context);
    }

    private async Task<SocketOpening> OpenAsync(HttpContext context, Caller caller, string connection, CancellationToken stop)
    {
        var sessionId = context.Request.RouteValues[AccessRules.SessionRouteValue] as string;
        var query = context.Request.Query;
        var format = AudioFormat.Create(query["channel"], query["speaker"], query["encoding"], query["sample_rate"], query["channels"]);
        if (!format.Succeeded)
        {
            return SocketOpening.Refused(SocketEnd.From(format.Error));
        }

        long? offset = null;
        if (query.TryGetValue("offset", out var text))
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given))
            {
                return SocketOpening.Refused(SocketEnd.From(AudioErrors.BadOffset));
            }

            offset = given;
        }

        return await OpenAsync(caller.OrgId, connection, sessionId!, format.Value, offset, stop);
    }

    private async Task<SocketOpening> OpenAsync(string orgId, string connection, string sessionId, AudioFormat format, long? offset, CancellationToken stop)
    {
        // First listen, then speak: no acknowledgement is missed.
        var channels = format.LaneNames;
        var feed = await feeds.SubscribeAsync(orgId, sessionId, after: null, channels);
        if (!feed.Succeeded)
        {
            return SocketOpening.Refused(SocketEnd.From(feed.Error));
        }

        try
        {
            var input = await ingest.OpenAsync(connection, sender: null, sessionId, format, offset, live: true, stop);
            if (input.Succeeded)
            {
                return SocketOpening.Of(new AudioSocketLoops(input.Value, feed.Value, new AudioReceiver(input.Value, _gatherFor, time)));
            }

            await feed.Value.DisposeAsync();
            return SocketOpening.Refused(SocketEnd.From(input.Error));
        }
        catch
        {
            await feed.Value.DisposeAsync();
            throw;
        }
    }
}
