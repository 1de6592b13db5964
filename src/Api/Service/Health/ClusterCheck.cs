using MeetingIntel.Sessions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeetingIntel.Api.Service.Health;

/// <summary>
/// The grains, as far as one of them stands for all: calls one that lives on one silo at a time. That silo hanging shows here until the grain lives elsewhere, and so
/// does a front-end without gateways; another silo that hangs does not. A grain of its own for each look would see them all, but each would have to read the
/// database first, whose illness would then be told as the cluster's.
/// </summary>
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
