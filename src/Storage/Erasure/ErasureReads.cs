using MeetingIntel.Erasure;
using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;

namespace MeetingIntel.Storage.Erasure;

/// <inheritdoc/>
internal sealed class ErasureReads(TenantDatabase tenants) : IErasureReads
{
    private const string List =
        $"""
        SELECT {ErasureRow.Columns} FROM erasures
        WHERE org_id = $1 AND ($2::timestamptz IS NULL OR (requested_at, id) < ($2, $3)) ORDER BY requested_at DESC, id DESC LIMIT $4
        """;

    // Somebody still writes in a session of today that has only telemetry: no event says so.
    private const string Due =
        """
        SELECT s.id FROM sessions s
        WHERE s.org_id = $1 AND s.created_at < $2
          AND CASE WHEN s.status = 'ended' THEN s.ended_at
            ELSE (SELECT e.at FROM session_events e WHERE e.session_id = s.id ORDER BY e.seq DESC LIMIT 1) END < $2
          AND (s.status = 'ended' OR NOT EXISTS (
            SELECT FROM telemetry_channels c JOIN telemetry_buckets b ON b.channel_id = c.id AND b.seconds = 60 AND b.at >= $2 WHERE c.session_id = s.id))
        ORDER BY s.created_at, s.id LIMIT $3
        """;

    private static readonly GrainError BadCursor = new(GrainErrorKind.Validation, "erasure.bad-cursor", "The cursor is not one that a page of erasures gave.");

    /// <inheritdoc/>
    public async Task<GrainResult<ErasurePage>> ListAsync(string orgId, string? cursor, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var after = cursor is null ? null : TimeCursor.TryParse(cursor);
        if (cursor is not null && after is null)
            return BadCursor;

        var rows = await tenants.QueryAsync(orgId, Statement.Of(List, orgId, after?.At, after?.Key ?? "", limit + 1L), ErasureRow.Read, cancellationToken);
        if (rows.Count <= limit)
            return new ErasurePage(rows, null);

        rows.RemoveAt(limit);
        return new ErasurePage(rows, new TimeCursor(rows[^1].RequestedAt, rows[^1].Id).ToString());
    }

    /// <inheritdoc/>
    public async Task<ErasureReceipt?> FindAsync(string orgId, string id, CancellationToken cancellationToken) => (await tenants.QueryAsync(
        orgId, Statement.Of($"SELECT {ErasureRow.Columns} FROM erasures WHERE org_id = $1 AND (id = $2 OR session_id = $2)", orgId, id), ErasureRow.Read, cancellationToken)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<int?> FindRetentionAsync(string orgId, CancellationToken cancellationToken) => (await tenants.QueryAsync(
        orgId, Statement.Of("SELECT retention_days FROM orgs WHERE id = $1", orgId), row => row.IsDBNull(0) ? (int?)null : row.GetInt32(0), cancellationToken)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListDueAsync(string orgId, DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        await tenants.QueryAsync(orgId, Statement.Of(Due, orgId, before, limit), row => row.GetString(0), cancellationToken);
}
