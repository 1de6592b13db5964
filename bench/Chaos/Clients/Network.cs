using MeetingIntel.Bench.Sockets;

namespace MeetingIntel.Bench.Chaos.Clients;

/// <summary>What all clients share.</summary>
/// <param name="Reactor">The one thread that they live on.</param>
/// <param name="Ports">The front-ends.</param>
/// <param name="Random">Decides which front-end a client tries next, and how long it waits.</param>
internal sealed record Network(Reactor Reactor, IReadOnlyList<int> Ports, Random Random)
{
    /// <summary>A front-end to connect to: any but the one that was just left, which may be down or hung.</summary>
    public int Next(int? left)
    {
        var next = Random.Next(left is null || Ports.Count == 1 ? Ports.Count : Ports.Count - 1);
        return left is { } front && Ports.Count > 1 && next >= front ? next + 1 : next;
    }
}
