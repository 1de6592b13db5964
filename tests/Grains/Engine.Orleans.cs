using MeetingIntel.Grains.Placement.Orleans;
using MeetingIntel.Storage.Reminders;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace MeetingIntel.Grains.Tests;

/// <summary>What the grains run on in these tests.</summary>
internal static class Engine
{
    private const int Queues = 1;

    public static void AddEngine(this TestClusterBuilder builder)
    {
        builder.AddSiloBuilderConfigurator<Silo>();
        builder.AddClientBuilderConfigurator<Client>();
    }

    private sealed class Silo : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            siloBuilder.AddMemoryGrainStorage("PubSubStore");
            // One queue: whatever holds up its neighbours shows.
            siloBuilder.AddMemoryStreams(StreamNames.Audio, streams => streams.ConfigurePartitioning(Queues));
            siloBuilder.AddMemoryStreams(StreamNames.Transcript, streams => streams.ConfigurePartitioning(Queues));
            siloBuilder.AddPlacement();
            siloBuilder.AddReminders();
            siloBuilder.Services.AddSingleton<IReminderTable, PostgresReminderTable>();
        }
    }

    /// <summary>A client of a cluster has stream providers of its own.</summary>
    private sealed class Client : IClientBuilderConfigurator
    {
        public void Configure(IConfiguration configuration, IClientBuilder clientBuilder) =>
            clientBuilder.AddMemoryStreams(StreamNames.Audio, streams => streams.ConfigurePartitioning(Queues));
    }
}
