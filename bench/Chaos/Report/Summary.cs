using System.Globalization;
using MeetingIntel.Bench.Chaos.Clients;
using MeetingIntel.Bench.Chaos.Faults;

namespace MeetingIntel.Bench.Chaos.Report;

/// <summary>The run in one page.</summary>
internal static class Summary
{
    private const double Target = 5;

    /// <summary>Prints it.</summary>
    public static void Write(TextWriter writer, ChaosOptions options, Evidence evidence, Crowd crowd, IReadOnlyList<Recovery> recoveries)
    {
        writer.WriteLine(Text($"seed {options.Seed}, {options.Channels} channels in {crowd.Watchers.Count} sessions, {options.Silos} silos, {options.FrontEnds} front-ends, membership in {(options.Redis ? "Redis" : "PostgreSQL")}, faults for {options.Duration.TotalMinutes:0.#} min"));
        writer.WriteLine(Text($"{evidence.Count("ack")} acknowledgements, {evidence.Count("final")} finals, {evidence.Count("event")} events watched, {evidence.Count("rest")} REST answers, {evidence.Count("close")} connections lost"));
        writer.WriteLine(Text($"the generator was late by {crowd.LatestTick * 1000:0} ms at worst, by more than 100 ms {crowd.LateTicks} times"));
        writer.WriteLine();
        writer.WriteLine("fault           number   noticed after s (max)   channels that stood still   live again after noticed, s: p50    p95    max");
        foreach (var kind in recoveries.GroupBy(recovery => recovery.Fault.Kind).OrderBy(group => group.Key))
        {
            WriteRow(writer, kind.Key.ToString(), [.. kind]);
        }

        WriteRow(writer, "silos, alone", [.. recoveries.Where(recovery => recovery is { Alone: true, Fault.IsOfSilo: true })]);
        WriteRow(writer, "all, alone", [.. recoveries.Where(recovery => recovery.Alone)]);
        WriteRow(writer, "all", recoveries);
        writer.WriteLine(Text($"'alone': no other fault was near. Target: {Target:0} s."));
        var longest = crowd.Speakers.Select(speaker => (speaker.Name, Still: LongestStill(speaker))).MaxBy(speaker => speaker.Still.Seconds);
        writer.WriteLine(Text($"The longest time without an acknowledgement, whatever the reason: {longest.Still.Seconds:0.0} s from second {longest.Still.At:0} on ({longest.Name})."));
        writer.WriteLine();
        foreach (var violation in evidence.Violations)
        {
            writer.WriteLine(violation);
        }

        writer.WriteLine(Text($"{evidence.ViolationCount} violations"));
    }

    /// <summary>Writes the same to the log.</summary>
    public static void Log(Evidence evidence, IReadOnlyList<Recovery> recoveries)
    {
        foreach (var recovery in recoveries)
        {
            double[] stalls = [.. recovery.Stalls.Order()];
            evidence.Write(
                "recovery",
                ("fault", recovery.Fault.Number),
                ("what", recovery.Fault.Kind.ToString()),
                ("target", recovery.Fault.Target),
                ("alone", recovery.Alone ? 1 : 0),
                ("noticed_after", recovery.NoticedAfter),
                ("stood_still", stalls.Length),
                ("p50", At(stalls, 0.5)),
                ("p95", At(stalls, 0.95)),
                ("max", At(stalls, 1)));
        }
    }

    private static (double Seconds, double At) LongestStill(Speaker speaker) =>
        speaker.AckedAt.Zip(speaker.AckedAt.Skip(1), (one, next) => (next - one, one)).DefaultIfEmpty().Max();

    private static void WriteRow(TextWriter writer, string name, IReadOnlyList<Recovery> recoveries)
    {
        double[] stalls = [.. recoveries.SelectMany(recovery => recovery.Stalls).Order()];
        var noticed = recoveries.Count == 0 ? 0 : recoveries.Max(recovery => recovery.NoticedAfter);
        writer.WriteLine(Text($"{name,-15} {recoveries.Count,6} {noticed,23:0.0} {stalls.Length,27} {At(stalls, 0.5),35:0.0} {At(stalls, 0.95),6:0.0} {At(stalls, 1),6:0.0}"));
    }

    private static double At(double[] sorted, double share) => sorted.Length == 0 ? 0 : sorted[(int)Math.Min(sorted.Length - 1, Math.Floor(share * sorted.Length))];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
