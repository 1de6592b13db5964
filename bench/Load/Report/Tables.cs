using System.Globalization;
using MeetingIntel.Bench.Load.Measuring;

namespace MeetingIntel.Bench.Load.Report;

/// <summary>The report for people.</summary>
internal static class Tables
{
    private const int TargetChannels = 200;
    private const double TargetP99 = 15;
    private const double TargetRatio = 0.5;

    public static void Write(TextWriter to, LoadReport report)
    {
        WriteMachine(to, report.Machine);
        foreach (var delay in report.Delays)
        {
            Write(to, delay);
        }

        if (report.Throughput is { } throughput)
        {
            Write(to, throughput);
        }

        to.WriteLine();
        to.WriteLine(report.ViolationCount == 0
            ? "Every sentence came exactly once, and the numbers of the events have no hole: at the subscribers and in the journal."
            : $"FAILED: {report.ViolationCount} violations, for example:\n  {string.Join("\n  ", report.Violations)}");
    }

    private static void WriteMachine(TextWriter to, Machine machine)
    {
        to.WriteLine(Line($"{machine.At:yyyy-MM-dd HH:mm} UTC, commit {machine.Commit}; engine: {machine.Engine}"));
        to.WriteLine($"{machine.Cpu}; {machine.System}; {machine.DotNet}; PostgreSQL {machine.PostgreSql}, fsync on");
        to.WriteLine(Line($"{machine.Pinning}; making 8 KiB durable takes {machine.SyncMs} ms"));
    }

    private static void Write(TextWriter to, DelayResult delay)
    {
        to.WriteLine();
        to.WriteLine(Line($"{delay.Channels} channels in real time, {delay.Sessions} sessions with {delay.Subscribers} subscribers each, which take {delay.SubscriberBytes / 1000:F1} kB/s"));
        to.WriteLine("  ms                                       n      p50      p90      p99      max");
        Write(to, "bare Kestrel socket, there and back", delay.Echo);
        Write(to, "final text at the subscriber", delay.Segment);
        Write(to, "acknowledgement", delay.Ack);
        Write(to, "(generator: frames sent late)", delay.Pacing);
        to.WriteLine(Line($"  final text against bare socket           × {delay.Segment.P50 / delay.Echo.P50:F1} (p50)   × {delay.Segment.P99 / delay.Echo.P99:F1} (p99)"));
        Write(to, "bare Kestrel", delay.SinkCpu);
        Write(to, "product", delay.ProductCpu);
        if (delay.Channels == TargetChannels)
        {
            to.WriteLine(Line($"  target: p99 of the final text ≤ {TargetP99} ms: {(delay.Segment.P99 <= TargetP99 ? "met" : "MISSED")}"));
        }
    }

    private static void Write(TextWriter to, ThroughputResult throughput)
    {
        to.WriteLine();
        to.WriteLine($"Saturated: {throughput.Connections} connections that send as fast as they can, {throughput.Sink.Count} rounds taking turns");
        Write(to, "bare Kestrel", throughput.Sink);
        Write(to, "product", throughput.Product);
        to.WriteLine(Line($"  ratio {throughput.Ratio:F2}; target ≥ {TargetRatio}: {(throughput.Ratio >= TargetRatio ? "met" : "MISSED")}"));
    }

    private static void Write(TextWriter to, string name, Percentiles delays) =>
        to.WriteLine(Line($"  {name,-35} {delays.Count,6} {delays.P50,8:F2} {delays.P90,8:F2} {delays.P99,8:F2} {delays.Max,8:F2}"));

    private static void Write(TextWriter to, string name, CpuShares cpu) =>
        to.WriteLine(Line($"  CPUs in use, {name,-13} server {cpu.Server:F2}, PostgreSQL {cpu.Database:F2}, generator {cpu.Generator:F2}, others {cpu.Others:F2}"));

    private static void Write(TextWriter to, string name, IReadOnlyList<Throughput> rounds)
    {
        var all = string.Join(", ", rounds.Select(round => Line($"{round.PerCpuSecond:F0}")));
        to.WriteLine(Line($"  {name,-13} {ThroughputResult.Median(rounds),8:F0} frames a CPU second (median of {all})"));
        Write(to, name, rounds[^1].Cpu);
    }

    private static string Line(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);
}
