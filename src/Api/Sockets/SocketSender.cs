using System.Net.WebSockets;
using System.Threading.Channels;

namespace MeetingIntel.Api.Sockets;

/// <summary>The one place that writes to a socket: a loop over a bounded queue. A peer that takes nothing for <see cref="SendTimeout"/> is cut.</summary>
internal sealed class SocketSender : IDisposable
{
    /// <summary>How long one message may take to leave.</summary>
    public static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(10);

    private const int QueuedMessages = 64;

    private readonly WebSocket _socket;
    private readonly Channel<ReadOnlyMemory<byte>> _queue = Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(QueuedMessages) { SingleReader = true });
    private readonly CancellationTokenSource _broken = new();
    private readonly Task _loop;

    /// <summary>Begins to send.</summary>
    /// <param name="socket">An open socket.</param>
    public SocketSender(WebSocket socket)
    {
        _socket = socket;
        _loop = Task.Run(SendAllAsync);
    }

    /// <summary>Cancelled when nothing more can be sent.</summary>
    public CancellationToken Broken => _broken.Token;

    /// <summary>Queues a text message; waits while the queue is full.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public ValueTask SendAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken) => _queue.Writer.WriteAsync(utf8, cancellationToken);

    /// <summary>Queues a text message, or drops it when the queue is full.</summary>
    /// <param name="utf8">The text.</param>
    public void SendOrDrop(ReadOnlyMemory<byte> utf8) => _queue.Writer.TryWrite(utf8);

    /// <summary>Sends what is queued and then the close frame. Never throws: whoever is gone needs no goodbye.</summary>
    /// <param name="closeCode">WebSocket close code.</param>
    /// <param name="reason">Stable code for the close frame.</param>
    public async Task CloseAsync(int closeCode, string reason)
    {
        _queue.Writer.TryComplete();
        await _loop;
        if (_socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            return;
        }

        using var timeout = new CancellationTokenSource(SendTimeout);
        try
        {
            await _socket.CloseOutputAsync((WebSocketCloseStatus)closeCode, reason, timeout.Token);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            _socket.Abort();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _broken.Dispose();

    private async Task SendAllAsync()
    {
        var timeout = new CancellationTokenSource();
        try
        {
            await foreach (var message in _queue.Reader.ReadAllAsync(CancellationToken.None))
            {
                timeout.CancelAfter(SendTimeout);
                await _socket.SendAsync(message, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, timeout.Token);
                if (!timeout.TryReset())
                {
                    timeout.Dispose();
                    timeout = new CancellationTokenSource();
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            _socket.Abort();
            _queue.Writer.TryComplete();
            await _broken.CancelAsync();
        }
        finally
        {
            timeout.Dispose();
        }
    }
}
