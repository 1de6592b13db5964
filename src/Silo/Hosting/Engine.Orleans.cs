using MeetingIntel.Storage.Reminders;

namespace MeetingIntel.Silo.Hosting;

/// <summary>Grains on Microsoft Orleans.</summary>
internal static class Engine
{
    /// <summary>What the engine is, for people.</summary>
    public const string Description = "Microsoft Orleans, one silo in this process";

    /// <summary>Adds the grains and what they run on.</summary>
    /// <param name="builder">The host.</param>
    public static void AddEngine(this WebApplicationBuilder builder) => builder.UseOrleans(silo =>
    {
        silo.UseLocalhostClustering();
        silo.AddMemoryGrainStorage("PubSubStore");
        silo.AddMemoryStreams(StreamNames.Provider);
        silo.AddReminders();
        silo.Services.AddSingleton<IReminderTable, PostgresReminderTable>();
    });
}
