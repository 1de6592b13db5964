using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace MeetingIntel.Api.Service.Health;

/// <summary>Looks at the dependencies every few seconds, so that whoever asks gets an answer at once, however often it is asked and whatever hangs.</summary>
internal sealed partial class HealthMonitor(HealthCheckService checks, HealthBoard board, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<HealthMonitor> logger)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>The board; after a first look when there was none.</summary>
    /// <param name="cancellationToken">Gives up waiting for it.</param>
    public async Task<HealthBoard> BoardAsync(CancellationToken cancellationToken)
    {
        if (board.CheckedAt is null)
        {
            await LookAsync(cancellationToken);
        }

        return board;
    }

    /// <summary>Looks now.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            board.Update(await checks.CheckHealthAsync(cancellationToken), time.GetUtcNow());
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Before that nothing can be well.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.UnsafeRegister(static source => ((TaskCompletionSource)source!).TrySetResult(), started);
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do
            {
                await TryLookAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task TryLookAsync(CancellationToken stoppingToken)
    {
        try
        {
            await LookAsync(stoppingToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(EventId = 82, Level = LogLevel.Error, Message = "The dependencies could not be looked at; the next look is in a few seconds.")]
    private partial void LogFailed(Exception exception);
}
