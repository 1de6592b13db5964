using MeetingIntel.Storage.Reminders;

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
        silo.AddReminders();
        silo.Services.AddSingleton<IReminderTable, PostgresReminderTable>();
    }

    /// <summary>Grains live elsewhere.</summary>
    /// <param name="client">The way to them.</param>
    /// <param name="cluster">What this process is in its cluster.</param>
    public static void AddFrontEnd(this IClientBuilder client, ClusterSettings cluster)
    {
        client.AddMembership(cluster);
        client.AddStreams();
        client.AddOutgoingGrainCallFilter<UnansweredCalls>();
        client.Services.AddSingleton<IClientConnectionRetryFilter, WaitForSilos>();
    }
}
