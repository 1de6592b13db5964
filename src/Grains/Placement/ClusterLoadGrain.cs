using MeetingIntel.Placement;

namespace MeetingIntel.Grains.Placement;

/// <summary>Keeps the newest report of each silo, in memory only: where it comes to life again it knows all silos a second later.</summary>
[GrainType("clusterload")]
internal sealed class ClusterLoadGrain(TimeProvider clock) : Grain, IClusterLoadGrain
{
    /// <summary>A silo that has not reported for so long is left out.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, (SiloLoad Load, long At)> _silos = new(StringComparer.Ordinal);

    public Task<ClusterLoads> ReportAsync(SiloLoad load, CancellationToken cancellationToken)
    {
        var now = clock.GetTimestamp();
        _silos[load.Silo] = (load, now);
        foreach (var (silo, _) in _silos.Where(silo => clock.GetElapsedTime(silo.Value.At, now) > Patience))
        {
            _silos.Remove(silo);
        }

        return Task.FromResult(new ClusterLoads([.. _silos.Values.Select(silo => silo.Load)]));
    }
}
