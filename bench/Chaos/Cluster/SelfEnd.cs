using MeetingIntel.Bench.Chaos.Faults;

namespace MeetingIntel.Bench.Chaos.Cluster;

/// <summary>A member ended although nobody ended it.</summary>
/// <param name="Member">Who.</param>
/// <param name="IsSilo">A silo, or a front-end.</param>
/// <param name="ExitCode">How.</param>
/// <param name="At">When; seconds of the evidence log.</param>
/// <param name="LastWords">What it printed, since it was started.</param>
internal sealed record SelfEnd(string Member, bool IsSilo, int? ExitCode, double At, string LastWords)
{
    /// <summary>How a process ends that gives itself up (SIGABRT). One with a bug ends so, too: the words tell them apart.</summary>
    private const int GaveUp = 134;

    /// <summary>What Orleans prints when a silo finds out that the others have declared it dead.</summary>
    private const string ToldDead = "I have been told I am dead";

    /// <summary>A fault explains what ends within so many seconds behind it: a silo that was hung, for example, finds out some time after it woke that it was given up.</summary>
    private const double Explains = 30;

    /// <summary>
    /// Whether the member was right to end. A front-end never is, whatever is away. A silo is when the others have declared it dead, and for that there must have been a
    /// reason: something was done to it, or to what the members know each other by.
    /// </summary>
    /// <param name="faults">What was done.</param>
    public bool IsExplained(IEnumerable<Fault> faults) =>
        IsSilo && ExitCode == GaveUp && LastWords.Contains(ToldDead, StringComparison.Ordinal) && faults.Any(IsReason);

    private bool IsReason(Fault fault) =>
        (fault.IsOfStore || fault.Target == Member) && fault.At <= At && (fault.ReadyAt ?? double.MaxValue) + Explains >= At;
}
