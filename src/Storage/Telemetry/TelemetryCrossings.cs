using System.Text.Json;
using MeetingIntel.Storage.Connections;
using MeetingIntel.Telemetry;
using MeetingIntel.Timeline;
using static MeetingIntel.Storage.Timeline.Statement;

namespace MeetingIntel.Storage.Telemetry;

/// <inheritdoc cref="ITelemetryCrossings"/>
internal sealed class TelemetryCrossings(Database database, TimeProvider time) : ITelemetryCrossings, IDisposable
{
    private const string Select = "SELECT channel_id, org_id, session_id, crossing FROM telemetry_crossings ORDER BY channel_id, number LIMIT $1";

    private const string Remove =
        "DELETE FROM telemetry_crossings c USING unnest($1, $2) AS arrived (channel_id, number) WHERE c.channel_id = arrived.channel_id AND c.number = arrived.number";

    // Full: somebody is going to look.
    private readonly SemaphoreSlim _news = new(0, 1);

    /// <summary>Says that there are new ones.</summary>
    public void Announce()
    {
        try
        {
            _news.Release();
        }
        catch (SemaphoreFullException)
        {
            // Announced already.
        }
    }

    /// <inheritdoc/>
    public async Task WaitAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var tired = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var timer = time.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), tired, patience, Timeout.InfiniteTimeSpan);
        try
        {
            await _news.WaitAsync(tired.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time to look.
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PendingCrossing>> ReadAsync(int limit, CancellationToken cancellationToken) => await database.QueryAsync(
        Of(Select, limit),
        row => new PendingCrossing(row.GetInt32(0), row.GetString(1), row.GetString(2), JsonSerializer.Deserialize<TelemetryLimitCrossed>(row.GetString(3), SessionEventTypes.Json)!),
        cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(IReadOnlyList<PendingCrossing> crossings, CancellationToken cancellationToken) => database.WriteAsync(
        [Create(Remove, Integers([.. crossings.Select(item => item.ChannelId)]), Longs([.. crossings.Select(item => item.Crossing.Number)]))], static _ => 0, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _news.Dispose();
}
