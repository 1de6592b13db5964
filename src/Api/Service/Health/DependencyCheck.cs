using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeetingIntel.Api.Service.Health;

/// <summary>Looks whether one thing that we depend on is well. What it says is open to everybody: neither addresses nor texts of exceptions.</summary>
/// <param name="advice">What to do when it is unwell: one sentence, without names of machines.</param>
public abstract class DependencyCheck(string advice) : IHealthCheck
{
    /// <summary>A look that takes longer is an answer, too.</summary>
    protected virtual TimeSpan TimeLimit { get; } = TimeSpan.FromSeconds(3);

    /// <summary>All is well.</summary>
    protected static HealthCheckResult Well { get; } = HealthCheckResult.Healthy();

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeLimit);
        try
        {
            // On a thread of its own: a disk or a socket that hangs may not let go when it is told to.
            return await Task.Run(() => LookAsync(limit.Token), CancellationToken.None).WaitAsync(limit.Token);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return Unwell;
        }
    }

    /// <summary>It is unwell.</summary>
    protected HealthCheckResult Unwell { get; } = HealthCheckResult.Unhealthy(advice);

    /// <summary>Looks. Whatever it throws, and no answer in time, mean unwell.</summary>
    /// <param name="cancellationToken">The time is up.</param>
    protected abstract Task<HealthCheckResult> LookAsync(CancellationToken cancellationToken);
}
