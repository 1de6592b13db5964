using MeetingIntel.Bench.Sockets;

namespace MeetingIntel.Bench.Chaos.Clients;

/// <summary>What all clients share.</summary>
/// <param name="Reactor">The one thread that they live on.</param>
/// <param name="Ports">The front-ends.</param>
/// <param name="Random">Decides which front-end a client tries next, and how long it waits.</param>
internal sealed record Network(Reactor Reactor, IReadOnlyList<int> Ports, Random Random);
