using Microsoft.Extensions.Hosting;

namespace MeetingIntel.Deploy.Tests;

/// <summary>How long the process may take to stop once it has drained.</summary>
internal static class Shutdown
{
    /// <summary>The host's own limit, which the program leaves as it is.</summary>
    public static double Seconds { get; } = new HostOptions().ShutdownTimeout.TotalSeconds;
}
