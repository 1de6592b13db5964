using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeetingIntel.Api.Service.Health;

/// <summary>
/// Looks whether one thing that we depend on is well. What it says is open to everybody: neither addresses nor texts of exceptions. One object for the life of the
/// process, which is asked once at a time: it remembers a look that does not come back.
/// </summary>
/// <param name="advice">What to do when it is unwell: one sentence, without names of machines.</param>
public abstract class DependencyCheck(string advice) : IHealthCheck
{
    private Task<HealthCheckResult>? _look;

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
            // On a thread of its own: a disk or a socket that hangs may not let go when it is told to. It keeps that one thread, and gets no second one.
            if (_look is null or { IsCompleted: true })
            {
                _look = Task.Run(LookInTimeAsync, CancellationToken.None);
            }

            return await _look.WaitAsync(limit.Token);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return Unwell;
        }
    }

    /// <summary>Whoever asked may go; others may be waiting for the same look.</summary>
    private async Task<HealthCheckResult> LookInTimeAsync()
    {
        using var limit = new CancellationTokenSource(TimeLimit);
        return await LookAsync(limit.Token);
    }

    /// <summary>It is unwell.</summary>
    protected HealthCheckResult Unwell { get; } = HealthCheckResult.Unhealthy(advice);

    /// <summary>Looks. Whatever it throws, and no answer in time, mean unwell.</summary>
    /// <param name="cancellationToken">The time is up.</param>
    protected abstract Task<HealthCheckResult> LookAsync(CancellationToken cancellationToken);
}
