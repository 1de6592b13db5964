using System.Net.WebSockets;
using System.Threading.Channels;
using MeetingIntel.Api.Live;
using MeetingIntel.Api.Sockets;
using MeetingIntel.Sessions;

namespace MeetingIntel.Api.Replay;

/// <summary>The conversation over a replay's socket: what watchers saw goes out; what is to be seen, and how fast, comes in.</summary>
/// <param name="session">The session as it stands.</param>
/// <param name="timeline">What there is of it.</param>
/// <param name="request">How it begins.</param>
/// <param name="time">The world's clock.</param>
internal sealed class ReplayLoops(SessionSnapshot session, ReplayTimeline timeline, ReplayRequest request, TimeProvider time) : ISocketLoops
{
    private const int LongestMessage = 1024;
    private const int WaitingCommands = 64;

    private static readonly byte[] Ping = "ping"u8.ToArray();
    private static readonly byte[] Pong = "pong"u8.ToArray();

    private readonly ReplayMessages _messages = new(session.Id);
    private readonly Channel<ReplayCommand> _commands = Channel.CreateBounded<ReplayCommand>(new BoundedChannelOptions(WaitingCommands) { SingleReader = true, SingleWriter = true });

    /// <inheritdoc/>
    public async Task<SocketEnd> SendAsync(SocketSender sender, CancellationToken stop)
    {
        await sender.SendAsync(FeedGreeting.Envelope(session), stop);
        return await new ReplayPlayer(timeline, request, _messages, time, _commands.Reader, sender.SendAsync).RunAsync(stop);
    }

    /// <inheritdoc/>
    public async Task<SocketEnd> ReceiveAsync(WebSocket socket, SocketSender sender, CancellationToken stop)
    {
        var buffer = new byte[LongestMessage];
        var (length, isTooLong) = (0, false);
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
            switch (received.MessageType)
            {
                case WebSocketMessageType.Close:
                    return SocketEnd.ByPeer;

                case WebSocketMessageType.Binary:
                    return AstraSocketLoops.Binary;

                default:
                    break;
            }

            length += received.Count;
            if (received.EndOfMessage)
            {
                Hear(isTooLong ? default : buffer.AsMemory(0, length), sender);
                (length, isTooLong) = (0, false);
            }
            else if (length == buffer.Length)
            {
                (length, isTooLong) = (0, true);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Hear(ReadOnlyMemory<byte> message, SocketSender sender)
    {
        if (message.Span.SequenceEqual(Ping))
        {
            sender.SendOrDrop(Pong);
            return;
        }

        var read = ReplayCommand.Read(message);
        var error = !read.Succeeded ? read.Error : _commands.Writer.TryWrite(read.Value) ? null : ReplayErrors.Busy;
        if (error is not null)
        {
            sender.SendOrDrop(_messages.Error(error.Code, error.Message));
        }
    }
}
