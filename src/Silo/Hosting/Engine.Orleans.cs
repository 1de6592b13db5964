using System.Net.Sockets;
using MeetingIntel.Api.Service.Health;
using MeetingIntel.Silo.Hosting.Clustering;
using Microsoft.Extensions.Configuration.Memory;
using StackExchange.Redis;

namespace MeetingIntel.Silo.Hosting;

/// <summary>Grains on Microsoft Orleans.</summary>
internal static class Engine
{
    /// <summary>What the engine is, for people.</summary>
    public const string Description = "Microsoft Orleans";

    /// <summary>Adds the grains and what they run on, or the way to them.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="cluster">What this process is in its cluster.</param>
    public static void AddEngine(this WebApplicationBuilder builder, ClusterSettings cluster)
    {
        // A default: what the operator configures wins.
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = Streams.AudioDefaults });
        builder.LeaveOutErrors();
        if (cluster.HostsGrains)
        {
            builder.UseOrleans(silo => silo.AddSilo(cluster));
        }
        else
        {
            builder.UseOrleansClient(client => client.AddFrontEnd(cluster));
        }

        if (cluster.Membership != ClusterMembership.Local)
        {
            builder.Services.AddDependency<MembershipCheck>(MembershipCheck.Name);
        }

        if (cluster.ServesClients)
        {
            builder.Services.AddSingleton<AwaitedAnswers>();
            builder.Services.AddHostedService<LostSilos>();
        }
    }

    /// <summary>Whether an exception at the start tells operators what to mend.</summary>
    /// <param name="exception">What was thrown.</param>
    public static bool IsForOperators(Exception exception) =>
        exception is RedisException or RedisTimeoutException or OrleansConfigurationException
        || exception is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse };
}
