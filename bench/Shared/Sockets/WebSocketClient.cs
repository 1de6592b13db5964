using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MeetingIntel.Bench.Sockets;

/// <summary>Takes what a server says.</summary>
internal interface IWebSocketHandler
{
    /// <summary>A text message.</summary>
    /// <param name="utf8">The text; gone when this returns.</param>
    /// <param name="at">When it was read off the socket, ticks of <see cref="System.Diagnostics.Stopwatch"/>.</param>
    void OnText(ReadOnlySpan<byte> utf8, long at);

    /// <summary>The server said goodbye, or is gone.</summary>
    /// <param name="code">WebSocket close code; 1006 when there was none.</param>
    /// <param name="reason">What it said.</param>
    void OnClosed(int code, string reason);
}

/// <summary>
/// A WebSocket client that costs next to nothing: no tasks, no timers, no allocation per message. The caller knows when the socket is ready.
/// It takes text messages, answers pings, and leaves the building of data frames to <see cref="ClientFrame"/>.
/// </summary>
internal sealed class WebSocketClient : IDisposable
{
    private const int AbnormalClosure = 1006;

    private readonly byte[] _unanswered = new byte[256];
    private readonly ArrayBufferWriter<byte> _pieces = new();
    private byte[] _buffer = new byte[4096];
    private int _filled;
    private int _unansweredBytes;
    private byte[] _request = [];

    private WebSocketClient(Socket socket) => Socket = socket;

    public Socket Socket { get; }

    /// <summary>What the reactor calls it.</summary>
    public int Number { get; set; }

    public bool IsClosed { get; private set; }

    /// <summary>Whether a data frame was sent in part: nothing else may be sent before its rest.</summary>
    public bool InFrame { get; set; }

    /// <summary>Whether the server has taken the upgrade.</summary>
    public bool IsUpgraded { get; private set; } = true;

