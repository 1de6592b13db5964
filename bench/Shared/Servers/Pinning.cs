using System.Diagnostics;
using System.Globalization;

namespace MeetingIntel.Bench.Servers;

/// <summary>Which CPUs the parties run on: the measured server alone on one, the generator and PostgreSQL on another.</summary>
/// <param name="ServerCpus">A list as <c>taskset -c</c> takes it; empty: anywhere.</param>
/// <param name="OtherCpus">The same, for the generator and whatever it starts besides.</param>
internal sealed record Pinning(string ServerCpus, string OtherCpus)
{
    public bool IsOn => ServerCpus.Length > 0;

    /// <summary>Pins this process, and so what it starts from now on.</summary>
    /// <returns>What was done; nothing is pinned where there is no <c>taskset</c> or just one CPU.</returns>
    public static Pinning Apply(string serverCpus, string otherCpus)
    {
        if (Environment.ProcessorCount < 2 || !File.Exists("/usr/bin/taskset"))
        {
            return new Pinning("", "");
        }

        using var taskset = Process.Start(new ProcessStartInfo(
            "/usr/bin/taskset", ["-a", "-c", "-p", otherCpus, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        taskset.StandardOutput.ReadToEnd();
        taskset.WaitForExit();
        return taskset.ExitCode == 0 ? new Pinning(serverCpus, otherCpus) : new Pinning("", "");
    }

    public override string ToString() => IsOn
        ? $"server on CPU {ServerCpus}, generator and PostgreSQL on CPU {OtherCpus}"
        : "nothing is pinned (one CPU, or no taskset): figures of the parties disturb each other";
}
