namespace MeetingIntel.Bench.Chaos.Cluster;

/// <summary>The product with the scripted recogniser.</summary>
internal static class HostProgram
{
    /// <summary>What bench/Host was built to, in the same configuration and on the same engine as this program.</summary>
    public static string Path()
    {
        var here = AppContext.BaseDirectory;
        var path = System.IO.Path.Combine(here.Replace("/bench/Chaos/", "/bench/Host/", StringComparison.Ordinal), "MeetingIntel.Bench.Host.dll");
        return here.Contains("/bin/orleans/", StringComparison.Ordinal) && File.Exists(path)
            ? path
            : throw new InvalidOperationException("A cluster needs Microsoft Orleans: build bench/Chaos with -p:Engine=orleans, which builds bench/Host along.");
    }
}
