using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;

namespace MeetingIntel.Storage.Identity;

/// <summary>Who did what.</summary>
public sealed class AuditStore
{
    private const string Select =
        """
        SELECT e.id, e.at, e.actor, e.actor_name, e.action, e.target, e.session_id, e.request_id, e.details
        FROM audit_entries e
        WHERE ($1::bigint IS NULL OR e.id < $1::bigint) AND ($2::text IS NULL OR e.session_id = $2::text)
        ORDER BY e.id DESC LIMIT $3
        """;

    private readonly TenantDatabase _tenants;

    internal AuditStore(TenantDatabase tenants) => _tenants = tenants;

    /// <summary>What was done in an organisation, the newest first.</summary>
    /// <param name="orgId">The organisation.</param>
    /// <param name="before">Older than this entry; <see langword="null"/>: from the newest on.</param>
    /// <param name="sessionId">Only what concerns this session; <see langword="null"/>: everything.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<AuditRow>> ListAsync(string orgId, long? before, string? sessionId, int limit, CancellationToken cancellationToken) =>
        await _tenants.QueryAsync(
            orgId,
            Statement.Of(Select, before, sessionId, limit),
            row => new AuditRow(
                row.GetInt64(0),
                row.GetMoment(1),
                row.GetString(2),
                row.GetOptionalString(3),
                row.GetString(4),
                row.GetOptionalString(5),
                row.GetOptionalString(6),
                row.GetOptionalString(7),
                row.GetOptionalString(8)),
            cancellationToken);
}

/// <summary>Something that was done.</summary>
/// <param name="Id">Counts up.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who: kind and id with a colon between.</param>
/// <param name="ActorName">What people called them then, if they had a name.</param>
/// <param name="Action">What, <c>feature.verb</c>.</param>
/// <param name="Target">To what.</param>
/// <param name="SessionId">The session that it concerns.</param>
/// <param name="RequestId">The request that did it.</param>
/// <param name="Details">A JSON object, if there is more to know.</param>
public sealed record AuditRow(
    long Id, DateTimeOffset At, string Actor, string? ActorName, string Action, string? Target, string? SessionId, string? RequestId, string? Details);
