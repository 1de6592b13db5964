using MeetingIntel.Storage.Telemetry;
using MeetingIntel.Telemetry;

namespace MeetingIntel.Api.Exports.Imports;

/// <summary>Puts what was measured on record for a session that is being read in; when the import comes to nothing it is erased with the session.</summary>
internal sealed class ImportedTelemetry(ITelemetryStore store, ITelemetryReads reads)
{
    /// <summary>Adds points.</summary>
    /// <param name="orgId">The organisation for which they are read in.</param>
    /// <param name="sessionId">The session; its first events are on record.</param>
    /// <param name="stretch">The points.</param>
    /// <param name="limits">Takes the channel's limits, for <see cref="LimitAsync"/>.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns><see langword="null"/>, or why they are not on record.</returns>
    public async Task<GrainError?> AddAsync(string orgId, string sessionId, RecordedTelemetry stretch, Dictionary<string, TelemetryLimits> limits, CancellationToken stop)
    {
        var batch = new TelemetryBatch { IsTold = false };
        foreach (var point in stretch.Points)
        {
            batch.Add(stretch.Channel, point.At, point.Value, stretch.Unit, point.KeyNumber ?? TelemetryBatch.KeyOf(point.Value, null));
        }

        if (stretch.Limits is { } given)
        {
            limits[stretch.Channel] = given;
        }

        return (await store.AppendAsync(orgId, sessionId, batch, stop)).Error;
    }

    /// <summary>Sets limits.</summary>
    /// <param name="orgId">The organisation for which the session is read in.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="limits">By channel.</param>
    /// <param name="stop">Gives up.</param>
    public async Task LimitAsync(string orgId, string sessionId, Dictionary<string, TelemetryLimits> limits, CancellationToken stop)
    {
        foreach (var (name, limit) in limits)
        {
            if (await reads.FindAsync(orgId, sessionId, name, stop) is { } channel)
            {
                await reads.ChangeAsync(orgId, channel.Id, unit: null, limit, note: null, stop);
            }
        }
    }
}
