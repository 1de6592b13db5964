using MeetingIntel.Storage.Reminders;

namespace MeetingIntel.Silo.Hosting;

/// <summary>Grains in this one process.</summary>
internal static class Engine
{
    /// <summary>What the engine is, for people.</summary>
    public const string Description = "embedded: all grains in this one process";

    /// <summary>Adds the grains and what they run on.</summary>
    /// <param name="builder">The host.</param>
    public static void AddEngine(this WebApplicationBuilder builder) => builder.UseOrleans(silo =>
    {
        silo.AddMemoryStreams(StreamNames.Provider);
        silo.AddReminders();
        silo.Services.AddSingleton<IReminderTable, PostgresReminderTable>();
    });
}
