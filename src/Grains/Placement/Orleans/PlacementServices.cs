using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.Grains.Placement.Orleans;

/// <summary>Composition of what only a cluster has.</summary>
public static class PlacementServices
{
    /// <summary>Places sessions and transcriptions by load, which the silos tell each other once a second.</summary>
    /// <param name="silo">The silo.</param>
    public static ISiloBuilder AddPlacement(this ISiloBuilder silo)
    {
        silo.Services.AddGrains();
        silo.Services.AddSingleton(services => new ClusterLoad(services.GetRequiredService<LocalLoad>(), services.GetRequiredService<TimeProvider>()));
        silo.Services.AddSingleton(services => new LoadReporter(
            services.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToParsableString(),
            services.GetRequiredService<IGrainFactory>(),
            services.GetRequiredService<LocalLoad>(),
            services.GetRequiredService<ClusterLoad>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<LoadReporter>>()));
        silo.Services.AddHostedService(services => services.GetRequiredService<LoadReporter>());
        silo.AddPlacementDirector<SessionPlacement, SessionPlacementDirector>();
        silo.AddPlacementDirector<TranscriptionPlacement, TranscriptionPlacementDirector>();
        return silo;
    }
}
