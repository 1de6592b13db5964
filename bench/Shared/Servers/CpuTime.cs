using System.Globalization;

namespace MeetingIntel.Bench.Servers;

/// <summary>CPU time (user and system) as the kernel counts it, in steps of 10 ms.</summary>
internal static class CpuTime
{
    private const double TicksPerSecond = 100;

    /// <summary>Seconds of a process and its threads.</summary>
    public static double OfProcess(int id)
    {
        var fields = Fields(id);
        return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
    }

    /// <summary>Seconds of a process, its children, and those of its children that have ended.</summary>
    public static double OfFamily(int id)
    {
        var fields = Fields(id);
        var own = (Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14])) / TicksPerSecond;
        return own + ChildrenOf(id).Sum(OfProcess);
    }

    /// <summary>Seconds that all CPUs together were busy since the machine started; includes what the hypervisor took.</summary>
    public static double OfMachine()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // cpu user nice system idle iowait irq softirq steal; guest is part of user.
        return (Number(fields[1]) + Number(fields[2]) + Number(fields[3]) + Number(fields[6]) + Number(fields[7]) + Number(fields[8])) / TicksPerSecond;
    }

    /// <summary>The parent of a process.</summary>
    public static int ParentOf(int id) => (int)Number(Fields(id)[1]);

    /// <summary>The children of a process.</summary>
    public static IEnumerable<int> ChildrenOf(int id) => Directory.EnumerateDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? process : 0)
        .Where(process => process != 0 && IsChild(process, id));

    private static bool IsChild(int process, int parent)
    {
        try
        {
            return ParentOf(process) == parent;
        }
        catch (IOException)
        {
            // It has ended in the meantime.
            return false;
        }
    }

    /// <summary>The fields of <c>/proc/…/stat</c> behind the name, which may hold spaces: [0] is the state, [1] the parent.</summary>
    private static string[] Fields(int id)
    {
        var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
        return text[(text.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static long Number(string field) => long.Parse(field, CultureInfo.InvariantCulture);
}
