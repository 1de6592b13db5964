using System.Globalization;
using MeetingIntel.Bench.Chaos.Clients;
using MeetingIntel.Bench.Chaos.Cluster;
using MeetingIntel.Bench.Chaos.Faults;

namespace MeetingIntel.Bench.Chaos.Report;

/// <summary>The run in one page.</summary>
internal static class Summary
{
    private const double Target = 5;

    /// <summary>Prints it.</summary>
    public static void Write(TextWriter writer, ChaosOptions options, Evidence evidence, Crowd crowd, Findings findings)
    {
        writer.WriteLine(Text($"seed {options.Seed}, {options.Channels} channels in {crowd.Watchers.Count} sessions, {options.Silos} silos, {options.FrontEnds} front-ends, membership in {(options.Redis ? "Redis" : "PostgreSQL")}, faults for {options.Duration.TotalMinutes:0.#} min"));
        writer.WriteLine(Text($"{evidence.Count("ack")} acknowledgements, {evidence.Count("final")} finals, {evidence.Count("event")} events watched, {evidence.Count("rest")} REST answers, {evidence.Count("close")} connections lost, {evidence.Count("audited")} sessions audited"));
        writer.WriteLine(Text($"over SignalR: {crowd.Watchers.Count(watcher => watcher is HubWatcher)} of the watchers, {crowd.HubSpeakers.Count} speakers with {evidence.Count("room-event")} events in their rooms; {evidence.Count("uploaded")} recordings; {evidence.Count("read-again")} watchers have read everything again"));
        writer.WriteLine(Text($"the generator was late by {crowd.LatestTick * 1000:0} ms at worst, by more than 100 ms {crowd.LateTicks} times"));
        writer.WriteLine();
        WriteTable(writer, findings.Recoveries);
        WriteNotices(writer, findings.Recoveries);
        WriteLongest(writer, crowd, findings.Feed);
        writer.WriteLine(findings.Missing.Count == 0 ? "Every kind of fault came up." : $"Faults that never came up: {string.Join(", ", findings.Missing)}.");
        writer.WriteLine(Text($"Members that ended by themselves: {Codes(findings.Explained)} that were declared dead soon after a fault; {Codes(findings.Unexplained)} that should not have."));
        writer.WriteLine();
        foreach (var violation in evidence.Violations)
        {
            writer.WriteLine(violation);
        }

        writer.WriteLine(Text($"{evidence.ViolationCount} violations"));
    }

    /// <summary>Writes the same to the log.</summary>
    public static void Log(Evidence evidence, Findings findings)
    {
        foreach (var recovery in findings.Recoveries)
        {
            var (stalls, shown) = (Sorted(recovery.Stalls), Sorted(recovery.Shown));
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
                ("max", At(stalls, 1)),
                ("shown_p50", At(shown, 0.5)),
                ("shown_p99", At(shown, 0.99)),
                ("shown_max", At(shown, 1)));
        }

