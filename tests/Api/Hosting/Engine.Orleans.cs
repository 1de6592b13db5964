using System.Net;
using System.Net.Sockets;
using MeetingIntel.Grains.Placement.Orleans;
using MeetingIntel.Silo.Hosting.Clustering;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace MeetingIntel.Api.Tests.Hosting;

/// <summary>What the grains run on in these tests.</summary>
internal static class Engine
{
    public static void AddEngine(this WebApplicationBuilder builder) => builder.UseOrleans(silo =>
    {
        // Tests start several servers beside each other.
        silo.UseLocalhostClustering(siloPort: FreePort(), gatewayPort: 0);
        silo.AddTransport(queues: 8);
        silo.AddPlacement();
        silo.UseInMemoryReminderService();
    });

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
