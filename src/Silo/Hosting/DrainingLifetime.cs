using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;
using MeetingIntel.Api.Service;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Silo.Hosting;

/// <summary>How the process leaves. Configuration section <c>Drain</c>.</summary>
internal sealed class DrainOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Drain";

    /// <summary>Seconds between SIGTERM and the end of connections: what a load balancer needs to see that <c>/ready</c> says no, and to send nobody here any more.</summary>
    [Range(0.0, 600.0)]
    public double Seconds { get; set; }
}

/// <summary>
/// SIGTERM: not ready any more, but everything goes on for <see cref="DrainOptions.Seconds"/>; then clients are told to connect elsewhere, grains deactivate,
/// and the process ends. Ctrl-C, or a second SIGTERM: at once.
/// </summary>
internal sealed partial class DrainingLifetime(
    Readiness readiness, IHostApplicationLifetime application, IOptions<DrainOptions> options, TimeProvider time, ILogger<DrainingLifetime> logger)
    : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _signals = [];
    private int _terminations;
    private ITimer? _end;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, StopAtOnce));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGQUIT, StopAtOnce));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Terminate));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }

        _end?.Dispose();
    }

    private void StopAtOnce(PosixSignalContext context)
    {
        context.Cancel = true;
        readiness.BeginDraining();
        application.StopApplication();
    }

    private void Terminate(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref _terminations) > 1 || options.Value.Seconds == 0)
        {
            StopAtOnce(context);
            return;
        }

        context.Cancel = true;
        readiness.BeginDraining();
        LogDraining(options.Value.Seconds);
        _end = time.CreateTimer(static state => ((IHostApplicationLifetime)state!).StopApplication(), application, TimeSpan.FromSeconds(options.Value.Seconds), Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(LogLevel.Information, "Draining: not ready any more; connections end in {Seconds} s. A second SIGTERM ends them at once.")]
    private partial void LogDraining(double seconds);
}
