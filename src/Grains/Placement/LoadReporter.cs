using MeetingIntel.Placement;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.Grains.Placement;

/// <summary>Reports this silo's load once a second, and takes note of the others'. Whatever happens it goes on; what stays wrong is said once.</summary>
/// <param name="silo">This silo's address.</param>
/// <param name="grains">The way to where loads are reported.</param>
/// <param name="local">This silo's load.</param>
/// <param name="cluster">What is known of all.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">Where failures are told.</param>
internal sealed partial class LoadReporter(
    string silo, IGrainFactory grains, LocalLoad local, ClusterLoad cluster, TimeProvider clock, ILogger<LoadReporter> logger) : BackgroundService
{
    /// <summary>Time between two reports.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>An answer that takes longer is not waited for: it would be outdated.</summary>
    private static readonly TimeSpan CallPatience = TimeSpan.FromSeconds(2);

    /// <summary>The reports may live on a silo that was just lost: until they live elsewhere a few reports fail, and nobody has to do anything.</summary>
    private const int FailuresToTell = 5;

    private long _number;
    private int _failures;

    /// <summary>Reports once.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ReportAsync(CancellationToken cancellationToken)
    {
        try
        {
            local.MeasureCpu();
            var now = local.Now;
            var load = new SiloLoad(silo, ++_number, now.LiveChannels, now.ChannelCapacity, now.Sessions, now.Cpu);
            using var patience = new CancellationTokenSource(CallPatience, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
            cluster.Note(await grains.GetGrain<IClusterLoadGrain>(IClusterLoadGrain.Key).ReportAsync(load, either.Token));
            if (_failures >= FailuresToTell)
            {
                LogReporting();
            }

            _failures = 0;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            if (++_failures == FailuresToTell)
            {
                LogNotReporting(_failures, failure);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        do
        {
            await ReportAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(
        LogLevel.Warning,
        "This silo could not report its load {Times} times in a row, nor learn that of the others: it gets no new meetings while others report, and places by what it knew last. Meetings go on. "
        + "If no line says soon that it reports again, check the network between the silos and this silo's /health/page.")]
    private partial void LogNotReporting(int times, Exception failure);

    [LoggerMessage(LogLevel.Information, "This silo reports its load again.")]
    private partial void LogReporting();
}
