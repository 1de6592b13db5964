namespace MeetingIntel.Bench.Chaos.Cluster;

/// <summary>A member ended when nothing was being done to it.</summary>
/// <param name="Member">Who.</param>
/// <param name="ExitCode">How.</param>
/// <param name="At">When; seconds of the evidence log.</param>
internal sealed record SelfEnd(string Member, int? ExitCode, double At);
