using MeetingIntel.Grains.Placement.Orleans;
using MeetingIntel.Silo.Hosting.Clustering;
using MeetingIntel.Storage.Reminders;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace MeetingIntel.Grains.Tests;

/// <summary>What the grains run on in these tests.</summary>
internal static class Engine
{
    /// <summary>One: whatever holds up its neighbours shows.</summary>
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
            siloBuilder.AddTransport(Queues);
            siloBuilder.AddPlacement();
            siloBuilder.AddReminders();
            siloBuilder.Services.AddSingleton<IReminderTable, PostgresReminderTable>();
        }
    }

    /// <summary>A client of a cluster has stream providers of its own.</summary>
    private sealed class Client : IClientBuilderConfigurator
    {
        public void Configure(IConfiguration configuration, IClientBuilder clientBuilder) => clientBuilder.AddTransport(Queues);
    }
}
