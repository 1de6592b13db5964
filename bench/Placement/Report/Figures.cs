using MeetingIntel.Bench.Placement.Simulation;

namespace MeetingIntel.Bench.Placement.Report;

/// <summary>How evenly something is spread over silos.</summary>
/// <param name="MaxToMean">The most loaded silo, as a multiple of the mean.</param>
/// <param name="P99ToMean">The silo that one in a hundred exceeds.</param>
internal sealed record Spread(double MaxToMean, double P99ToMean)
{
    public static Spread Of(IEnumerable<double> loads)
    {
        var sorted = loads.Order().ToArray();
        var mean = Math.Max(sorted.Average(), 1e-9);
        return new Spread(sorted[^1] / mean, sorted[(int)Math.Ceiling(0.99 * sorted.Length) - 1] / mean);
    }
}

/// <summary>What came of a strategy in all clusters.</summary>
internal sealed class Figures(string name, IReadOnlyList<Outcome> clusters)
{
    public string Name => name;

    public Spread Channels { get; } = At(clusters, Cluster.Full, load => load.Channels);

    public Spread Sessions { get; } = At(clusters, Cluster.Full, load => load.Sessions);

    public Spread Cpu { get; } = At(clusters, Cluster.Full, load => load.Cpu);

    public Spread ChannelsAfterFailure { get; } = At(clusters, Cluster.Recovered, load => load.Channels);

    public Spread ChannelsAfterUpdate { get; } = At(clusters, Cluster.Updated, load => load.Channels);

    public Spread CpuAfterUpdate { get; } = At(clusters, Cluster.Updated, load => load.Cpu);

    public long Opened { get; } = clusters.Sum(cluster => cluster.Opened);

    public long RefusedWithRoom { get; } = clusters.Sum(cluster => cluster.RefusedWithRoom);

    public long RefusedFull { get; } = clusters.Sum(cluster => cluster.RefusedFull);

    public long FoundDead { get; } = clusters.Sum(cluster => cluster.FoundDead);

    /// <summary>Share of a cluster's channels that moved when its fullest choice of a silo died: 1 for a share that is fair.</summary>
    public double Moved { get; } = clusters.Max(cluster => cluster.MovedShare * cluster.Silos);

    /// <summary>Until the last of them was taken elsewhere, seconds.</summary>
    public double MovedWithin { get; } = clusters.Max(cluster => cluster.MovedWithin);

    /// <summary>What a silo gets in its first seconds, as a multiple of its fair share.</summary>
    public double Newcomers { get; } = clusters.Sum(cluster => cluster.Newcomers.Sum(newcomer => newcomer.Count)) / Math.Max(1e-9, clusters.Sum(cluster => cluster.Newcomers.Sum(newcomer => newcomer.Fair)));

    private static Spread At(IReadOnlyList<Outcome> clusters, double at, Func<Load, double> load) => Spread.Of(clusters.SelectMany(cluster => cluster.Loads[at]).Select(load));
}
