using System.Net.WebSockets;
using System.Threading.Channels;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Identity.Limits;
using MeetingIntel.Observability;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.Sockets;

/// <summary>Runs a socket's two loops, and ends the connection in good order when one of them ends.</summary>
internal sealed partial class SocketConversation(IHostApplicationLifetime lifetime, IOptions<ConnectionOptions> options, ILogger<SocketConversation> logger)
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _heartbeat = TimeSpan.FromSeconds(options.Value.SocketHeartbeatSeconds);

    /// <summary>Accepts the socket and converses until one side has enough.</summary>
    /// <param name="context">The upgrade request.</param>
    /// <param name="openAsync">Checks what else there is to check of a request that the door lets in; yields the conversation, or why there is none.</param>
    /// <param name="refuse">How an expected failure ends the connection.</param>
    /// <param name="lastWords">Writes the error that goes before the close frame.</param>
    /// <param name="mayWait">
    /// Whether the peer is made to wait while what it sends can't be taken. Its answer to a ping then stands behind all that it has sent, maybe for minutes, so none is
    /// asked for: whether it is there tells <see cref="ISocketLoops.QuietSince"/>.
    /// </param>
    public async Task RunAsync(
        HttpContext context, Func<Caller, CancellationToken, Task<SocketOpening>> openAsync, Func<GrainError, SocketEnd> refuse, Func<SocketEnd, byte[]> lastWords, bool mayWait = false)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync(
            new WebSocketAcceptContext { KeepAliveInterval = _heartbeat, KeepAliveTimeout = mayWait ? Timeout.InfiniteTimeSpan : _heartbeat });
        using var sender = new SocketSender(socket);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping, sender.Broken);
        ApiMetrics.Sockets.Add(1);
        var closeCode = SocketEnd.ByPeer.CloseCode;
        try
        {
            var opening = await OpenAsync(context, openAsync, refuse, socket, stop.Token);
            // From here on it is a conversation, not a request: fifty frames a second would all be part of that request's trace.
            CallContext.Leave();
            closeCode = await ConverseAsync(opening, socket, sender, lastWords, stop);
        }
        finally
        {
            ApiMetrics.Sockets.Add(-1);
            ApiMetrics.SocketsClosed.Add(1, ApiMetrics.CloseCode(closeCode));
        }
    }

    private async Task<int> ConverseAsync(SocketOpening opening, WebSocket socket, SocketSender sender, Func<SocketEnd, byte[]> lastWords, CancellationTokenSource stop)
    {
        using var connection = opening.Connection;
        await using var loops = opening.Loops;
        var receiving = Task.FromResult(SocketEnd.ByPeer);
        var end = opening.Refusal ?? SocketEnd.Done;
        if (loops is not null && connection is not null)
        {
            connection.QuietSince = () => loops.QuietSince;
            var sending = ExplainedAsync(loops.SendAsync(sender, stop.Token), socket, stop.Token);
            receiving = ExplainedAsync(loops.ReceiveAsync(socket, sender, stop.Token), socket, stop.Token);
            end = await FirstEndAsync(receiving, sending, connection.Over, stop);
        }

        if (end.Code is not null)
        {
            sender.SendOrDrop(lastWords(end));
        }

        // Before the client hears of the end: it may come back at once, and needs the place.
        connection?.Dispose();
        await sender.CloseAsync(end.CloseCode, end.Code ?? "");
        await HearFarewellAsync(socket, receiving, loops);
        return end.CloseCode;
    }

    private async Task<SocketOpening> OpenAsync(
        HttpContext context, Func<Caller, CancellationToken, Task<SocketOpening>> openAsync, Func<GrainError, SocketEnd> refuse, WebSocket socket, CancellationToken stop)
    {
        try
        {
            var door = context.Features.Get<SocketDoor>() ?? throw new InvalidOperationException($"'{context.Request.Path}' has no door.");
            var entered = await door.EnterAsync();
            return entered.Succeeded ? await OpenAsync(entered.Value, openAsync, stop) : SocketOpening.Refused(refuse(entered.Error));
        }
        catch (Exception exception)
        {
            return SocketOpening.Refused(Explain(exception, socket, stop));
        }
    }

    private static async Task<SocketOpening> OpenAsync(LiveConnection connection, Func<Caller, CancellationToken, Task<SocketOpening>> openAsync, CancellationToken stop)
    {
        CallContext.ActFor(connection.Caller.OrgId, connection.Caller.Actor);
        try
        {
            return await openAsync(connection.Caller, stop) with { Connection = connection };
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static async Task<SocketEnd> FirstEndAsync(Task<SocketEnd> receiving, Task<SocketEnd> sending, Task<SocketEnd> over, CancellationTokenSource stop)
    {
        var first = await Task.WhenAny(receiving, sending, over);
        await stop.CancelAsync();
        await sending;
        return await first;
    }

    private async Task<SocketEnd> ExplainedAsync(Task<SocketEnd> loop, WebSocket socket, CancellationToken stop)
    {
        try
        {
            return await loop;
        }
        catch (Exception exception)
        {
            return Explain(exception, socket, stop);
        }
    }

    private SocketEnd Explain(Exception exception, WebSocket socket, CancellationToken stop)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return SocketEnd.Stopping;
        }

        if (IsOver(exception, socket, stop))
        {
            return SocketEnd.ByPeer;
        }

        var end = SocketEnd.From(exception);
        if (ExceptionProblems.Passing(exception) is null)
        {
            LogFailed(exception, end.Code!);
        }
        else
        {
            LogUnavailable(end.Code!, exception.GetType().Name, exception.Message);
        }

        return end;
    }

    /// <summary>Takes what the peer still sends until its close frame, so that the connection does not break under our last words.</summary>
    private static async Task HearFarewellAsync(WebSocket socket, Task<SocketEnd> receiving, ISocketLoops? loops)
    {
        using var timeout = new CancellationTokenSource(Farewell);
        try
        {
            await receiving.WaitAsync(timeout.Token);
            await (loops?.Outstanding ?? Task.CompletedTask).WaitAsync(timeout.Token);
            var scratch = new byte[4096];
            while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
            {
                await socket.ReceiveAsync(scratch.AsMemory(), timeout.Token);
            }
        }
        catch (Exception exception) when (IsBreak(exception))
        {
            socket.Abort();
            await receiving;
        }
    }

    /// <summary>
    /// Whether the connection is over. A cancellation that nobody asked for, as one of a call to a grain, does not say so: its client would be told not to come
    /// back, and throw away what is not acknowledged.
    /// </summary>
    private static bool IsOver(Exception exception, WebSocket socket, CancellationToken stop) => exception is OperationCanceledException
        ? stop.IsCancellationRequested || socket.State == WebSocketState.Aborted
        : IsBreak(exception) || exception is ChannelClosedException;

    private static bool IsBreak(Exception exception) =>
        exception is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException;

    /// <summary>All sockets of a session, or of a silo, say so at once while it is lost or moves.</summary>
    [LoggerMessage(EventId = 31, Level = LogLevel.Warning, Message = "A socket ended with {Code}: {Exception}: {Reason} Its client connects again; if this lasts, this process's /health/page says what is away.")]
    private partial void LogUnavailable(string code, string exception, string reason);

    [LoggerMessage(EventId = 30, Level = LogLevel.Error, Message = "A socket failed with {Code}")]
    private partial void LogFailed(Exception exception, string code);
}
