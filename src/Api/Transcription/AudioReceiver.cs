using System.Buffers;
using System.Net.WebSockets;
using MeetingIntel.Api.Sockets;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Transcription;

/// <summary>
/// Takes audio off a socket. What has already arrived while the transcription takes the frames before is joined into one hand-over, so a client that is ahead
/// costs little for many frames. A client in real time waits for nobody, or only as long as frames are gathered.
/// </summary>
/// <param name="input">Where the audio goes.</param>
/// <param name="gatherFor">For so long frames are gathered before they are handed over together; zero: not at all.</param>
/// <param name="time">The clock.</param>
internal sealed class AudioReceiver(AudioInput input, TimeSpan gatherFor, TimeProvider time)
{
    /// <summary>Bytes of one frame of a client, at most.</summary>
    public const int MaxFrame = 64 * 1024;

    /// <summary>Two seconds of 16 kHz mono from a client that is ahead: each hand-over is several messages between processes, whatever its size.</summary>
    private const int HandOverSize = 64 * 1024;
    private const int InitialBuffer = 4 * 1024;
    private const int MaxBuffer = 128 * 1024;
    private const long Busy = long.MinValue;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBuffer);
    private Task _handOver = Task.CompletedTask;

    /// <summary>Completes when what was gathered is to be handed over.</summary>
    private Task? _due;

    /// <summary>First byte that was not handed over, end of the last whole frame, end of what has arrived.</summary>
    private int _start;
    private int _whole;
    private int _filled;
    private volatile bool _stopped;
    private volatile bool _refusing;
    private volatile bool _hasRefused;
    private long _quietSince = Busy;

    /// <summary>Whether the client said that no more audio will come, and all of it was handed over.</summary>
    public bool Stopped => _stopped;

    /// <summary>
    /// Since when, as a timestamp, the client could have sent more and has not; <see langword="null"/>: it is made to wait, or has said that no more will come and
    /// waits itself.
    /// </summary>
    public long? QuietSince => !_stopped && Volatile.Read(ref _quietSince) is var since && since != Busy ? since : null;

    /// <summary>A receive that was under way when <see cref="ReceiveAsync"/> failed; the socket takes no other one before it ends.</summary>
    public Task Outstanding { get; private set; } = Task.CompletedTask;

    /// <summary>Whether audio is thrown away.</summary>
    public bool IsRefusing => _refusing;

    /// <summary>Whether audio was thrown away.</summary>
    public bool HasRefused => _hasRefused;

    /// <summary>From now on audio is thrown away, unacknowledged: the session has ended. What comes later than that has no place behind it.</summary>
    public void Refuse() => _refusing = true;

    /// <summary>Receives until the client says goodbye or misbehaves.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="onStop">Called when the client said stop.</param>
    /// <param name="stop">From then on everything is thrown away.</param>
    public async Task<SocketEnd> ReceiveAsync(WebSocket socket, Action onStop, CancellationToken stop)
    {
        try
        {
            return await ReceiveAllAsync(socket, onStop, stop);
        }
        finally
        {
            if (Outstanding.IsCompleted)
            {
                ArrayPool<byte>.Shared.Return(_buffer);
            }
        }
    }

    private async Task<SocketEnd> ReceiveAllAsync(WebSocket socket, Action onStop, CancellationToken stop)
    {
        while (true)
        {
            await MakeRoomAsync(stop);
            var receive = socket.ReceiveAsync(_buffer.AsMemory(_filled), CancellationToken.None);
            var received = receive.IsCompleted || _whole == _start ? await HearAsync(receive) : await HandOverWhileReceivingAsync(receive.AsTask(), stop);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await HandOverAsync(AudioMark.None, stop);
                await _handOver;
                return SocketEnd.ByPeer;
            }

            _filled += received.Count;
            var isText = received.MessageType == WebSocketMessageType.Text;
            if (Check(isText, received.EndOfMessage, out var mark) is { } error)
            {
                await HandOverAsync(AudioMark.None, stop);
                return SocketEnd.From(error);
            }

            if (mark != AudioMark.None || _whole - _start >= HandOverSize)
            {
                await HandOverAsync(mark, stop);
            }

            if (mark == AudioMark.Stop)
            {
                await _handOver;
                _stopped = true;
                onStop();
            }
        }
    }

    /// <summary>Nothing more is here: passes on what is, while the next frame is on its way into the rest of the buffer.</summary>
    private async ValueTask<ValueWebSocketReceiveResult> HandOverWhileReceivingAsync(Task<ValueWebSocketReceiveResult> receive, CancellationToken stop)
    {
        try
        {
            if (gatherFor > TimeSpan.Zero)
            {
                _due ??= Task.Delay(gatherFor, time, stop);
                await Task.WhenAny(receive, _due);
            }

            if (_due is null or { IsCompleted: true })
            {
                await HandOverAsync(AudioMark.None, stop);
            }
        }
        catch
        {
            Outstanding = receive;
            throw;
        }

        return await HearAsync(new ValueTask<ValueWebSocketReceiveResult>(receive));
    }

    private async ValueTask<ValueWebSocketReceiveResult> HearAsync(ValueTask<ValueWebSocketReceiveResult> receive)
    {
        if (receive.IsCompleted)
        {
            return await receive;
        }

        Volatile.Write(ref _quietSince, time.GetTimestamp());
        try
        {
            return await receive;
        }
        finally
        {
            Volatile.Write(ref _quietSince, Busy);
        }
    }

    /// <summary>Looks at the message that is arriving.</summary>
    private GrainError? Check(bool isText, bool isComplete, out AudioMark mark)
    {
        mark = AudioMark.None;
        var size = _filled - _whole;
        if (size > MaxFrame)
        {
            return AudioErrors.FrameTooLarge;
        }

        if (!isComplete)
        {
            return null;
        }

        if (isText)
        {
            var meant = AudioSocketMessages.ReadMark(_buffer.AsSpan(_whole, size));
            _filled = _whole;
            mark = meant ?? AudioMark.None;
            return meant is null ? AudioErrors.UnexpectedText : null;
        }

        if (size % input.Format.BlockSize != 0)
        {
            return AudioErrors.Misaligned;
        }

        if (_stopped && !_refusing)
        {
            return AudioErrors.AfterStop;
        }

        _whole = _filled;
        ApiMetrics.AudioFrames.Add(1);
        ApiMetrics.AudioBytes.Add(size);
        return null;
    }

    private async ValueTask HandOverAsync(AudioMark mark, CancellationToken stop)
    {
        if (!_handOver.IsCompletedSuccessfully)
        {
            await _handOver.WaitAsync(stop);
        }

        if (input.IsFull)
        {
            await input.WaitForRoomAsync(input.Position, stop);
        }

        var isWanted = !stop.IsCancellationRequested && !_refusing && (_whole > _start || mark != AudioMark.None);
        if (isWanted)
        {
            _handOver = input.WriteAsync(_buffer.AsSpan(_start, _whole - _start), mark);
        }

        _hasRefused |= _refusing && _whole > _start;
        _due = null;
        _start = _whole;
    }

    /// <summary>Makes room for at least one byte behind what has arrived.</summary>
    private async ValueTask MakeRoomAsync(CancellationToken stop)
    {
        if (_start == _filled)
        {
            _start = _whole = _filled = 0;
        }

        if (_filled < _buffer.Length)
        {
            return;
        }

        if (_start == 0 && _buffer.Length < MaxBuffer)
        {
            Move(ArrayPool<byte>.Shared.Rent(_buffer.Length * 2));
            return;
        }

        if (_start == 0)
        {
            await HandOverAsync(AudioMark.None, stop);
        }

        Move(_buffer);
    }

    private void Move(byte[] target)
    {
        _buffer.AsSpan(_start, _filled - _start).CopyTo(target);
        _whole -= _start;
        _filled -= _start;
        _start = 0;
        if (!ReferenceEquals(target, _buffer))
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }
    }
}
