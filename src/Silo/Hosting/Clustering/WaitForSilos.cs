namespace MeetingIntel.Silo.Hosting.Clustering;

/// <summary>A front-end that starts before the silos waits for them.</summary>
internal sealed partial class WaitForSilos(TimeProvider time, ILogger<WaitForSilos> logger) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private bool _told;

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (!_told)
        {
            LogWaiting(exception.Message);
            _told = true;
        }

        await Task.Delay(Pause, time, cancellationToken);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "No silo can be reached yet ({Reason}); trying until one can. Check that silos run and use the same Cluster__Id and membership.")]
    private partial void LogWaiting(string reason);
}
