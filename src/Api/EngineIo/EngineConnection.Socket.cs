using System.Buffers;
using System.Net.WebSockets;
using MeetingIntel.Api.Sockets;

namespace MeetingIntel.Api.EngineIo;

/// <summary>The WebSocket: from the beginning, or after a probe in place of polling.</summary>
internal sealed partial class EngineConnection
{
    private const int InitialBuffer = 4 * 1024;

    private static readonly byte[] Probe = "probe"u8.ToArray();

    private Transport _transport;

    /// <summary>Never disposed of, as whoever polls may just be about to listen to it; it holds nothing.</summary>
    private CancellationTokenSource _probing = new();

    private enum Transport
    {
        Polling,
        Probing,
        WebSocket,
    }

    /// <summary>Whether it is received over requests.</summary>
    public bool IsPolling
    {
        get
        {
            lock (_lock)
            {
                return !_isOver && _transport != Transport.WebSocket;
            }
        }
    }

    private CancellationToken Probing
    {
        get
        {
            lock (_lock)
            {
                return _probing.Token;
            }
        }
    }

    /// <summary>Talks over a WebSocket until one side has enough.</summary>
    /// <param name="socket">Accepted.</param>
    public async Task ConverseAsync(WebSocket socket)
    {
        var sending = SendAllAsync(socket);
        try
        {
            Abort(await ReceiveAllAsync(socket));
        }
        catch (Exception exception) when (IsBreak(exception))
        {
            Abort(SocketEnd.ByPeer);
        }

        await sending;
        await CloseAsync(socket, EndedWith!);
        await HearFarewellAsync(socket);
    }

    /// <summary>Takes a WebSocket in place of polling, if its client does as it should; else polling goes on.</summary>
    /// <param name="socket">Accepted.</param>
    public async Task UpgradeAsync(WebSocket socket)
    {
        if (!TryMove(Transport.Polling, Transport.Probing))
        {
            await CloseAsync(socket, EngineEnds.NotUpgradable);
            await HearFarewellAsync(socket);
            return;
        }

        if (await ProbedAsync(socket) && TryMove(Transport.Probing, Transport.WebSocket))
        {
            await ConverseAsync(socket);
            return;
        }

        lock (_lock)
        {
            _transport = Transport.Polling;
            _probing = new CancellationTokenSource();
        }

        await CloseAsync(socket, EngineEnds.BadPacket);
        await HearFarewellAsync(socket);
    }

    private static bool IsBreak(Exception exception) => exception is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException or InvalidOperationException;

    private bool TryMove(Transport from, Transport to)
    {
        lock (_lock)
        {
            if (_isOver || _transport != from)
            {
                return false;
            }

            _transport = to;
            return true;
        }
    }

    private async Task<bool> ProbedAsync(WebSocket socket)
    {
        using var patience = new CancellationTokenSource(_options.ConnectTimeout, _time);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, Over);
        var buffer = new byte[16];
        try
        {
            if (await HearAsync(EnginePacketType.Ping, Probe))
            {
                // Whoever polls stops now, so that nothing is on two ways at once.
                await _probing.CancelAsync();
                await socket.SendAsync(new EnginePacket(EnginePacketType.Pong, Probe).ToText(), WebSocketMessageType.Text, endOfMessage: true, waiting.Token);
                return await HearAsync(EnginePacketType.Upgrade, []);
            }
        }
        catch (Exception exception) when (IsBreak(exception))
        {
            // It is as good as not there.
        }

        return false;

        async Task<bool> HearAsync(EnginePacketType type, byte[] data)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), waiting.Token);
            return received is { MessageType: WebSocketMessageType.Text, EndOfMessage: true }
                && EnginePacket.TryRead(buffer.AsMemory(0, received.Count), out var packet) && packet.Type == type && packet.Data.Span.SequenceEqual(data);
        }
    }

    /// <summary>Sends what is to be sent; never throws.</summary>
    private async Task SendAllAsync(WebSocket socket)
    {
        try
        {
            while (await _outgoing.WaitAsync(Over))
            {
                while (_outgoing.TryTake(int.MaxValue, out var packet))
                {
                    using var patience = new CancellationTokenSource(SocketSender.SendTimeout, _time);
                    using var waiting = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, Over);
                    await SendAsync(socket, packet, waiting.Token, patience.Token);
                }
            }

            // All is said. The client's goodbye ends the other half.
            await CloseAsync(socket, EndedWith!);
        }
        catch (Exception exception) when (IsBreak(exception))
        {
            Abort(SocketEnd.ByPeer);
        }
    }

    private async Task SendAsync(WebSocket socket, EnginePacket packet, CancellationToken waiting, CancellationToken patience)
    {
        try
        {
            await socket.SendAsync(
                packet.IsBinary ? packet.Data : packet.ToText(), packet.IsBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, waiting);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            ApiMetrics.WatchersCut.Add(1);
            Abort(SocketEnd.TooSlow);
            throw;
        }
    }

    private async Task<SocketEnd> ReceiveAllAsync(WebSocket socket)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(InitialBuffer);
        try
        {
            for (var length = 0; ;)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(length), Over);
                length += received.Count;
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return SocketEnd.ByPeer;
                }

                if (length > EngineOptions.MaxPayload + 1)
                {
                    return EngineEnds.TooLarge;
                }

                if (!received.EndOfMessage)
                {
                    buffer = length == buffer.Length ? Grow(buffer) : buffer;
                    continue;
                }

                if (!await HearAsync(buffer.AsSpan(0, length).ToArray(), received.MessageType == WebSocketMessageType.Binary))
                {
                    return EndedWith ?? EngineEnds.BadPacket;
                }

                length = 0;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<bool> HearAsync(byte[] message, bool isBinary)
    {
        if (isBinary)
        {
            return await TakeAsync(new EnginePacket(EnginePacketType.Message, message, IsBinary: true), Over);
        }

        return EnginePacket.TryRead(message, out var packet) && await TakeAsync(packet, Over);
    }

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    /// <summary>Says goodbye; never throws.</summary>
    private async Task CloseAsync(WebSocket socket, SocketEnd end)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            return;
        }

        using var patience = new CancellationTokenSource(Farewell, _time);
        try
        {
            await socket.CloseOutputAsync((WebSocketCloseStatus)end.CloseCode, end.Code ?? "", patience.Token);
        }
        catch (Exception exception) when (IsBreak(exception))
        {
            socket.Abort();
        }
    }

    /// <summary>Takes what the peer still sends until its close frame, so that the connection does not break under our last words.</summary>
    private async Task HearFarewellAsync(WebSocket socket)
    {
        using var patience = new CancellationTokenSource(Farewell, _time);
        var scratch = new byte[InitialBuffer];
        try
        {
            while (socket.State == WebSocketState.CloseSent)
            {
                await socket.ReceiveAsync(scratch.AsMemory(), patience.Token);
            }
        }
        catch (Exception exception) when (IsBreak(exception))
        {
            socket.Abort();
        }
    }
}