        foreach (var longest in findings.Feed.Longest)
        {
            evidence.Write("shown-late", ("client", longest.Watcher), ("told_at", longest.ToldAt), ("late", longest.Late));
        }
    }

    private static void WriteTable(TextWriter writer, IReadOnlyList<Recovery> recoveries)
    {
        Recovery[] alone = [.. recoveries.Where(recovery => recovery.Alone)];
        writer.WriteLine(Text($"{"fault",-15} {"number",6} {"noticed after s (max)",23} {"channels that stood still",27} {"live again after noticed, s: p50",35} {"p95",6} {"max",6} {"target",9} {"shown after the final, s: p50",31} {"p99",6} {"max",6}"));
        foreach (var kind in recoveries.GroupBy(recovery => recovery.Fault.Kind).OrderBy(group => group.Key))
        {
            WriteRow(writer, kind.Key.ToString(), [.. kind]);
        }

        WriteRow(writer, "silos, alone", [.. alone.Where(recovery => recovery.Fault.IsOfSilo)]);
        WriteRow(writer, "all, alone", alone);
        WriteRow(writer, "all", recoveries);
        writer.WriteLine(Text($"'alone': no other fault was near. Target: {Target:0} s from noticed for every channel. Alone: {Verdict(alone)}. All: {Verdict(recoveries)}."));
    }

    /// <summary>The table counts from the notice: a notice that comes late must be seen, too.</summary>
    private static void WriteNotices(TextWriter writer, IReadOnlyList<Recovery> recoveries)
    {
        Fault[] faults = [.. recoveries.Select(recovery => recovery.Fault).Where(fault => fault.IsOfSilo)];
        if (faults.Where(fault => fault.NoticedAt is not null).MaxBy(fault => fault.NoticedAt - fault.At) is { } late)
        {
            writer.WriteLine(Text($"The longest time until a front-end noticed that a silo was lost: {late.NoticedAt - late.At:0.0} s ({late.Kind} {late.Target} at {late.At:0} s)."));
        }

        if (faults.Where(fault => fault is { Kind: FaultKind.HangSilo, NoticedAt: null, MendedAt: not null }).MaxBy(fault => fault.MendedAt - fault.At) is { } hang)
        {
            writer.WriteLine(Text($"The longest hang of a silo that no front-end noticed: {hang.MendedAt - hang.At:0.0} s ({hang.Target} at {hang.At:0} s)."));
        }

        Fault[] kills = [.. faults.Where(fault => fault.Kind is FaultKind.KillSilo)];
        writer.WriteLine(Text($"Killed silos whose loss no front-end noticed: {kills.Count(fault => fault.NoticedAt is null)} of {kills.Length}."));
    }

    private static void WriteLongest(TextWriter writer, Crowd crowd, LiveFeed feed)
    {
        var still = crowd.Speakers.Select(speaker => (speaker.Name, Still: LongestStill(speaker))).MaxBy(speaker => speaker.Still.Seconds);
        writer.WriteLine(Text($"The longest time without an acknowledgement, whatever the reason: {still.Still.Seconds:0.0} s from second {still.Still.At:0} on ({still.Name})."));
        var all = Sorted(feed.Finals.Select(final => final.Late));
        var longest = Sorted(feed.Longest.Select(final => final.Late));
        var last = feed.Finals.DefaultIfEmpty(new ShownFinal("nobody", 0, 0)).MaxBy(final => final.Late);
        writer.WriteLine(Text($"From a final told to its speaker to its event at the watcher: p50 {At(all, 0.5):0.00} s, p99 {At(all, 0.99):0.00} s, max {last.Late:0.00} s at second {last.ToldAt:0} ({last.Watcher}), of {all.Length}."));
        writer.WriteLine(Text($"The longest such wait of each of {longest.Length} watchers: p50 {At(longest, 0.5):0.00} s, p99 {At(longest, 0.99):0.00} s, max {At(longest, 1):0.00} s."));
    }

    private static (double Seconds, double At) LongestStill(Speaker speaker) =>
        speaker.AckedAt.Zip(speaker.AckedAt.Skip(1), (one, next) => (next - one, one)).DefaultIfEmpty().Max();

    private static void WriteRow(TextWriter writer, string name, IReadOnlyList<Recovery> recoveries)
    {
        var stalls = Sorted(recoveries.SelectMany(recovery => recovery.Stalls));
        var shown = Sorted(recoveries.SelectMany(recovery => recovery.Shown));
        var noticed = recoveries.Count == 0 ? 0 : recoveries.Max(recovery => recovery.NoticedAfter);
        writer.WriteLine(Text($"{name,-15} {recoveries.Count,6} {noticed,23:0.0} {stalls.Length,27} {At(stalls, 0.5),35:0.0} {At(stalls, 0.95),6:0.0} {At(stalls, 1),6:0.0} {Verdict(recoveries),9} {At(shown, 0.5),31:0.00} {At(shown, 0.99),6:0.00} {At(shown, 1),6:0.00}"));
    }

    /// <summary>A miss does not make the run fail: it may be the machine's.</summary>
    private static string Verdict(IReadOnlyList<Recovery> recoveries) => recoveries.Count == 0
        ? "no fault"
        : recoveries.SelectMany(recovery => recovery.Stalls).Any(stall => stall > Target) ? "MISSED" : "MET";

    private static string Codes(IReadOnlyList<SelfEnd> ends) => ends.Count == 0
        ? "0"
        : Text($"{ends.Count} ({string.Join(", ", ends.GroupBy(end => end.ExitCode).Select(code => Text($"{code.Count()} with exit code {code.Key}")))})");

    private static double[] Sorted(IEnumerable<double> figures) => [.. figures.Order()];

    private static double At(double[] sorted, double share) => sorted.Length == 0 ? 0 : sorted[(int)Math.Min(sorted.Length - 1, Math.Floor(share * sorted.Length))];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
