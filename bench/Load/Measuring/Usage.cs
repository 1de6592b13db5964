using System.Diagnostics;
using MeetingIntel.Bench.Load.Servers;

namespace MeetingIntel.Bench.Load.Measuring;

/// <summary>CPU seconds so far, of everybody; the difference of two says who used what.</summary>
/// <param name="At">When, ticks of <see cref="Stopwatch"/>.</param>
/// <param name="Server">The server under test.</param>
/// <param name="Database">PostgreSQL; 0 when there is none.</param>
/// <param name="Generator">This process.</param>
/// <param name="Machine">All together, and everybody else on the machine.</param>
internal sealed record Usage(long At, double Server, double Database, double Generator, double Machine)
{
    public static Usage Of(Product product) => Now(product.CpuSeconds(), product.DatabaseCpuSeconds());

    public static Usage Of(Sink sink) => Now(sink.CpuSeconds(), 0);

    /// <summary>CPUs in use between two moments.</summary>
    public CpuShares Since(Usage before)
    {
        var seconds = Stopwatch.GetElapsedTime(before.At, At).TotalSeconds;
        var (server, database, generator) = (Server - before.Server, Database - before.Database, Generator - before.Generator);
        var others = Math.Max(0, Machine - before.Machine - server - database - generator);
        return new CpuShares(server / seconds, database / seconds, generator / seconds, others / seconds);
    }

    private static Usage Now(double server, double database) =>
        new(Stopwatch.GetTimestamp(), server, database, CpuTime.OfProcess(Environment.ProcessId), CpuTime.OfMachine());
}

/// <summary>CPUs in use, on average: 1 is a whole one.</summary>
/// <param name="Server">By the server under test.</param>
/// <param name="Database">By PostgreSQL.</param>
/// <param name="Generator">By this process.</param>
/// <param name="Others">By whoever has nothing to do with it, the kernel's own threads included.</param>
internal sealed record CpuShares(double Server, double Database, double Generator, double Others);
