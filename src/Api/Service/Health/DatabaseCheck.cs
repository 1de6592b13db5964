using MeetingIntel.Storage.Sessions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeetingIntel.Api.Service.Health;

/// <summary>PostgreSQL: asks for a session that never exists.</summary>
internal sealed class DatabaseCheck(ISessionReads sessions, TimeProvider time)
    : DependencyCheck("PostgreSQL does not answer: check that it runs, that DATABASE_URL is right, and that it has connections left; nothing is acknowledged until it is back.")
{
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(500);

    private static readonly HealthCheckResult TooSlow = HealthCheckResult.Degraded(
        "PostgreSQL takes more than half a second for the smallest query: look at its load, its disk and the network.");

    /// <inheritdoc/>
    protected override async Task<HealthCheckResult> LookAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        await sessions.FindOwnerAsync(ServiceEndpoints.NoSession, cancellationToken);
        return time.GetElapsedTime(started) > Slow ? TooSlow : Well;
    }
}