    /// <summary>Begins to connect and waits for nothing; <see cref="Receive"/> takes the answer, <see cref="FlushRequest"/> sends what could not be sent yet.</summary>
    /// <param name="port">On loopback.</param>
    /// <param name="path">Path and query.</param>
    /// <returns><see langword="null"/> when nobody listens.</returns>
    public static WebSocketClient? Begin(int port, string path)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, Blocking = false };
        try
        {
            socket.Connect(IPAddress.Loopback, port);
        }
        catch (SocketException failure) when (failure.SocketErrorCode is not (SocketError.WouldBlock or SocketError.InProgress))
        {
            socket.Dispose();
            return null;
        }
        catch (SocketException)
        {
            // Under way.
        }

        return new WebSocketClient(socket) { IsUpgraded = false, _request = Request(port, path) };
    }

    /// <summary>Sends the upgrade request as soon as the connection is there.</summary>
    public void FlushRequest()
    {
        if (_request.Length > 0 && !IsClosed)
        {
            var sent = Socket.Send(_request, SocketFlags.None, out var error);
            _request = error == SocketError.Success ? _request[sent..] : error == SocketError.WouldBlock ? _request : [];
        }
    }

    /// <summary>Connects and upgrades; waits for both.</summary>
    /// <param name="port">On loopback.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="sendBuffer">Bytes that the kernel may hold for the server; 0: as many as it likes.</param>
    public static WebSocketClient Connect(int port, string path, int sendBuffer = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (sendBuffer > 0)
        {
            socket.SendBufferSize = sendBuffer;
        }

        socket.Connect(IPAddress.Loopback, port);
        socket.Send(Request(port, path));
        var client = new WebSocketClient(socket);
        client.ReadUpgrade(path);
        socket.Blocking = false;
        return client;
    }

    /// <summary>Sends what the kernel takes.</summary>
    /// <returns>How many bytes that was.</returns>
    public int Send(ReadOnlySpan<byte> bytes)
    {
        var sent = Socket.Send(bytes, SocketFlags.None, out var error);
        return error switch
        {
            SocketError.Success => sent,
            SocketError.WouldBlock => 0,
            _ => throw new SocketException((int)error),
        };
    }

    /// <summary>Answers pings, unless a data frame is half sent.</summary>
    public void FlushPongs()
    {
        if (_unansweredBytes > 0 && !InFrame && !IsClosed)
        {
            var sent = Send(_unanswered.AsSpan(0, _unansweredBytes));
            _unanswered.AsSpan(sent, _unansweredBytes - sent).CopyTo(_unanswered);
            _unansweredBytes -= sent;
        }
    }

    /// <summary>Reads what is here and passes on what is whole.</summary>
    public void Receive(IWebSocketHandler handler, long now)
    {
        while (!IsClosed)
        {
            if (_filled == _buffer.Length)
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }

            var room = _buffer.Length - _filled;
            var received = Socket.Receive(_buffer.AsSpan(_filled), SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
            {
                return;
            }

            if (error != SocketError.Success || received == 0)
            {
                Close(handler, AbnormalClosure, error == SocketError.Success ? "the connection ended" : error.ToString());
                return;
            }

            _filled += received;
            PassOn(handler, now);
            if (received < room)
            {
                return;
            }
        }
    }

    public void Dispose() => Socket.Dispose();

    private static byte[] Request(int port, string path) => Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");

    private void PassOn(IWebSocketHandler handler, long now)
    {
        if (!IsUpgraded && !TakeUpgrade(handler))
        {
            return;
        }

        var start = 0;
        while (!IsClosed && ServerFrame.TryRead(_buffer.AsSpan(start, _filled - start), out var frame))
        {
            var payload = _buffer.AsSpan(start + frame.HeaderSize, frame.PayloadSize);
            start += frame.HeaderSize + frame.PayloadSize;
            switch (frame.Opcode)
            {
                case Opcode.Text when frame.IsLast:
                    handler.OnText(payload, now);
                    break;
                case Opcode.Text or Opcode.Continuation:
                    Gather(payload, frame.IsLast, handler, now);
                    break;
                case Opcode.Ping:
                    _unansweredBytes += ClientFrame.Write(Opcode.Pong, payload, _unanswered.AsSpan(_unansweredBytes));
                    break;
                case Opcode.Close:
                    var code = payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : 1005;
                    Close(handler, code, payload.Length > 2 ? Encoding.UTF8.GetString(payload[2..]) : "");
                    break;
                default:
                    break;
            }
        }

        _buffer.AsSpan(start, _filled - start).CopyTo(_buffer);
        _filled -= start;
    }

    /// <summary>A message that comes in pieces is passed on with its last one.</summary>
    private void Gather(ReadOnlySpan<byte> piece, bool isLast, IWebSocketHandler handler, long now)
    {
        _pieces.Write(piece);
        if (isLast)
        {
            handler.OnText(_pieces.WrittenSpan, now);
            _pieces.ResetWrittenCount();
        }
    }

    private void Close(IWebSocketHandler handler, int code, string reason)
    {
        IsClosed = true;
        handler.OnClosed(code, reason);
    }

    private bool TakeUpgrade(IWebSocketHandler handler)
    {
        var end = _buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        if (!_buffer.AsSpan(0, end).StartsWith("HTTP/1.1 101"u8))
        {
            Close(handler, AbnormalClosure, Encoding.ASCII.GetString(_buffer, 0, end).Split('\r')[0]);
            return false;
        }

        _buffer.AsSpan(end + 4, _filled - end - 4).CopyTo(_buffer);
        _filled -= end + 4;
        IsUpgraded = true;
        return true;
    }

    private void ReadUpgrade(string path)
    {
        int end;
        while ((end = _buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            var received = Socket.Receive(_buffer.AsSpan(_filled));
            if (received == 0)
            {
                throw new InvalidOperationException($"The server closed the connection instead of upgrading {path}.");
            }

            _filled += received;
        }

        var answer = Encoding.ASCII.GetString(_buffer, 0, end);
        if (!answer.StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The server did not upgrade {path}: {answer.Split('\r')[0]}");
        }

        _buffer.AsSpan(end + 4, _filled - end - 4).CopyTo(_buffer);
        _filled -= end + 4;
    }
}
