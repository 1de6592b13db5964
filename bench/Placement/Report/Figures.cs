using MeetingIntel.Bench.Placement.Simulation;

namespace MeetingIntel.Bench.Placement.Report;

/// <summary>How evenly something is spread over silos.</summary>
/// <param name="Mean">Of all silos.</param>
/// <param name="MaxToMean">The most loaded silo.</param>
/// <param name="P99ToMean">The silo that one in a hundred exceeds.</param>
internal sealed record Spread(double Mean, double MaxToMean, double P99ToMean)
{
    public static Spread Of(IEnumerable<double> loads)
    {
        var sorted = loads.Order().ToArray();
        var mean = Math.Max(sorted.Average(), 1e-9);
        return new Spread(mean, sorted[^1] / mean, sorted[(int)Math.Ceiling(0.99 * sorted.Length) - 1] / mean);
    }
}

/// <summary>What came of a strategy in all clusters.</summary>
internal sealed class Figures(string name, IReadOnlyList<Outcome> clusters)
{
    // All of the meetings that begin on the hour have their channels by then.
    private const double Full = Meetings.Hour + 300;
    private const double Updated = Cluster.End - 120;

    public string Name => name;

    public Spread Channels { get; } = At(clusters, Full, load => load.Channels);

    public Spread Sessions { get; } = At(clusters, Full, load => load.Sessions);

    public Spread Cpu { get; } = At(clusters, Full, load => load.Cpu);

    /// <summary>Channels half a minute after a silo died in each cluster.</summary>
    public Spread AfterFailure { get; } = At(clusters, Cluster.Failure + 30, load => load.Channels);

    /// <summary>Channels when all silos are new, and people have come and gone since.</summary>
    public Spread AfterUpdate { get; } = At(clusters, Updated, load => load.Channels);

    public Spread CpuAfterUpdate { get; } = At(clusters, Updated, load => load.Cpu);

    public long Opened { get; } = clusters.Sum(cluster => cluster.Opened);

    public long RefusedWithRoom { get; } = clusters.Sum(cluster => cluster.RefusedWithRoom);

    public long RefusedFull { get; } = clusters.Sum(cluster => cluster.RefusedFull);

    public long FoundDead { get; } = clusters.Sum(cluster => cluster.FoundDead);

    /// <summary>Share of a cluster's channels that move when one of its silos dies; the fair share is one by the number of silos.</summary>
    public double MovedShare { get; } = clusters.Average(cluster => cluster.MovedShare);

    /// <summary>What a silo gets in its first seconds, as a multiple of its fair share.</summary>
    public double Newcomers { get; } = clusters.Sum(cluster => cluster.Newcomers.Sum(newcomer => newcomer.Count)) / Math.Max(1e-9, clusters.Sum(cluster => cluster.Newcomers.Sum(newcomer => newcomer.Fair)));

    private static Spread At(IReadOnlyList<Outcome> clusters, double at, Func<Load, double> load) =>
        Spread.Of(clusters.SelectMany(cluster => cluster.Samples.First(sample => sample.At >= at).Loads).Select(load));
}
