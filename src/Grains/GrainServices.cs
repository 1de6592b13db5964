using MeetingIntel.Grains.Placement;
using MeetingIntel.Grains.Recordings;
using MeetingIntel.Grains.SttTasks;
using MeetingIntel.Grains.Transcription;
using MeetingIntel.Providers.Stt;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace MeetingIntel.Grains;

/// <summary>Composition.</summary>
public static class GrainServices
{
    /// <summary>Adds what the grains of a silo share: what the silo takes on, and how loaded it is.</summary>
    /// <param name="services">The host's services.</param>
    public static IServiceCollection AddGrains(this IServiceCollection services)
    {
        services.AddOptions<LimitsOptions>().BindConfiguration(LimitsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SttTaskOptions>().BindConfiguration(SttTaskOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RecordingOptions>().BindConfiguration(RecordingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Intake>();
        services.TryAddSingleton<ChannelSlots>();
        services.TryAddSingleton<LocalLoad>();
        services.TryAddSingleton<IAudioRoutes, DirectAudio>();
        services.AddHostedService<CountersAtZero>();
        return services;
    }

    /// <summary>The counters that alarms watch are there from the start.</summary>
    private sealed class CountersAtZero(ISttProvider provider, ChannelSlots slots) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            // Its own counters begin with it.
            _ = slots;
            SpeechMetrics.StartAtZero(provider.Name);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
