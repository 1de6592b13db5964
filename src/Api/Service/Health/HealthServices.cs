using MeetingIntel.Providers;
using MeetingIntel.Providers.Stt;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace MeetingIntel.Api.Service.Health;

/// <summary>What the health page is made of.</summary>
public static class HealthServices
{
    /// <summary>PostgreSQL.</summary>
    public const string Database = "database";

    private const string DefaultDataDirectory = ".data";

    /// <summary>Adds the look at each dependency. More can be added with <see cref="AddDependency"/>; their descriptions are shown to everybody.</summary>
    /// <param name="services">The host's services.</param>
    public static IServiceCollection AddDependencyHealth(this IServiceCollection services)
    {
        services.AddDependency<DatabaseCheck>(Database);
        services.AddDependency<ClusterCheck>("cluster");
        // Audio that a front-end of its own can't pass on is the cluster's illness.
        services.AddDependency<SpeechCheck>("speech_to_text", isHere: known => known.IsService(typeof(ISttProvider)));
        services.AddSingleton(provider => new DiskCheck(() => DiskCheck.FreeBytes(DataDirectory(provider.GetRequiredService<IConfiguration>()))));
        services.AddDependency<DiskCheck>("disk");
        services.AddDependency<MediaCheck>("media");
        services.AddHealthChecks();
        services.AddSingleton<HealthBoard>();
        services.AddSingleton<HealthMonitor>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<HealthMonitor>());
        // It reports at every look; the board reports what changed.
        services.AddLogging(logging => logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService", LogLevel.None));
        return services;
    }

    /// <summary>Adds the look at one dependency, which remembers from one look to the next.</summary>
    /// <typeparam name="TCheck">What looks.</typeparam>
    /// <param name="services">The host's services.</param>
    /// <param name="name">Its name on the page.</param>
    /// <param name="isHere">Whether a process with these services depends on it; by default all do.</param>
    public static IServiceCollection AddDependency<TCheck>(this IServiceCollection services, string name, Func<IServiceProviderIsService, bool>? isHere = null)
        where TCheck : DependencyCheck
    {
        services.TryAddSingleton<TCheck>();
        services.AddOptions<HealthCheckServiceOptions>().Configure<IServiceProviderIsService>((options, known) =>
        {
            if (isHere?.Invoke(known) ?? true)
            {
                options.Registrations.Add(new HealthCheckRegistration(name, provider => provider.GetRequiredService<TCheck>(), failureStatus: null, tags: null));
            }
        });
        return services;
    }

    private static string DataDirectory(IConfiguration configuration) =>
        Path.GetFullPath(configuration[ProvidersServiceCollectionExtensions.DataDirectorySetting] is { Length: > 0 } given ? given : DefaultDataDirectory);
}
