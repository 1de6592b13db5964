using MeetingIntel.Bench.Chaos.Clients;
using MeetingIntel.Bench.Chaos.Faults;

namespace MeetingIntel.Bench.Chaos.Report;

/// <summary>How long a fault kept meetings from going on.</summary>
/// <param name="Fault">The fault.</param>
/// <param name="Alone">Whether no other fault was near: only then is it known whose work it was.</param>
/// <param name="NoticedAfter">Seconds from the fault until it was noticed.</param>
/// <param name="Stalls">For each channel that stood still: seconds from the fault being noticed to the next acknowledgement.</param>
/// <param name="Shown">For each final that a speaker was told of meanwhile: seconds until the watcher was shown it.</param>
internal sealed record Recovery(Fault Fault, bool Alone, double NoticedAfter, IReadOnlyList<double> Stalls, IReadOnlyList<double> Shown)
{
    /// <summary>Without a fault an acknowledgement is due at least every 1.7 s.</summary>
    private const double Still = 3.5;

    /// <summary>Who stands still only so many seconds after the fault was noticed stands still because of it, too.</summary>
    private const double Aftermath = 2;

    /// <summary>Measures all faults.</summary>
    public static List<Recovery> Measure(IReadOnlyList<Fault> faults, IReadOnlyList<Speaker> speakers, LiveFeed feed) =>
        [.. faults.Select(fault => Measure(fault, faults, speakers, feed))];

    private static Recovery Measure(Fault fault, IReadOnlyList<Fault> faults, IReadOnlyList<Speaker> speakers, LiveFeed feed)
    {
        var noticed = Noticed(fault);
        double[] goneOn = [.. speakers.Select(speaker => GoneOn(speaker.AckedAt, noticed)).Where(moment => moment is not null).Select(moment => moment!.Value)];
        var last = goneOn.Append(noticed).Max();
        var shown = feed.Between(fault.At - Aftermath, (fault.ReadyAt ?? fault.MendedAt ?? fault.At) + Aftermath);
        return new Recovery(fault, !faults.Any(IsNear), noticed - fault.At, [.. goneOn.Select(moment => moment - noticed)], [.. shown]);

        // The silos of a rolling update are one work.
        bool IsNear(Fault other) =>
            other != fault
            && !(other.Kind is FaultKind.RollSilos && fault.Kind is FaultKind.RollSilos)
            && other.At < last
            && (other.ReadyAt ?? double.MaxValue) > fault.At - Still;
    }

    /// <summary>When a channel went on that stood still when the fault was noticed, or soon after; <see langword="null"/>: it did not stand still.</summary>
    private static double? GoneOn(IReadOnlyList<double> acked, double noticed)
    {
        double? goneOn = null;
        for (var next = Math.Max(1, FirstAfter(acked, noticed)); next < acked.Count && acked[next - 1] <= noticed + Aftermath; next++)
        {
            goneOn = acked[next] - acked[next - 1] > Still ? acked[next] : goneOn;
        }

        return goneOn;
    }

    /// <summary>
    /// A silo: when a front-end said so, or it went on unnoticed; one that was asked to leave, at the latest when it does. A front-end: its clients notice a killed one
    /// at once, one that leaves when it has drained, and a hung one after their own patience, or when it goes on. The database and Redis: nothing can be done before
    /// they are back.
    /// </summary>
    private static double Noticed(Fault fault)
    {
        var mended = fault.MendedAt ?? fault.At;
        return fault.Kind switch
        {
            FaultKind.HangSilo => Math.Min(fault.NoticedAt ?? mended, mended),
            FaultKind.KillSilo => fault.NoticedAt ?? fault.At,
            FaultKind.StopSilo or FaultKind.RollSilos => Math.Min(fault.NoticedAt ?? double.MaxValue, fault.At + Fault.Drain),
            FaultKind.HangFrontEnd => Math.Min(fault.At + 8, mended),
            FaultKind.KillFrontEnd => fault.At,
            FaultKind.StopFrontEnd => fault.At + Fault.Drain,
            _ => mended,
        };
    }

    private static int FirstAfter(IReadOnlyList<double> times, double moment)
    {
        var (low, high) = (0, times.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = times[middle] > moment ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
