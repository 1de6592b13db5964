using MeetingIntel.Telemetry;

namespace MeetingIntel.Storage.Telemetry;

/// <inheritdoc/>
internal sealed class TelemetryStore(TelemetryChannels channels, TelemetryWriter writer, TelemetryLoader loader) : ITelemetryStore
{
    /// <inheritdoc/>
    public async Task<GrainResult<PointReceipt>> AppendAsync(string orgId, string sessionId, TelemetryBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
            return new PointReceipt(0, 0, null);

        var (resolved, error) = await channels.ResolveAsync(orgId, sessionId, batch, cancellationToken);
        if (resolved is null || error is not null)
            return error ?? TelemetryErrors.NoSession;

        return await writer.WriteAsync(new PendingPoints(resolved, batch), cancellationToken) is { } refused
            ? refused
            : new PointReceipt(batch.Count, resolved[0].Id, resolved[0].Unit);
    }

    /// <inheritdoc/>
    public async Task<GrainResult<PointReceipt>> AppendStreamAsync(string orgId, string sessionId, IAsyncEnumerable<TelemetryBatch> batches, CancellationToken cancellationToken)
    {
        using var place = loader.Enter();
        if (place is null)
            return TelemetryErrors.Busy;

        await using var spool = new PointSpool();
        await foreach (var batch in batches.WithCancellation(cancellationToken))
        {
            if (batch.Count == 0)
                continue;

            var (resolved, error) = await channels.ResolveAsync(orgId, sessionId, batch, cancellationToken);
            if (resolved is null || error is not null)
                return error ?? TelemetryErrors.NoSession;

            await spool.AddAsync(resolved, batch, cancellationToken);
        }

        if (spool.Count == 0)
            return new PointReceipt(0, 0, null);

        return await loader.LoadAsync(spool, cancellationToken) is { } refused ? refused : new PointReceipt(spool.Count, spool.Channels.First().Id, spool.Channels.First().Unit);
    }
}
