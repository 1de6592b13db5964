using MeetingIntel.Grains.Placement;

namespace MeetingIntel.Bench.Placement.Simulation;

/// <summary>What a silo that places something knows of the others: the table as it was when it asked for it last, at most a second ago.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="now">The moment.</param>
/// <param name="asked">When it asked.</param>
/// <param name="placer">The silo that places.</param>
/// <param name="near">The silo on which the channel's session lives; -1: none.</param>
internal readonly struct Sight(Cluster cluster, double now, double asked, int placer, int near) : ISilos
{
    /// <summary>After so long without a report of a silo the table knows it no more, seconds.</summary>
    private const double Patience = 3.5;

    /// <summary>The silo that places.</summary>
    public int Placer => placer;

    /// <summary>Where among the members the silo is on which the channel's session lives; -1: nowhere.</summary>
    public int Near => near < 0 ? -1 : cluster.Members.IndexOf(near);

    /// <inheritdoc/>
    public int Count => cluster.Members.Count;

    /// <inheritdoc/>
    public SiloState At(int index) => See(index).State;

    /// <summary>The number of a member.</summary>
    /// <param name="index">Where it is among the members.</param>
    public int SimulatedSilo(int index) => cluster.Members[index];

    /// <summary>What the table says of a member, and the number of the report that says it.</summary>
    /// <param name="index">Where it is among the members.</param>
    public (SiloState State, long Report) See(int index)
    {
        var silo = cluster.Silos[SimulatedSilo(index)];
        silo.Report(now);
        if (!silo.TrySee(asked, Patience, out var report, out var state))
        {
            return (SiloState.Unknown, 0);
        }

        // What it carries itself a silo knows without a report.
        return (silo.Number == placer ? state with { LiveChannels = silo.Live } : state, report);
    }
}
