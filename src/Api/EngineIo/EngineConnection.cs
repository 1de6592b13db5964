using System.Text.Json;
using MeetingIntel.Api.Sockets;

namespace MeetingIntel.Api.EngineIo;

/// <summary>
/// One connection over Engine.IO 4, whichever transport it has at the moment: what waits to be sent, what has come and waits to be taken, and its heartbeat. Both are
/// bounded: a client that takes nothing for <see cref="SocketSender.SendTimeout"/> while much waits for it is cut, one that sends faster than it is heard is not read from.
/// </summary>
internal sealed partial class EngineConnection : IDisposable
{
    private const int WaitingPackets = 64;
    private const int WaitingBytes = 4 * 1024 * 1024;

    /// <summary>So long what is still to be said to somebody who polls waits for the next request.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly EngineOptions _options;
    private readonly TimeProvider _time;
    private readonly PacketQueue _outgoing = new(WaitingPackets, WaitingBytes);
    private readonly PacketQueue _incoming = new(WaitingPackets, WaitingBytes);
    private readonly CancellationTokenSource _over = new();
    private readonly Lock _lock = new();
    private readonly Action<EngineConnection> _gone;
    private SocketEnd? _end;
    private bool _isOver;
    private ITimer? _farewell;
    private volatile TaskCompletionSource? _pong;
    private long _heard;
    private volatile bool _isMadeToWait;

    /// <summary>Begins.</summary>
    /// <param name="id">Names it in requests: whoever knows it can speak for the client, so nobody can guess it.</param>
    /// <param name="opening">What is known of the request that it began with.</param>
    /// <param name="overSocket">Whether it begins with a WebSocket.</param>
    /// <param name="options">How it lives.</param>
    /// <param name="time">The clock.</param>
    /// <param name="gone">Called once, when it is over.</param>
    public EngineConnection(string id, HttpContext opening, bool overSocket, EngineOptions options, TimeProvider time, Action<EngineConnection> gone)
    {
        (Id, Opening, _options, _time, _gone) = (id, opening, options, time, gone);
        _transport = overSocket ? Transport.WebSocket : Transport.Polling;
        Over = _over.Token;
        var greeting = new
        {
            sid = id,
            upgrades = overSocket ? Array.Empty<string>() : ["websocket"],
            pingInterval = options.PingIntervalMilliseconds,
            pingTimeout = options.PingTimeoutMilliseconds,
            maxPayload = EngineOptions.MaxPayload,
        };
        _outgoing.Force(new EnginePacket(EnginePacketType.Open, JsonSerializer.SerializeToUtf8Bytes(greeting)));
    }

    /// <summary>Names it in requests.</summary>
    public string Id { get; }

    /// <summary>What is known of the request that it began with.</summary>
    public HttpContext Opening { get; }

    /// <summary>Cancelled when the client is gone, or the connection is over otherwise.</summary>
    public CancellationToken Over { get; }

    /// <summary>Why it ended, or is about to; <see langword="null"/>: it lives.</summary>
    public SocketEnd? EndedWith
    {
        get
        {
            lock (_lock)
            {
                return _end;
            }
        }
    }

    /// <summary>The next message; for one reader.</summary>
    /// <returns><see langword="null"/>: none will come any more.</returns>
    public async ValueTask<EnginePacket?> ReceiveAsync() => await _incoming.WaitAsync(CancellationToken.None) && _incoming.TryTake(int.MaxValue, out var packet) ? packet : null;

    /// <summary>Sends a message; waits while much is waiting. Cuts a client that takes nothing for too long. Whoever is gone, or is being sent away, needs to be told nothing.</summary>
    /// <param name="packet">The message.</param>
    /// <param name="cancellationToken">Gives up waiting; it may be sent all the same.</param>
    public async ValueTask SendAsync(EnginePacket packet, CancellationToken cancellationToken)
    {
        var write = _outgoing.WriteAsync(packet, CancellationToken.None);
        if (write.IsCompletedSuccessfully)
        {
            return;
        }

        try
        {
            await write.AsTask().WaitAsync(SocketSender.SendTimeout, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            ApiMetrics.WatchersCut.Add(1);
            Abort(SocketEnd.TooSlow);
        }
    }

    /// <summary>Ends it: what waits is sent first, then that it is over.</summary>
    /// <param name="end">Why and how.</param>
    public void End(SocketEnd end)
    {
        lock (_lock)
        {
            if (_end is not null)
            {
                return;
            }

            _end = end;
            _farewell = _time.CreateTimer(static state => ((EngineConnection)state!).Abort(SocketEnd.ByPeer), this, Farewell, Timeout.InfiniteTimeSpan);
        }

        _incoming.Complete(discard: true);
        _outgoing.Complete(discard: false);
    }

    /// <summary>Ends it at once: nothing more is sent, or taken.</summary>
    /// <param name="end">Why.</param>
    public void Abort(SocketEnd end)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                return;
            }

            _isOver = true;
            _end ??= end;
            _farewell?.Dispose();
        }

        // Before anybody hears of the end: whoever asks then finds nothing.
        _gone(this);
        _incoming.Complete(discard: true);
        _outgoing.Complete(discard: true);
        _over.Cancel();
    }

    /// <summary>Asks the client now and then whether it is there, until the connection is over.</summary>
    public async Task BeatAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(_options.PingInterval, _time, Over);
                _pong = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                do
                {
                    // Again as long as its answer stands behind what it has sent: a client that hears none of these takes the server for dead.
                    _outgoing.Force(EnginePacket.Ping);
                }
                while (!await IsHeardAsync(_pong.Task));
            }
        }
        catch (TimeoutException)
        {
            Abort(EngineEnds.Silent);
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Abort(SocketEnd.ByPeer);
        _over.Dispose();
    }

    /// <returns>Whether the answer has come; if not, then something else has, or nothing could.</returns>
    /// <exception cref="TimeoutException">Nothing has come, and it could have.</exception>
    private async Task<bool> IsHeardAsync(Task pong)
    {
        var heard = Volatile.Read(ref _heard);
        try
        {
            await pong.WaitAsync(_options.PingTimeout, _time, Over);
            return true;
        }
        catch (TimeoutException) when (_isMadeToWait || Volatile.Read(ref _heard) != heard)
        {
            return false;
        }
    }

    /// <summary>Takes a packet from the client; waits while much waits to be heard.</summary>
    /// <returns>Whether the connection goes on.</returns>
    private async ValueTask<bool> TakeAsync(EnginePacket packet, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _heard);
        switch (packet.Type)
        {
            case EnginePacketType.Message:
                // Once it is to end nothing is heard any more, but what is still to be said is not cut off for that.
                _isMadeToWait = true;
                await _incoming.WriteAsync(packet, cancellationToken);
                _isMadeToWait = false;
                // From now on it has as long as anybody to say something.
                Interlocked.Increment(ref _heard);
                return !Over.IsCancellationRequested;

            case EnginePacketType.Pong when packet.Data.IsEmpty:
                _pong?.TrySetResult();
                return true;

            case EnginePacketType.Close:
                Abort(SocketEnd.ByPeer);
                return false;

            default:
                Abort(EngineEnds.BadPacket);
                return false;
        }
    }
}
