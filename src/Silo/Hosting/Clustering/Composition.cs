using MeetingIntel.Api.Service;
using MeetingIntel.Api.Service.Health;
using MeetingIntel.Grains.Placement;
using MeetingIntel.Grains.Placement.Orleans;
using MeetingIntel.Storage.Reminders;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Serialization;

namespace MeetingIntel.Silo.Hosting.Clustering;

/// <summary>What a silo and a front-end of the cluster are made of.</summary>
internal static class Composition
{
    private static readonly TimeSpan GoneClient = TimeSpan.FromSeconds(10);

    /// <summary>Grains live here.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="cluster">What this process is in its cluster.</param>
    public static void AddSilo(this ISiloBuilder silo, ClusterSettings cluster)
    {
        silo.AddMembership(cluster);
        silo.AddTransport(cluster.Queues);
        silo.AddPlacement();
        silo.Services.Replace(ServiceDescriptor.Singleton(services => IntakeOf(services.GetRequiredService<Readiness>(), services.GetRequiredService<HealthBoard>())));
        silo.AddReminders();
        // Meanwhile messages to a front-end that is gone pile up.
        silo.Configure<SiloMessagingOptions>(options => options.ClientDropTimeout = GoneClient);
        silo.Services.AddSingleton<IReminderTable, PostgresReminderTable>();
    }

    /// <summary>What grains hear from each other, and how; all that a silo of a test has of this, too.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="queues">How many queues the cluster has.</param>
    public static void AddTransport(this ISiloBuilder silo, int queues)
    {
        silo.AddStreams(queues);
        // What has no rule of its own lives where it is first called. So a stream's queue lives beside the agent that reads it fifty times a second.
        silo.Services.AddSingleton<PlacementStrategy, PreferLocalPlacement>();
        silo.Services.AddExceptions();
    }

    /// <summary>The same for a client of silos.</summary>
    /// <param name="client">The way to them.</param>
    /// <param name="queues">How many queues the cluster has.</param>
    public static void AddTransport(this IClientBuilder client, int queues)
    {
        client.AddStreams(queues);
        client.Services.AddExceptions();
    }

    /// <summary>A silo that alone has lost the database has few sessions and an idle processor: new ones would all come to it.</summary>
    private static Intake IntakeOf(Readiness readiness, HealthBoard health) => new()
    {
        IsLeaving = () => readiness.IsDraining,
        IsUnfit = () => health.IsUnwell(HealthServices.Database),
    };

    /// <summary>Grains live elsewhere.</summary>
    /// <param name="client">The way to them.</param>
    /// <param name="cluster">What this process is in its cluster.</param>
    public static void AddFrontEnd(this IClientBuilder client, ClusterSettings cluster)
    {
        client.AddMembership(cluster);
        client.AddTransport(cluster.Queues);
        client.AddOutgoingGrainCallFilter<UnansweredCalls>();
        client.Services.AddSingleton<GatewayCountChangedHandler>(services =>
        {
            var readiness = services.GetRequiredService<Readiness>();
            return (_, gateways) => readiness.IsCutOff = gateways.NumberOfConnectedGateways == 0;
        });
        client.Services.AddSingleton<IClientConnectionRetryFilter, WaitForSilos>();
    }

    /// <summary>
    /// Lets our exceptions, and those of the database within them, travel between processes as what they are: Orleans takes the framework's only, and would put an
    /// error of its own in their place, so that a front-end could not tell a database that is away from a bug.
    /// </summary>
    /// <param name="services">The silo's, or the front-end's.</param>
    public static IServiceCollection AddExceptions(this IServiceCollection services) =>
        services.Configure<ExceptionSerializationOptions>(options => options.SupportedNamespacePrefixes.UnionWith(["MeetingIntel", "Npgsql"]));
}
