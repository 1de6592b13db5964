using MeetingIntel.Bench.Placement.Report;
using MeetingIntel.Bench.Placement.Strategies;

namespace MeetingIntel.Bench.Placement.Simulation;

/// <summary>How many silos there are for so many meetings.</summary>
/// <param name="Clusters">Clusters of the same size; a meeting is in one of them.</param>
/// <param name="Silos">Silos in each.</param>
/// <param name="Meetings">Meetings at the same time in each.</param>
/// <param name="Channels">Channels of all.</param>
internal sealed record Plan(int Clusters, int Silos, int Meetings, double Channels)
{
    public static Plan For(int sessions, SimulationOptions options)
    {
        var sample = Simulation.Meetings.Make(100_000, new Random(options.Seed));
        var channels = sessions * sample.Average(meeting => (double)meeting.Channels);
        var silos = (int)Math.Ceiling(channels / (options.Capacity * options.Use));
        var clusters = (silos + options.ClusterSize - 1) / options.ClusterSize;
        return new Plan(clusters, (silos + clusters - 1) / clusters, sessions / clusters, channels);
    }

    /// <summary>Runs all clusters; the same seeds for each strategy.</summary>
    public IReadOnlyList<Outcome> Run(SimulationOptions options, Func<int, Strategy> strategy)
    {
        var outcomes = new Outcome[Clusters];
        Parallel.For(0, Clusters, number =>
        {
            var cluster = new Cluster(options, Silos, Meetings, strategy, unchecked((options.Seed * 1_000_003) + number));
            cluster.Run();
            outcomes[number] = cluster.Outcome;
        });
        return outcomes;
    }
}
