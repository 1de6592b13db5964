using MeetingIntel.Storage.Reminders;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace MeetingIntel.Grains.Tests;

/// <summary>What the grains run on in these tests.</summary>
internal static class Engine
{
    public static void AddEngine(this TestClusterBuilder builder) => builder.AddSiloBuilderConfigurator<Silo>();

    private sealed class Silo : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            siloBuilder.AddMemoryStreams(StreamNames.Audio).AddMemoryStreams(StreamNames.Transcript);
            siloBuilder.AddReminders();
            siloBuilder.Services.AddSingleton<IReminderTable, PostgresReminderTable>();
        }
    }
}
