using MeetingIntel.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Deploy.Tests;

/// <summary>How long the process may take to stop once it has drained.</summary>
internal static class Shutdown
{
    /// <summary>The limit that the program gives its host.</summary>
    public static double Seconds { get; } = Read();

    private static double Read()
    {
        using var host = (IDisposable)SiloHost.Build([]);
        return ((IHost)host).Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout.TotalSeconds;
    }
}
