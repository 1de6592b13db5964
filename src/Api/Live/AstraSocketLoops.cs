using System.Net.WebSockets;
using MeetingIntel.Api.Sockets;

namespace MeetingIntel.Api.Live;

/// <summary>The conversation over ASTRA's socket: events and signals out; <c>ping</c> in, everything else is ignored.</summary>
/// <param name="feed">The session.</param>
internal sealed class AstraSocketLoops(FeedSubscription feed) : ISocketLoops
{
    private const int LongestPing = 16;

    /// <summary>Nothing binary is taken here.</summary>
    internal static readonly SocketEnd Binary = new(
        (int)WebSocketCloseStatus.InvalidMessageType,
        "feed.binary",
        "This socket takes text only; audio goes to the session's audio socket.");

    private static readonly byte[] Ping = "ping"u8.ToArray();
    private static readonly byte[] Pong = "pong"u8.ToArray();

    /// <inheritdoc/>
    public async Task<SocketEnd> SendAsync(SocketSender sender, CancellationToken stop)
    {
        await sender.SendAsync(FeedGreeting.Envelope(feed.Start), stop);
        await foreach (var message in feed.ReadAsync(stop))
        {
            if (message.Envelope is { } envelope)
            {
                await sender.SendAsync(envelope.Utf8, stop);
            }
        }

        return feed.IsGone ? SocketEnd.From(SessionFeedHub.Erased) with { CloseCode = SocketCloseCodes.AstraNotFound } : SocketEnd.TooSlow;
    }

    /// <inheritdoc/>
    public async Task<SocketEnd> ReceiveAsync(WebSocket socket, SocketSender sender, CancellationToken stop)
    {
        var buffer = new byte[LongestPing];
        var isFirstPiece = true;
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            switch (received.MessageType)
            {
                case WebSocketMessageType.Close:
                    return SocketEnd.ByPeer;

                case WebSocketMessageType.Binary:
                    return Binary;

                default:
                    if (isFirstPiece && received.EndOfMessage && buffer.AsSpan(0, received.Count).SequenceEqual(Ping))
                    {
                        sender.SendOrDrop(Pong);
                    }

                    isFirstPiece = received.EndOfMessage;
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => feed.DisposeAsync();
}
