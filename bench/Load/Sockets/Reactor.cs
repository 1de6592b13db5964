using System.Diagnostics;
using MeetingIntel.Bench.Load.Measuring;

namespace MeetingIntel.Bench.Load.Sockets;

/// <summary>Many sockets on one thread, so that what is measured never waits for a scheduler of ours.</summary>
internal sealed class Reactor : IDisposable
{
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(60);
    private static readonly long DrainWait = Stopwatch.Frequency / 100;

    private readonly Epoll _epoll = new();
    private readonly List<(WebSocketClient Client, IWebSocketHandler Handler)> _clients = [];
    private readonly int[] _ready = new int[256];

    /// <summary>Takes a connected client; it is closed with the reactor.</summary>
    public void Add(WebSocketClient client, IWebSocketHandler handler)
    {
        _epoll.Watch(client.Socket, _clients.Count);
        client.Number = _clients.Count;
        _clients.Add((client, handler));
    }

    /// <summary>Waits for something to read, or for time to pass, and reads what is there.</summary>
    /// <param name="ticks">At most so many ticks of <see cref="Stopwatch"/>.</param>
    public void Poll(long ticks)
    {
        var count = _epoll.Wait(ticks, _ready);
        for (var index = 0; index < count; index++)
        {
            var (client, handler) = _clients[_ready[index]];
            client.Receive(handler, Stopwatch.GetTimestamp());
            client.FlushPongs();
            if (client.IsClosed)
            {
                _epoll.Forget(client.Socket);
            }
        }
    }

    /// <summary>Reads on until all that is due has come.</summary>
    public void Drain(Func<bool> isDone, Figures figures, CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        while (!isDone())
        {
            stop.ThrowIfCancellationRequested();
            if (Stopwatch.GetElapsedTime(started) > DrainPatience)
            {
                figures.Violate("not everything that was said came back in time");
                return;
            }

            Poll(DrainWait);
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
            client.Dispose();
        }

        _epoll.Dispose();
    }
}
