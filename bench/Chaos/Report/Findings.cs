using System.Globalization;
using MeetingIntel.Bench.Chaos.Clients;
using MeetingIntel.Bench.Chaos.Cluster;
using MeetingIntel.Bench.Chaos.Faults;

namespace MeetingIntel.Bench.Chaos.Report;

/// <summary>What a run has shown.</summary>
/// <param name="Recoveries">What each fault did to the meetings.</param>
/// <param name="Feed">How soon watchers were shown what was on record.</param>
/// <param name="Missing">Kinds of faults that never came up.</param>
/// <param name="Explained">Silos that ended by themselves because the others had declared them dead, behind a fault that may well have been the reason.</param>
/// <param name="Unexplained">Members that ended by themselves and should not have.</param>
internal sealed record Findings(
    IReadOnlyList<Recovery> Recoveries, LiveFeed Feed, IReadOnlyList<FaultKind> Missing, IReadOnlyList<SelfEnd> Explained, IReadOnlyList<SelfEnd> Unexplained)
{
    /// <summary>Puts them together.</summary>
    public static Findings Gather(ClusterUnderTest cluster, Monkey monkey, Crowd crowd)
    {
        var faults = monkey.Faults;
        var feed = LiveFeed.Measure(crowd.Speakers, crowd.Watchers);
        var ends = cluster.SelfEnds.ToLookup(end => end.IsExplained(faults));
        return new Findings(Recovery.Measure(faults, crowd.Speakers, feed), feed, monkey.Missing, [.. ends[true]], [.. ends[false]]);
    }

    /// <summary>No member may end without a reason.</summary>
    public void Judge(Evidence evidence)
    {
        foreach (var end in Unexplained)
        {
            evidence.Violate("members stay", string.Create(CultureInfo.InvariantCulture, $"{end.Member} ended by itself at {end.At:0.0} s with exit code {end.ExitCode}, {(end.IsSilo ? "and was not declared dead behind a fault" : "which no front-end may")}"));
        }
    }
}
