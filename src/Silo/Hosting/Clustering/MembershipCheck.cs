using MeetingIntel.Api.Service.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Messaging;

namespace MeetingIntel.Silo.Hosting.Clustering;

/// <summary>Where members find each other: reads who is there.</summary>
/// <param name="table">What a silo reads.</param>
/// <param name="gateways">What a front-end of its own reads.</param>
internal sealed class MembershipCheck(IMembershipTable? table = null, IGatewayListProvider? gateways = null)
    : DependencyCheck(
        "Who is in the cluster can't be read: check PostgreSQL or Redis, whichever Cluster__Membership names. Meetings go on; but no process can join, and one that is lost is not noticed.")
{
    /// <summary>Its name on the health page.</summary>
    public const string Name = "membership";

    /// <inheritdoc/>
    protected override async Task<HealthCheckResult> LookAsync(CancellationToken cancellationToken)
    {
        if (table is not null)
        {
            await table.ReadAllAsync(cancellationToken);
        }
        else
        {
            await gateways!.GetGateways();
        }

        return Well;
    }
}
