using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MeetingIntel.Bench.Sockets;

namespace MeetingIntel.Bench.Telemetry;

/// <summary>Clients on one thread, each of which sends its next request when it has the answer to the one before.</summary>
internal sealed class HttpCrowd : IDisposable
{
    private readonly Epoll _epoll = new();
    private readonly Client[] _clients;

    public HttpCrowd(int port, IReadOnlyList<PointRequests> requests)
    {
        _clients = [.. requests.Select(request => new Client(port, request))];
        for (var i = 0; i < _clients.Length; i++)
        {
            _epoll.Watch(_clients[i].Socket, i);
        }
    }

    /// <summary>Sends and receives.</summary>
    /// <param name="length">For so long.</param>
    /// <returns>How many answers there were, and how long each took, in ticks of <see cref="Stopwatch"/>, in order.</returns>
    public (int Answers, List<long> Took) Run(TimeSpan length)
    {
        var ready = new int[256];
        List<long> took = [];
        var end = Stopwatch.GetTimestamp() + (long)(length.TotalSeconds * Stopwatch.Frequency);
        foreach (var client in _clients)
        {
            client.Begin();
        }

        var waiting = _clients.Length;
        while (waiting > 0)
        {
            var count = _epoll.Wait(Stopwatch.Frequency, ready);
            for (var i = 0; i < count; i++)
            {
                var client = _clients[ready[i]];
                if (client.Receive() is { } ticks)
                {
                    took.Add(ticks);
                    if (Stopwatch.GetTimestamp() < end)
                    {
                        client.Begin();
                    }
                    else
                    {
                        waiting--;
                    }
                }
                else if (client.HasUnsent)
                {
                    client.Send();
                }

                _epoll.WatchOutput(client.Socket, ready[i], client.HasUnsent);
            }
        }

        return (took.Count, took);
    }

    public void Dispose()
    {
        foreach (var client in _clients)
        {
            client.Socket.Dispose();
        }

        _epoll.Dispose();
    }

    private sealed class Client
    {
        private readonly byte[] _answer = new byte[4 << 20];
        private readonly PointRequests _requests;
        private ReadOnlyMemory<byte> _unsent;
        private int _filled;
        private int _length;
        private long _began;

        public Client(int port, PointRequests requests)
        {
            _requests = requests;
            Socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            Socket.Connect(IPAddress.Loopback, port);
            Socket.Blocking = false;
        }

        public Socket Socket { get; }

        public bool HasUnsent => !_unsent.IsEmpty;

        public void Begin()
        {
            (_unsent, _filled, _length, _began) = (_requests.Next(), 0, 0, Stopwatch.GetTimestamp());
            Send();
        }

        public void Send()
        {
            while (HasUnsent)
            {
                var sent = Socket.Send(_unsent.Span, SocketFlags.None, out var error);
                if (error == SocketError.WouldBlock)
                {
                    return;
                }

                _unsent = error == SocketError.Success ? _unsent[sent..] : throw new SocketException((int)error);
            }
        }

        /// <returns>How long the answer took, when it is whole.</returns>
        public long? Receive()
        {
            var received = Socket.Receive(_answer.AsSpan(_filled), SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
            {
                return null;
            }

            _filled += received > 0 ? received : throw new InvalidOperationException($"The server has ended the connection: {error}");
            if (_length == 0)
            {
                ReadHead();
            }

            return _length > 0 && _filled >= _length || IsChunkedEnd() ? Stopwatch.GetTimestamp() - _began : null;
        }

        private bool IsChunkedEnd() => _length < 0 && _answer.AsSpan(0, _filled).EndsWith("\r\n0\r\n\r\n"u8);

        private void ReadHead()
        {
            var answer = _answer.AsSpan(0, _filled);
            var end = answer.IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                return;
            }

            if (!answer.StartsWith("HTTP/1.1 200"u8))
            {
                throw new InvalidOperationException(Encoding.UTF8.GetString(answer));
            }

            // Kestrel writes it one way, uvicorn another.
            var text = Encoding.ASCII.GetString(answer[..end]);
            var at = text.IndexOf("content-length:", StringComparison.OrdinalIgnoreCase);
            _length = at < 0 ? -1 : end + 4 + int.Parse(text.AsSpan(at + 15, text.IndexOf('\r', at) is > 0 and var line ? line - at - 15 : text.Length - at - 15), provider: null);
        }
    }
}
