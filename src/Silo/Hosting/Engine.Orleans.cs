using System.Net;
using System.Net.Sockets;
using MeetingIntel.Storage.Reminders;

namespace MeetingIntel.Silo.Hosting;

/// <summary>Grains on Microsoft Orleans.</summary>
internal static class Engine
{
    /// <summary>What the engine is, for people.</summary>
    public const string Description = "Microsoft Orleans, one silo in this process";

    /// <summary>How often the queues behind the streams are looked into; half of it is what a frame of audio waits on average.</summary>
    private static readonly TimeSpan QueuePeriod = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// How long an item stays in memory after it was delivered. Longer than the minute for which a delivery is tried again; Orleans' half hour would
    /// keep 58 MB of each live channel.
    /// </summary>
    private static readonly TimeSpan StreamMemory = TimeSpan.FromMinutes(2);

    /// <summary>Adds the grains and what they run on.</summary>
    /// <param name="builder">The host.</param>
    public static void AddEngine(this WebApplicationBuilder builder) => builder.UseOrleans(silo =>
    {
        // Nobody connects to a cluster of one silo, but it listens, and on Orleans' usual ports two programs would share them unnoticed.
        silo.UseLocalhostClustering(siloPort: FreePort(), gatewayPort: 0);
        silo.AddMemoryGrainStorage("PubSubStore");
        silo.AddMemoryStreams(StreamNames.Provider, streams =>
        {
            streams.ConfigurePullingAgent(agent => agent.Configure(options => options.GetQueueMsgsTimerPeriod = QueuePeriod));
            streams.ConfigureCacheEviction(cache => cache.Configure(options =>
            {
                options.DataMinTimeInCache = StreamMemory;
                options.DataMaxAgeInCache = StreamMemory;
            }));
        });
        silo.AddReminders();
        silo.Services.AddSingleton<IReminderTable, PostgresReminderTable>();
    });

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
