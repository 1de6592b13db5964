using MeetingIntel.Grains.Placement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MeetingIntel.Grains;

/// <summary>Composition.</summary>
public static class GrainServices
{
    /// <summary>Adds what the grains of a silo share: what the silo takes on, and how loaded it is.</summary>
    /// <param name="services">The host's services.</param>
    public static IServiceCollection AddGrains(this IServiceCollection services)
    {
        services.AddOptions<LimitsOptions>().BindConfiguration(LimitsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Intake>();
        services.TryAddSingleton<ChannelSlots>();
        services.TryAddSingleton<LocalLoad>();
        services.TryAddSingleton<IAudioRoutes, DirectAudio>();
        return services;
    }
}
