using MeetingIntel.Identity;

namespace MeetingIntel.Grains.Identity;

/// <summary>Keeps what each front-end has, in memory only: where it comes to life again it knows all of it one renewal later.</summary>
[GrainType("connection-quota")]
internal sealed class ConnectionQuotaGrain(TimeProvider clock) : Grain, IConnectionQuotaGrain
{
    private readonly Dictionary<string, FrontEndConnections> _frontEnds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _renewedAt = new(StringComparer.Ordinal);

    public Task<GrainError?> TakeAsync(ConnectionClaim claim)
    {
        Forget();
        var (frontEnd, refusal) = ConnectionQuotaRules.Take(_frontEnds, claim);
        Keep(claim.FrontEnd, frontEnd);
        return Task.FromResult(refusal);
    }

    public Task RenewAsync(ConnectionLease lease)
    {
        Forget();
        Keep(lease.FrontEnd, ConnectionQuotaRules.Renew(_frontEnds.GetValueOrDefault(lease.FrontEnd), lease));
        return Task.CompletedTask;
    }

    private void Keep(string frontEnd, FrontEndConnections? connections)
    {
        if (connections is null)
        {
            _frontEnds.Remove(frontEnd);
            _renewedAt.Remove(frontEnd);
            return;
        }

        _frontEnds[frontEnd] = connections;
        _renewedAt[frontEnd] = clock.GetTimestamp();
    }

    private void Forget()
    {
        foreach (var frontEnd in _renewedAt.Where(renewed => ConnectionQuotaRules.IsForgotten(clock.GetElapsedTime(renewed.Value))).Select(renewed => renewed.Key).ToList())
        {
            Keep(frontEnd, null);
        }
    }
}
