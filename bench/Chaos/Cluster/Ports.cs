using System.Net;
using System.Net.Sockets;

namespace MeetingIntel.Bench.Chaos.Cluster;

/// <summary>Ports for servers that are started again and again.</summary>
internal static class Ports
{
    // Below those that the kernel gives to outgoing connections: nobody takes one while its server is down.
    private const int First = 10_000;
    private const int Last = 19_999;

    private static readonly HashSet<int> Taken = [];

    /// <summary>A port that nobody listens on.</summary>
    public static int Take()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last);
            if (Taken.Add(port) && IsFree(port))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
