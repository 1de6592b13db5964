using MeetingIntel.Storage.Reminders;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace MeetingIntel.Grains.Tests;

/// <summary>What the grains run on in these tests.</summary>
internal sealed class Engine : ISiloConfigurator
{
    public void Configure(ISiloBuilder siloBuilder)
    {
        siloBuilder.AddMemoryGrainStorage("PubSubStore");
        siloBuilder.AddMemoryStreams(StreamNames.Provider);
        siloBuilder.AddReminders();
        siloBuilder.Services.AddSingleton<IReminderTable, PostgresReminderTable>();
    }
}
