using MeetingIntel.Bench.Chaos.Clients;
using MeetingIntel.Bench.Chaos.Faults;

namespace MeetingIntel.Bench.Chaos.Report;

/// <summary>How long a fault kept meetings from going on.</summary>
/// <param name="Fault">The fault.</param>
/// <param name="Alone">Whether no other fault was near: only then is it known whose work it was.</param>
/// <param name="NoticedAfter">Seconds from the fault until it was noticed.</param>
/// <param name="Stalls">For each channel that stood still: seconds from the fault being noticed to the next acknowledgement.</param>
internal sealed record Recovery(Fault Fault, bool Alone, double NoticedAfter, IReadOnlyList<double> Stalls)
{
    /// <summary>Without a fault an acknowledgement is due at least every 1.7 s.</summary>
    private const double Still = 3.5;

    /// <summary>Measures all faults.</summary>
    public static List<Recovery> Measure(IReadOnlyList<Fault> faults, IReadOnlyList<Speaker> speakers) =>
        [.. faults.Select(fault => Measure(fault, faults, speakers))];

    private static Recovery Measure(Fault fault, IReadOnlyList<Fault> faults, IReadOnlyList<Speaker> speakers)
    {
        var noticed = Noticed(fault);
        var stalls = new List<double>();
        var last = noticed;
        foreach (var speaker in speakers)
        {
            var next = FirstAfter(speaker.AckedAt, noticed);
            if (next > 0 && next < speaker.AckedAt.Count && speaker.AckedAt[next] - speaker.AckedAt[next - 1] > Still)
            {
                stalls.Add(speaker.AckedAt[next] - noticed);
                last = Math.Max(last, speaker.AckedAt[next]);
            }
        }

        var alone = !faults.Any(other => other != fault && other.At < last && (other.ReadyAt ?? double.MaxValue) > fault.At - Still);
        return new Recovery(fault, alone, noticed - fault.At, stalls);
    }

    /// <summary>
    /// A silo: when a front-end said so, or it went on unnoticed. A front-end: its clients notice a killed one at once; a hung one after their own patience, or when
    /// it goes on. The database and Redis: nothing can be done before they are back.
    /// </summary>
    private static double Noticed(Fault fault)
    {
        var mended = fault.MendedAt ?? fault.At;
        return fault.Kind switch
        {
            FaultKind.HangSilo => Math.Min(fault.NoticedAt ?? mended, mended),
            FaultKind.KillSilo or FaultKind.StopSilo => fault.NoticedAt ?? fault.At,
            FaultKind.HangFrontEnd => Math.Min(fault.At + 8, mended),
            FaultKind.KillFrontEnd or FaultKind.StopFrontEnd => fault.At,
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
