using MeetingIntel.Sessions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeetingIntel.Api.Service.Health;

/// <summary>The grains, wherever they are: calls one. A silo that hangs or can't be reached shows here, and so does a front-end without gateways.</summary>
internal sealed class ClusterCheck(IClusterClient cluster)
    : DependencyCheck("Grains can't be called from here: check that the silos run and are members, and that the network lets this process reach them; look at the database first if it is unwell, too.")
{
    /// <inheritdoc/>
    protected override async Task<HealthCheckResult> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await cluster.GetGrain<ISessionGrain>(ServiceEndpoints.NoSession).GetAsync();
        }
        catch (Exception exception) when (exception is not (TimeoutException or OrleansException or OperationCanceledException))
        {
            // The grain was reached and could not read its session: that is the database's illness.
        }

        return Well;
    }
}
