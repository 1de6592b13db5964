using MeetingIntel.Providers;
using MeetingIntel.Providers.Media;
using MeetingIntel.Providers.Stt;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.Service.Health;

/// <summary>What the health page is made of.</summary>
public static class HealthServices
{
    /// <summary>PostgreSQL.</summary>
    public const string Database = "database";

    private const string DefaultDataDirectory = ".data";

    /// <summary>Adds the look at each dependency. More can be added with <c>AddHealthChecks().AddCheck(…)</c>; their descriptions are shown to everybody.</summary>
    /// <param name="services">The host's services.</param>
    public static IServiceCollection AddDependencyHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<DatabaseCheck>(Database)
            .AddCheck<ClusterCheck>("cluster")
            .Add(new HealthCheckRegistration("speech_to_text", provider => new SpeechCheck(provider.GetRequiredService<SttStatus>()), failureStatus: null, tags: null))
            .Add(new HealthCheckRegistration("disk", provider => new DiskCheck(() => DiskCheck.FreeBytes(DataDirectory(provider.GetRequiredService<IConfiguration>()))), failureStatus: null, tags: null))
            .Add(new HealthCheckRegistration("media", provider => new MediaCheck(provider.GetRequiredService<IOptions<MediaOptions>>()), failureStatus: null, tags: null));
        services.AddSingleton<HealthBoard>();
        services.AddSingleton<HealthMonitor>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<HealthMonitor>());
        // It reports at every look; the board reports what changed.
        services.AddLogging(logging => logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService", LogLevel.None));
        return services;
    }

    private static string DataDirectory(IConfiguration configuration) =>
        Path.GetFullPath(configuration[ProvidersServiceCollectionExtensions.DataDirectorySetting] is { Length: > 0 } given ? given : DefaultDataDirectory);
}
