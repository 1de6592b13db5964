using System.Diagnostics;

namespace MeetingIntel.Bench.Sockets;

/// <summary>Many sockets on one thread, so that what is measured never waits for a scheduler of ours.</summary>
internal sealed class Reactor : IDisposable
{
    private readonly Epoll _epoll = new();
    private readonly List<(WebSocketClient? Client, IWebSocketHandler Handler)> _clients = [];
    private readonly Stack<int> _free = [];
    private readonly int[] _ready = new int[256];

    /// <summary>Takes a connected client; it is closed with the reactor.</summary>
    public void Add(WebSocketClient client, IWebSocketHandler handler)
    {
        if (!_free.TryPop(out var number))
        {
            number = _clients.Count;
            _clients.Add(default);
        }

        client.Number = number;
        _clients[number] = (client, handler);
        _epoll.Watch(client.Socket, number);
    }

    /// <summary>Closes a client that is wanted no more, whatever it may still have to say.</summary>
    public void Remove(WebSocketClient client)
    {
        if (!client.IsClosed)
        {
            _epoll.Forget(client.Socket);
        }

        _clients[client.Number] = default;
        _free.Push(client.Number);
        client.Dispose();
    }

    /// <summary>Waits for something to read, or for time to pass, and reads what is there.</summary>
    /// <param name="ticks">At most so many ticks of <see cref="Stopwatch"/>.</param>
    public void Poll(long ticks)
    {
        var count = _epoll.Wait(ticks, _ready);
        for (var index = 0; index < count; index++)
        {
            // A client before it may have had it removed.
            if (_clients[_ready[index]] is not ({ IsClosed: false } client, var handler))
            {
                continue;
            }

            client.Receive(handler, Stopwatch.GetTimestamp());
            client.FlushPongs();
            if (client.IsClosed)
            {
                _epoll.Forget(client.Socket);
            }
        }
    }

    /// <summary>Says whether <see cref="Poll"/> is to return when the client can send again.</summary>
    public void WakeForOutput(WebSocketClient client, bool wake)
    {
        if (!client.IsClosed)
        {
            _epoll.WatchOutput(client.Socket, client.Number, wake);
        }
    }

    public void Dispose()
    {
        foreach (var (client, _) in _clients)
        {
            client?.Dispose();
        }

        _epoll.Dispose();
    }
}
