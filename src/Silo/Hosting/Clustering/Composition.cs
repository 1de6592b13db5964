using MeetingIntel.Api.Service;
using MeetingIntel.Grains.Placement.Orleans;
using MeetingIntel.Storage.Reminders;
using Orleans.Serialization;

namespace MeetingIntel.Silo.Hosting.Clustering;

/// <summary>What a silo and a front-end of the cluster are made of.</summary>
internal static class Composition
{
    /// <summary>Grains live here.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="cluster">What this process is in its cluster.</param>
    public static void AddSilo(this ISiloBuilder silo, ClusterSettings cluster)
    {
        silo.AddMembership(cluster);
        silo.AddStreams();
        silo.AddPlacement(ownFirst: cluster.ServesClients, isLeaving: services => IsDraining(services.GetRequiredService<Readiness>()));
        silo.AddReminders();
        silo.Services.AddExceptions();
        silo.Services.AddSingleton<IReminderTable, PostgresReminderTable>();
    }

    private static Func<bool> IsDraining(Readiness readiness) => () => readiness.IsDraining;

    /// <summary>Grains live elsewhere.</summary>
    /// <param name="client">The way to them.</param>
    /// <param name="cluster">What this process is in its cluster.</param>
    public static void AddFrontEnd(this IClientBuilder client, ClusterSettings cluster)
    {
        client.AddMembership(cluster);
        client.AddStreams();
        client.Services.AddExceptions();
        client.AddOutgoingGrainCallFilter<UnansweredCalls>();
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
