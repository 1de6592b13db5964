using System.Globalization;
using System.Text;
using MeetingIntel.Bench.Chaos.Cluster;
using MeetingIntel.Bench.Chaos.Report;

namespace MeetingIntel.Bench.Chaos.Faults;

/// <summary>Reads in the front-ends' logs when they notice that a silo is lost.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="monkey">What was done to it.</param>
/// <param name="evidence">The log.</param>
internal sealed class LossWatch(ClusterUnderTest cluster, Monkey monkey, Evidence evidence)
{
    /// <summary>Votes that were under way when a hung silo went on may still be counted for so long, seconds.</summary>
    private const double Late = 5;

    private const string Lost = "Lost: ";

    private readonly Dictionary<string, long> _read = new(StringComparer.Ordinal);

    /// <summary>Reads on until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            foreach (var frontEnd in cluster.FrontEnds)
            {
                Look(frontEnd);
            }

            await Task.Delay(50, CancellationToken.None);
        }
    }

    private void Look(Member frontEnd)
    {
        using var file = new FileStream(frontEnd.Process.Log, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        file.Position = _read.GetValueOrDefault(frontEnd.Name);
        var bytes = new byte[file.Length - file.Position];
        file.ReadExactly(bytes);
        var end = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        _read[frontEnd.Name] = _read.GetValueOrDefault(frontEnd.Name) + end;
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, end).Split('\n'))
        {
            if (line.Contains(Lost, StringComparison.Ordinal))
            {
                Note(frontEnd, line[line.IndexOf(Lost, StringComparison.Ordinal)..]);
            }
        }
    }

    private void Note(Member frontEnd, string line)
    {
        evidence.Write("noticed", ("front_end", frontEnd.Name), ("line", line));
        foreach (var silo in cluster.Silos.Where(silo => line.Contains(string.Create(CultureInfo.InvariantCulture, $":{silo.Gateway}/"), StringComparison.Ordinal)))
        {
            // What comes long after the fault is over is another loss: of its successor, which was too slow to answer.
            if (monkey.Faults.LastOrDefault(fault => fault.IsOfSilo && fault.Target == silo.Name) is { NoticedAt: null } fault
                && evidence.Now - (fault.MendedAt ?? evidence.Now) < Late)
            {
                fault.NoticedAt = evidence.Now;
            }
        }
    }
}
