using System.Diagnostics.CodeAnalysis;

namespace MeetingIntel.Api.EngineIo;

/// <summary>Packets that wait, in order: so many and so many bytes, and no more. For any number of writers and one reader.</summary>
/// <param name="maxPackets">How many.</param>
/// <param name="maxBytes">How many bytes; a packet that is longer has the queue for itself.</param>
internal sealed class PacketQueue(int maxPackets, int maxBytes)
{
    private readonly Lock _lock = new();
    private readonly Queue<EnginePacket> _packets = new();
    private TaskCompletionSource _changed = NewChange();
    private int _bytes;
    private bool _complete;

    /// <summary>Adds a packet; waits while there is no room.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether it was added: nothing is, once the queue is complete.</returns>
    public async ValueTask<bool> WriteAsync(EnginePacket packet, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_complete)
                {
                    return false;
                }

                if (_packets.Count == 0 || (_packets.Count < maxPackets && _bytes + packet.Data.Length <= maxBytes))
                {
                    Add(packet);
                    return true;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Adds a packet whether there is room or not: for the few that the protocol itself sends.</summary>
    /// <param name="packet">The packet.</param>
    public void Force(EnginePacket packet)
    {
        lock (_lock)
        {
            if (!_complete)
            {
                Add(packet);
            }
        }
    }

    /// <summary>Waits until there is something to read.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether there is; if not, there never will be.</returns>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_packets.Count > 0 || _complete)
                {
                    return _packets.Count > 0;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Takes the next packet.</summary>
    /// <param name="bytesAtMost">Leaves one that is longer.</param>
    /// <param name="packet">The packet.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryTake(int bytesAtMost, [NotNullWhen(true)] out EnginePacket? packet)
    {
        lock (_lock)
        {
            packet = _packets.TryPeek(out var next) && next.Data.Length <= bytesAtMost ? _packets.Dequeue() : null;
            if (packet is not null)
            {
                _bytes -= packet.Data.Length;
                Tell();
            }

            return packet is not null;
        }
    }

    /// <summary>Takes no more packets.</summary>
    /// <param name="discard">Whether those that wait are thrown away.</param>
    public void Complete(bool discard)
    {
        lock (_lock)
        {
            _complete = true;
            if (discard)
            {
                _packets.Clear();
                _bytes = 0;
            }

            Tell();
        }
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Add(EnginePacket packet)
    {
        _packets.Enqueue(packet);
        _bytes += packet.Data.Length;
        Tell();
    }

    private void Tell()
    {
        _changed.TrySetResult();
        _changed = NewChange();
    }
}
