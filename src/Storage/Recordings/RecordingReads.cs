using MeetingIntel.Recordings;
using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;

namespace MeetingIntel.Storage.Recordings;

/// <inheritdoc/>
internal sealed class RecordingReads(TenantDatabase tenants) : IRecordingReads
{
    private const string List =
        """
        SELECT id, channel, from_offset, to_offset, from_time, to_time, bytes, codec, sha256, at, seq, here
        FROM recordings WHERE session_id = $1 ORDER BY channel, from_offset, id
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredRecording>> ListAsync(string orgId, string sessionId, CancellationToken cancellationToken) =>
        await tenants.QueryAsync(
            orgId,
            Statement.Of(List, sessionId),
            row => new StoredRecording(
                new Recording(
                    row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetDouble(4), row.GetDouble(5), row.GetInt64(6), row.GetString(7), row.GetString(8)),
                row.GetMoment(9),
                row.GetInt64(10),
                row.GetBoolean(11)),
            cancellationToken);
}
