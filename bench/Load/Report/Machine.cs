using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MeetingIntel.Bench.Load.Report;

/// <summary>Where the figures were found: without it they mean nothing.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Commit">Of the product.</param>
/// <param name="Cpu">Model and number.</param>
/// <param name="System">Operating system and kernel.</param>
/// <param name="DotNet">Version of the runtime.</param>
/// <param name="PostgreSql">Version of the server.</param>
/// <param name="SyncMs">What the disk takes to make 8 KiB durable, median of 100, ms: every final text waits for one of these at least.</param>
/// <param name="Pinning">Who ran where.</param>
/// <param name="Engine">What carried the grains, and in how many processes.</param>
internal sealed record Machine(
    DateTimeOffset At, string Commit, string Cpu, string System, string DotNet, string PostgreSql, double SyncMs, string Pinning, string Engine)
{
    private const int Page = 8192;
    private const int Syncs = 100;

    /// <summary>Looks around.</summary>
    /// <param name="cpus">CPUs of the machine, as counted before anything was pinned.</param>
    /// <param name="postgresVersion">As the server says.</param>
    /// <param name="pinning">Who runs where.</param>
    /// <param name="directory">On the disk that the database is on.</param>
    /// <param name="options">What is measured.</param>
    public static Machine Look(int cpus, string postgresVersion, Pinning pinning, string directory, LoadOptions options)
    {
        var model = File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
        return new Machine(
            TimeProvider.System.GetUtcNow(),
            Checkout.Commit(),
            string.Create(CultureInfo.InvariantCulture, $"{cpus} × {model}"),
            $"{RuntimeInformation.OSDescription}",
            RuntimeInformation.FrameworkDescription,
            postgresVersion,
            MeasureSync(Path.Combine(directory, "sync")),
            pinning.ToString(),
            options.Silos == 0 ? $"{options.Engine}, one process" : string.Create(CultureInfo.InvariantCulture, $"{options.Engine}, {options.Silos} silos and a front-end"));
    }

    private static double MeasureSync(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);
        var page = new byte[Page];
        var times = new List<double>(Syncs);
        for (var number = 0; number < Syncs; number++)
        {
            var started = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, page, number * Page);
            RandomAccess.FlushToDisk(file);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        times.Sort();
        return Math.Round(times[Syncs / 2], 3);
    }
}
