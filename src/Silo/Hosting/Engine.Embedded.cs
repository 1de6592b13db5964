using MeetingIntel.Storage.Reminders;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Silo.Hosting;

/// <summary>Grains in this one process.</summary>
internal static class Engine
{
    /// <summary>What the engine is, for people.</summary>
    public const string Description = "embedded";

    /// <summary>Adds the grains and what they run on.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="cluster">What this process is in its cluster.</param>
    public static void AddEngine(this WebApplicationBuilder builder, ClusterSettings cluster)
    {
        if (cluster.Membership != ClusterMembership.Local)
        {
            throw new OptionsValidationException(
                ClusterSettings.Section, typeof(ClusterSettings), ["Cluster__Membership: this build runs everything in one process. For more machines, build with -p:Engine=orleans."]);
        }

        builder.UseOrleans(silo =>
        {
            silo.AddMemoryStreams(StreamNames.Audio).AddMemoryStreams(StreamNames.Transcript);
            silo.AddReminders();
            silo.Services.AddSingleton<IReminderTable, PostgresReminderTable>();
        });
    }

    /// <summary>Whether an exception at the start tells operators what to mend.</summary>
    /// <param name="exception">What was thrown.</param>
    public static bool IsForOperators(Exception exception) => false;
}
